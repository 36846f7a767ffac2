#include "cli/compose/matching/kinds.h"

namespace rssviz::cli {

Family matching_family() { return {"Matching", {match_kind()}, {}}; }

}  // namespace rssviz::cli
