#include "cli/compose/reservoirs/kinds.h"

namespace rssviz::cli {

Family reservoirs_family() {
  return {"Reservoirs before training",
          {reservoirs_kind(), reservoirs_check_kind(), predictors_kind(), reservoirs_capacity_kind(),
           capacity_kind()},
          {}};
}

}  // namespace rssviz::cli
