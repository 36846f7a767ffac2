// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind trajectories_kind();
FigureKind clauses_kind();
FigureKind errors_kind();
FigureKind heard_kind();
FigureKind output_map_kind();
FigureKind final_states_kind();
FigureKind side_by_side_kind();
FigureKind difficult_kind();
FigureKind nested_kind();

FilmKind nested_film_kind();

Family maps_family();

}  // namespace rssviz::cli
