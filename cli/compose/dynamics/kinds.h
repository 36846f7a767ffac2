// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind fixed_points_kind();
FigureKind linear_dynamics_kind();
FigureKind flow_kind();
FigureKind lyapunov_kind();
FigureKind points_through_training_kind();
FilmKind fixed_points_film_kind();

Family dynamics_family();

}  // namespace rssviz::cli
