// Points cut into small groups of near ones: halved at the median of the widest direction until a group is a
// leaf (Bentley 1975, k-d tree), with the box around each, and the coordinates turned so that sixteen points'
// go through the vector unit together. Inside the room; values; one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace rssviz::embed {

constexpr int kPanel = 16;  // points side by side in a panel

struct Leaf {
  std::int32_t begin{0};  // in Leaves::order
  std::int32_t end{0};
  std::size_t panel{0};     // the first of its panels
  float largest_norm{0.F};  // of its points, squared, in all units

  std::int32_t size() const { return end - begin; }
};

struct Leaves {
  std::vector<std::int32_t> order{};  // point numbers, leaf after leaf
  std::vector<Leaf> leaves{};
  Matrix low{};   // leaves x directions: the boxes
  Matrix high{};
  // A panel: directions x 16 coordinates, then the 16 squared lengths along the directions (infinity where a
  // leaf has no point).
  std::vector<float> panels{};

  std::size_t panel_size() const {
    return (static_cast<std::size_t>(low.cols()) + 1) * static_cast<std::size_t>(kPanel);
  }
};

// coords: points x directions; norms: squared lengths in all units.
Leaves make_leaves(const Matrix& coords, const std::vector<float>& norms, int leaf_size);

}  // namespace rssviz::embed
