// What holds the places of one point in neighbouring stages together: the regularisation of AlignedUMAP
// (umap-learn 0.5.3, aligned_umap.py and layouts.py), which pulls a point towards its places in up to
// `window` stages before and after with the weight
//   regularisation * exp(1 - stages apart) * similarity of its neighbourhoods,
// once for each edge and negative sample drawn. Here an epoch's pulls are summed and solved at once: after
// each epoch the places x_s of a point become those y_s that minimise
//   sum_s |y_s - x_s|^2 / 2 + step * sum_(s < t) tie_st |y_s - y_t|^2 / 2,
// a banded system for each point, stable for ties of any strength. So ties can say one thing more: to the
// similarity is added max(0, (r / d)^2 - 1), at most 1e5, where d is how far the state moved between the two
// stages and r the distance to the last of its neighbours (root mean square of both). A state that moved
// little against what is near it keeps its place; one that did not change stands still. The similarity is 1 -
// edge_changes, the weighted form of umap-learn's overlap of neighbourhoods. Inside the room. Immutable once
// made; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/parallel.h"
#include "embed/align/stage_graphs.h"
#include "embed/align/stages.h"
#include "embed/lanes.h"

namespace rssviz::embed {

// Of a stage, the places of its rows on the map: rows x dims, row i at slot_of[i], or at i where that is
// null.
struct StagePositions {
  float* places;
  const std::int32_t* slot_of{nullptr};

  float* at(std::int32_t row, std::size_t dims) const {
    return places + static_cast<std::size_t>(slot_of == nullptr ? row : slot_of[row]) * dims;
  }
};

class StageTies {
 public:
  StageTies(const StageRows& rows, const std::vector<StageGraph>& graphs, const StagesOptions& options,
            const Execution& execution);

  // positions: one a stage, moved in place. step: the learning rate of the epoch.
  void pull(const std::vector<StagePositions>& positions, int dims, double step,
            const Execution& execution) const;

 private:
  void set_ties(std::size_t stage, const std::vector<StageGraph>& graphs, const StagesOptions& options);
  // Of four points side by side. kWindow and kDims: known to the compiler, or 0.
  template <std::size_t kWindow, std::size_t kDims>
  void pull_four(std::size_t four, const std::vector<StagePositions>& positions, std::size_t dims,
                 double step, std::vector<lanes::Pairs>& room) const;
  // Where the tie of stages s and s + 1 + offset of the point at `place` in the order is.
  std::size_t index(std::size_t place, std::size_t stage, std::size_t offset) const;

  const StageRows* rows_;
  std::size_t window_;
  // The points in the order that layouts keep them in, so that four of them lie side by side in memory; where
  // each is in it.
  std::vector<std::int32_t> order_{}, place_{};
  std::vector<float> ties_{};  // by fours of points x stages x window x four
};

}  // namespace rssviz::embed
