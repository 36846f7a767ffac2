// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FilmKind learning_esn_kind();
FilmKind learning_lstm_kind();
FilmKind reading_kind();
FilmKind reservoirs_film_kind();
FilmKind stages_film_kind();
FilmKind layout_film_kind();
FilmKind match_film_kind();
FilmKind text_learning_film_kind();
FilmKind followed_unit_film_kind();

Family films_family();

}  // namespace rssviz::cli
