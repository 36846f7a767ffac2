// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind fixed_points_kind();
FigureKind linear_dynamics_kind();
FigureKind flow_kind();
FigureKind lyapunov_kind();
FigureKind point_history_figure_kind();
FigureKind inside_kind();
FilmKind fixed_points_film_kind();

Family dynamics_family();

}  // namespace rssviz::cli
