#include "cli/compose/text/kinds.h"

namespace rssviz::cli {

Family text_family() { return {"Text", {text_kind()}, {}}; }

}  // namespace rssviz::cli
