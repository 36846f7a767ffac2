// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind scatter_kind();
FigureKind paths_kind();
FigureKind columns_kind();
FigureKind heat_map_kind();
FigureKind overview_kind();
FilmKind paths_film_kind();

Family states_family();

}  // namespace rssviz::cli
