#include "cli/compose/learning/kinds.h"

namespace rssviz::cli {

Family learning_family() {
  return {
      "Learning", {learning_strip_kind(), learning_curves_kind(), error_by_time_kind(), nesting_kind()}, {}};
}

}  // namespace rssviz::cli
