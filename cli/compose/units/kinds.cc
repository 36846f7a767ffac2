#include "cli/compose/units/kinds.h"

namespace rssviz::cli {

Family units_family() {
  return {
      "Single units",
      {activity_kind(), winglets_kind(), polyvalent_kind(), tied_units_kind(), ablation_kind(), atlas_kind()},
      {}};
}

}  // namespace rssviz::cli
