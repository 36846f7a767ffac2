// The control of a film of learning: the states of all stages on the same two directions, so that nothing
// moves but the network.
#pragma once

#include <vector>

#include "cli/subjects/network_view.h"
#include "core/point.h"

namespace rssviz::cli {

struct PcaStages {
  std::vector<std::vector<Point>> at{};  // stage -> distinct points of the aligned maps
  std::vector<double> movement{};        // since the stage before, as a share of the map's size; 0 first
  double first_share{0};                 // of the variance of all stages' states
  double second_share{0};
};

// Records the sentences behind `view`'s aligned maps at each stage again, and projects all onto the first two
// principal components of all stages together.
PcaStages stages_by_pca(const NetworkView& view, const Execution& execution);

}  // namespace rssviz::cli
