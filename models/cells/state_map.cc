#include "models/cells/state_map.h"

#include <string>

#include "core/error.h"

namespace rssviz::models {

std::unique_ptr<StateMap> state_map_of(const Network& network) {
  if (const auto* const source = dynamic_cast<const HasStateMap*>(&network)) return source->state_map();
  fail(ErrorKind::data, "the " + std::string(network.cell()) +
                            " reads its sequences backwards too: its states aren't made one from the other, "
                            "so that it has no map from state to state, and no fixed points");
}

}  // namespace rssviz::models
