// A look over many numbers for the few that are small. Inside the room; pure.
#pragma once

#include <Eigen/Core>

#include "embed/lanes.h"

namespace rssviz::embed {

// found(j, value) for each value of 0 .. size - 1 that is no more than `most`; it gives the next `most`.
// eight_from(j): eight of the values, of which those beyond `size` are looked over.
template <class Eight, class Found>
void scan(Eigen::Index size, float most, const Eight& eight_from, const Found& found) {
  for (Eigen::Index j = 0; j < size; j += lanes::kLanes) {
    const lanes::Floats values = eight_from(j);
    if (!lanes::any(values <= lanes::all(most))) continue;
    for (int lane = 0; lane < lanes::kLanes && j + lane < size; ++lane)
      if (values[lane] <= most) most = found(j + lane, values[lane]);
  }
}

}  // namespace rssviz::embed
