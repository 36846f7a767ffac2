#include "cli/compose/geometry/kinds.h"

namespace rssviz::cli {

Family geometry_family() {
  return {"Geometry of classes",
          {readout_gap_kind(), drift_kind(), length_kind(), temporal_generalisation_kind(),
           step_contributions_kind(), class_distances_kind(), class_dimension_kind(), speed_kind(),
           class_projection_kind(), attractors_kind()},
          {projection_film_kind()}};
}

}  // namespace rssviz::cli
