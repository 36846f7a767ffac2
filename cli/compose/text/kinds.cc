#include "cli/compose/text/kinds.h"

namespace rssviz::cli {

Family text_family() {
  return {"Text", {text_kind(), predictions_kind(), gate_saturation_kind(), samples_kind()}, {}};
}

}  // namespace rssviz::cli
