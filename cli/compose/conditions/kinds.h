// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind conditions_kind();
FigureKind jpca_kind();
FigureKind dpca_kind();
FigureKind tangling_kind();
FigureKind beliefs_kind();
FilmKind conditions_film_kind();
FilmKind beliefs_film_kind();

// --class, --dims, --view: of trajectories as figure and film. --dims: 2 or 3, else Error{usage}.
std::vector<Option> condition_options();
int dims_of(const Settings& settings);

Family conditions_family();

}  // namespace rssviz::cli
