// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind decodability_surface_kind();
FigureKind dimension_learning_kind();
FigureKind cycles_kind();
FilmKind decodability_film_kind();
FilmKind spectrum_film_kind();

Family class_learning_family();

}  // namespace rssviz::cli
