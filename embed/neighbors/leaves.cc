#include "embed/neighbors/leaves.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace rssviz::embed {
namespace {

struct Box {
  Eigen::RowVectorXf low;
  Eigen::RowVectorXf high;
};

Box box_of(const Matrix& coords, const std::vector<std::int32_t>& order, std::int32_t begin,
           std::int32_t end) {
  Box box{coords.row(order[static_cast<std::size_t>(begin)]), coords.row(order[static_cast<std::size_t>(begin)])};
  for (std::int32_t p = begin + 1; p < end; ++p) {
    const auto row = coords.row(order[static_cast<std::size_t>(p)]);
    box.low = box.low.cwiseMin(row);
    box.high = box.high.cwiseMax(row);
  }
  return box;
}

// Halves order[begin, end) until it fits a leaf; leaves come from left to right.
void split(const Matrix& coords, std::vector<std::int32_t>& order, std::int32_t begin, std::int32_t end,
           int leaf_size, std::vector<Leaf>& leaves) {
  if (end - begin <= leaf_size) {
    std::sort(order.begin() + begin, order.begin() + end);
    leaves.push_back({begin, end, 0, 0.F});
    return;
  }
  const Box box = box_of(coords, order, begin, end);
  Eigen::Index widest = 0;
  (box.high - box.low).maxCoeff(&widest);
  // The middle in whole panels, so that leaves are full.
  const std::int32_t middle = begin + std::max(kPanel, (end - begin) / 2 / kPanel * kPanel);
  std::nth_element(order.begin() + begin, order.begin() + middle, order.begin() + end,
                   [&](std::int32_t a, std::int32_t b) {
                     return coords(a, widest) < coords(b, widest) ||
                            (coords(a, widest) == coords(b, widest) && a < b);
                   });
  split(coords, order, begin, middle, leaf_size, leaves);
  split(coords, order, middle, end, leaf_size, leaves);
}

void fill_panels(const Matrix& coords, Leaves& result) {
  const Eigen::Index directions = coords.cols();
  std::size_t panels = 0;
  for (Leaf& leaf : result.leaves) {
    leaf.panel = panels;
    panels += static_cast<std::size_t>((leaf.size() + kPanel - 1) / kPanel);
  }
  result.panels.assign(panels * result.panel_size(), 0.F);
  for (const Leaf& leaf : result.leaves) {
    for (std::int32_t p = 0; p < (leaf.size() + kPanel - 1) / kPanel * kPanel; ++p) {
      float* const panel =
          result.panels.data() + (leaf.panel + static_cast<std::size_t>(p / kPanel)) * result.panel_size();
      const Eigen::Index lane = p % kPanel;
      float& norm = panel[directions * kPanel + lane];
      norm = std::numeric_limits<float>::infinity();
      if (p >= leaf.size()) continue;
      const auto row = coords.row(result.order[static_cast<std::size_t>(leaf.begin + p)]);
      double sum = 0.;
      for (Eigen::Index d = 0; d < directions; ++d) {
        panel[d * kPanel + lane] = row[d];
        sum += static_cast<double>(row[d]) * static_cast<double>(row[d]);
      }
      norm = static_cast<float>(sum);
    }
  }
}

}  // namespace

Leaves make_leaves(const Matrix& coords, const std::vector<float>& norms, int leaf_size) {
  Leaves result;
  result.order.resize(static_cast<std::size_t>(coords.rows()));
  std::iota(result.order.begin(), result.order.end(), 0);
  if (coords.rows() == 0) return result;
  split(coords, result.order, 0, static_cast<std::int32_t>(coords.rows()), leaf_size, result.leaves);
  const auto count = static_cast<Eigen::Index>(result.leaves.size());
  result.low.resize(count, coords.cols());
  result.high.resize(count, coords.cols());
  for (Eigen::Index l = 0; l < count; ++l) {
    Leaf& leaf = result.leaves[static_cast<std::size_t>(l)];
    const Box box = box_of(coords, result.order, leaf.begin, leaf.end);
    result.low.row(l) = box.low;
    result.high.row(l) = box.high;
    for (std::int32_t p = leaf.begin; p < leaf.end; ++p) {
      const std::int32_t point = result.order[static_cast<std::size_t>(p)];
      leaf.largest_norm = std::max(leaf.largest_norm, norms[static_cast<std::size_t>(point)]);
    }
  }
  fill_panels(coords, result);
  return result;
}

}  // namespace rssviz::embed
