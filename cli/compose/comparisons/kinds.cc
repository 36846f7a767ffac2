#include "cli/compose/comparisons/kinds.h"

namespace rssviz::cli {

Family comparisons_family() {
  return {"Comparisons",
          {null_kind(), objects_kind(), objects_time_kind(), similarity_kind(), similarity_map_kind()},
          {similarity_map_film_kind()}};
}

}  // namespace rssviz::cli
