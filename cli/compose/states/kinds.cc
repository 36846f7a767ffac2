#include "cli/compose/states/kinds.h"

namespace rssviz::cli {

Family states_family() {
  return {"Bare states and coordinates",
          {scatter_kind(), paths_kind(), columns_kind(), heat_map_kind(), overview_kind()},
          {paths_film_kind()}};
}

}  // namespace rssviz::cli
