#include "cli/compose/maps/kinds.h"

namespace rssviz::cli {

Family maps_family() {
  return {"Maps of states",
          {trajectories_kind(), clauses_kind(), errors_kind(), heard_kind(), output_map_kind(),
           final_states_kind(), side_by_side_kind(), difficult_kind(), nested_kind()},
          {nested_film_kind()}};
}

}  // namespace rssviz::cli
