// A fixed point of a bounded map by continuation: x = s F(x) has the one solution 0 at s = 0, which is
// followed to s = 1 by Newton's method (Allgower and Georg 1990). A pure function.
#pragma once

#include "models/analysis/dynamics/root_search.h"

namespace rssviz::models {

// Not converged where the path turns back or is lost.
Root follow_from_zero(const StateMap& map, const VectorD& drive, const RootOptions& options);

}  // namespace rssviz::models
