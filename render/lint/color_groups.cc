#include "render/lint/color_groups.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rssviz::render {
namespace {

constexpr double kCell = 6;        // points
constexpr double kFarthest = 2e5;  // points: beyond any page
constexpr int kNear = 2;           // cells
constexpr std::size_t kMostCells = 100000;

std::size_t root_of(std::vector<std::size_t>& parents, std::size_t color) {
  while (parents[color] != color) color = parents[color] = parents[parents[color]];
  return color;
}

}  // namespace

void ColorGroups::add(std::size_t color, const std::vector<std::pair<double, double>>& at) {
  count_ = std::max(count_, color + 1);
  for (const auto& [x, y] : at) {
    if (!(std::abs(x) < kFarthest && std::abs(y) < kFarthest)) continue;
    const std::pair<int, int> cell{static_cast<int>(std::floor(x / kCell)),
                                   static_cast<int>(std::floor(y / kCell))};
    if (cells_.size() < kMostCells || cells_.contains(cell)) cells_[cell].insert(color);
  }
}

std::vector<std::vector<std::size_t>> ColorGroups::groups() const {
  std::vector<std::size_t> parents(count_);
  std::iota(parents.begin(), parents.end(), std::size_t{0});
  const auto join = [&](std::size_t a, std::size_t b) { parents[root_of(parents, a)] = root_of(parents, b); };
  for (const auto& [cell, colors] : cells_) {
    for (const std::size_t color : colors) join(color, *colors.begin());
    for (int dx = -kNear; dx <= kNear; ++dx)
      for (int dy = -kNear; dy <= kNear; ++dy)
        if (const auto other = cells_.find({cell.first + dx, cell.second + dy}); other != cells_.end())
          join(*colors.begin(), *other->second.begin());
  }
  std::map<std::size_t, std::vector<std::size_t>> by_root;
  for (std::size_t color = 0; color < count_; ++color) by_root[root_of(parents, color)].push_back(color);
  std::vector<std::vector<std::size_t>> groups;
  for (auto& [root, colors] : by_root) groups.push_back(std::move(colors));
  std::sort(groups.begin(), groups.end());
  return groups;
}

}  // namespace rssviz::render
