#include "cli/compose/films/kinds.h"

namespace rssviz::cli {

Family films_family() {
  return {
      "Films",
      {},
      {learning_esn_kind(), learning_lstm_kind(), reading_kind(), reservoirs_film_kind(), stages_film_kind(),
       layout_film_kind(), match_film_kind(), text_learning_film_kind(), followed_unit_film_kind()}};
}

}  // namespace rssviz::cli
