#include "cli/compose/reservoirs/kinds.h"

namespace rssviz::cli {

Family reservoirs_family() {
  return {"Reservoirs before training", {reservoirs_kind(), reservoirs_check_kind(), predictors_kind()}, {}};
}

}  // namespace rssviz::cli
