#include "cli/compose/comparisons/kinds.h"

namespace rssviz::cli {

Family comparisons_family() {
  return {"Comparisons", {null_kind(), objects_kind(), objects_time_kind(), similarity_kind()}, {}};
}

}  // namespace rssviz::cli
