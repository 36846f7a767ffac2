// The state map of an echo state network (esn.h), in both of its forms. A pure function.
#pragma once

#include <memory>

#include "models/cells/esn.h"
#include "models/cells/state_map.h"

namespace rssviz::models {

std::unique_ptr<StateMap> make_esn_map(const Reservoir<float>& reservoir);

}  // namespace rssviz::models
