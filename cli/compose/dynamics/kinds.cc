#include "cli/compose/dynamics/kinds.h"

namespace rssviz::cli {

Family dynamics_family() {
  return {"Dynamics",
          {fixed_points_kind(), linear_dynamics_kind(), flow_kind(), point_history_figure_kind(),
           lyapunov_kind(), inside_kind()},
          {fixed_points_film_kind()}};
}

}  // namespace rssviz::cli
