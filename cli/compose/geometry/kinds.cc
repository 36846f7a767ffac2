#include "cli/compose/geometry/kinds.h"

namespace rssviz::cli {

Family geometry_family() { return {"Geometry of classes", {readout_gap_kind()}, {}}; }

}  // namespace rssviz::cli
