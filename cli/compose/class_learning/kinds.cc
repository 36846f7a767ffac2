#include "cli/compose/class_learning/kinds.h"

namespace rssviz::cli {

Family class_learning_family() {
  return {"Classes through learning",
          {decodability_surface_kind(), dimension_learning_kind(), cycles_kind()},
          {decodability_film_kind(), spectrum_film_kind()}};
}

}  // namespace rssviz::cli
