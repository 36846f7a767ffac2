#include "cli/compose/dynamics/kinds.h"

namespace rssviz::cli {

Family dynamics_family() {
  return {"Dynamics", {fixed_points_kind(), linear_dynamics_kind(), flow_kind(), lyapunov_kind()}, {}};
}

}  // namespace rssviz::cli
