// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind beliefs_kind();
FilmKind beliefs_film_kind();

Family conditions_family();

}  // namespace rssviz::cli
