#include "cli/compose/outputs/kinds.h"

namespace rssviz::cli {

Family outputs_family() {
  return {"Outputs", {outputs_kind(), output_histogram_kind(), final_outputs_kind()}, {}};
}

}  // namespace rssviz::cli
