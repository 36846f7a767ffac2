#include "cli/compose/dynamics/kinds.h"

namespace rssviz::cli {

Family dynamics_family() { return {"Dynamics", {fixed_points_kind()}, {}}; }

}  // namespace rssviz::cli
