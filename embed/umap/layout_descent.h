// The descent of one layout, an epoch at a time, so that several layouts can go on side by side. Inside the
// room. A descent belongs to one thread at a time; an epoch runs on the workers it is given.
#pragma once

#include <span>
#include <vector>

#include "embed/umap/forces.h"
#include "embed/umap/layout_schedule.h"

namespace rssviz::embed {

class LayoutDescent {
 public:
  // As lay_out; `mobility` must outlive the descent. Error{usage, data} as there.
  LayoutDescent(const FuzzyGraph& graph, const Matrix& start, const LayoutOptions& options,
                std::span<const float> mobility = {});

  // Draws epoch `epoch` of 0 .. epochs - 1. Error{numeric} naming it, checked every 64 epochs and at the
  // last, if a coordinate left the finite numbers.
  void draw_epoch(int epoch, const Execution& execution);

  Eigen::Map<const Matrix> coords() const;          // points x dims
  float* positions() { return positions_.data(); }  // the same, to write

 private:
  LayoutOptions options_;
  LayoutSchedule schedule_;
  Forces forces_;
  DrawEdges draw_;
  int dims_;
  std::vector<float> positions_;
  std::vector<float> copy_{};  // what negative samples read while several pieces write
};

}  // namespace rssviz::embed
