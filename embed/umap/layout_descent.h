// The descent of one layout, an epoch at a time, so that several layouts can go on side by side. Inside the
// room. A descent belongs to one thread at a time; an epoch runs on the workers it is given.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "embed/umap/forces.h"
#include "embed/umap/layout_schedule.h"

namespace rssviz::embed {

class LayoutDescent {
 public:
  // As lay_out. Error{usage, data} as there.
  LayoutDescent(FuzzyGraph graph, const Matrix& start, const LayoutOptions& options,
                std::span<const float> mobility = {});

  // Draws epoch `epoch` of 0 .. epochs - 1. Error{numeric} naming it, checked every 64 epochs and at the
  // last, if a coordinate left the finite numbers.
  void draw_epoch(int epoch, const Execution& execution);

  Matrix coords() const;  // points x dims
  // The same, to write, in an order of its own: of point i, slots()[i] x dims.
  float* positions() { return positions_.data(); }
  const std::vector<std::int32_t>& slots() const { return schedule_.slot_of; }

 private:
  LayoutOptions options_;
  LayoutSchedule schedule_;
  Forces forces_;
  DrawEdges draw_;
  std::size_t dims_;
  std::vector<float> positions_;
  std::vector<float> mobility_{};
  // What negative samples read in this round, and in the next.
  std::array<std::vector<float>, 2> seen_{};

  void draw_round(std::size_t round, const Execution& execution);
  void show_all();
};

}  // namespace rssviz::embed
