// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind null_kind();
FigureKind objects_kind();
FigureKind objects_time_kind();
FigureKind similarity_kind();
FigureKind similarity_map_kind();
FilmKind similarity_map_film_kind();

Family comparisons_family();

}  // namespace rssviz::cli
