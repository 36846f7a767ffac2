#include "cli/compose/conditions/kinds.h"

namespace rssviz::cli {

Family conditions_family() {
  return {"Conditions and beliefs",
          {conditions_kind(), jpca_kind(), dpca_kind(), tangling_kind(), beliefs_kind()},
          {conditions_film_kind(), beliefs_film_kind()}};
}

}  // namespace rssviz::cli
