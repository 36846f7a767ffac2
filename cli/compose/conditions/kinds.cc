#include "cli/compose/conditions/kinds.h"

namespace rssviz::cli {

Family conditions_family() { return {"Conditions and beliefs", {beliefs_kind()}, {beliefs_film_kind()}}; }

}  // namespace rssviz::cli
