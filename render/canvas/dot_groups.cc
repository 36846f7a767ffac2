#include "render/canvas/dot_groups.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "render/canvas/point_order.h"

namespace rssviz::render {
namespace {

constexpr double kMostCells = 2e6;

// How far a shape's ink reaches, in radii (see marker_path).
double reach_of(MarkerShape shape) {
  switch (shape) {
    case MarkerShape::circle:
      return 1;
    case MarkerShape::ring:
      return 1.06;
    case MarkerShape::square:
      return 1.25;
    case MarkerShape::diamond:
      return 1.3;
    case MarkerShape::plus:
      return 1.31;
    case MarkerShape::cross:
    case MarkerShape::triangle:
      return 1.45;
    case MarkerShape::star:
      return 1.5;
  }
  return 1.5;
}

double reach_of(const Dot& dot) { return dot.radius * reach_of(dot.shape) + dot.outline_pt / 2; }

// Dots of one key look alike: shape, size, alpha and colour.
std::uint64_t key_of(const Dot& dot) {
  if (dot.pie >= 0) return ~std::uint64_t{0};
  const auto alpha = static_cast<std::uint64_t>(std::lround(std::clamp(dot.color.alpha, 0.0, 1.0) * 255));
  const auto radius = static_cast<std::uint64_t>(std::lround(std::min(dot.radius, 1e5) * 64));
  return (static_cast<std::uint64_t>(dot.shape) << 60) | (radius << 32) | (alpha << 24) |
         (std::uint64_t{dot.color.red} << 16) | (std::uint64_t{dot.color.green} << 8) | dot.color.blue;
}

bool may_touch_its_like(const Dot& dot) {
  return dot.pie < 0 && dot.color.alpha >= 1 && dot.outline_pt <= 0 && !is_stroke(dot.shape);
}

// The group that was last drawn at each spot of the page; spots are squares of about half a dot's radius. A
// dot takes all spots that it touches, so that two dots that overlap share one.
class TopGroups {
 public:
  explicit TopGroups(std::span<const Dot> dots) {
    double right = -1e300, bottom = -1e300, reach = 0;
    for (const Dot& dot : dots) {
      const double r = reach_of(dot);
      left_ = std::min(left_, dot.at.x - r);
      top_ = std::min(top_, dot.at.y - r);
      right = std::max(right, dot.at.x + r);
      bottom = std::max(bottom, dot.at.y + r);
      reach += r / static_cast<double>(dots.size());
    }
    const double width = right - left_, height = bottom - top_;
    cell_ = std::max({reach / 2, std::sqrt(width * height / kMostCells), width / 1e5, height / 1e5, 1e-6});
    columns_ = static_cast<std::ptrdiff_t>(width / cell_) + 1;
    rows_ = static_cast<std::ptrdiff_t>(height / cell_) + 1;
    tops_.assign(static_cast<std::size_t>(columns_ * rows_), -1);
  }

  // The highest group below the dot; -1: none.
  std::int32_t below(const Dot& dot) const {
    std::int32_t highest = -1;
    each_run(dot, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
      for (std::ptrdiff_t i = first; i <= last; ++i)
        highest = std::max(highest, tops_[static_cast<std::size_t>(i)]);
    });
    return highest;
  }

  void put(const Dot& dot, std::int32_t group) {
    each_run(dot, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
      std::fill(tops_.begin() + first, tops_.begin() + last + 1, group);
    });
  }

 private:
  // Runs of spots, row by row.
  template <class Run>
  void each_run(const Dot& dot, Run&& run) const {
    const double r = reach_of(dot), x = dot.at.x - left_, y = dot.at.y - top_;
    const auto at = [&](double v, std::ptrdiff_t count) {
      return std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(std::floor(v / cell_)), 0, count - 1);
    };
    const std::ptrdiff_t last_row = at(y + r, rows_);
    for (std::ptrdiff_t row = at(y - r, rows_); row <= last_row; ++row) {
      const double upper = static_cast<double>(row) * cell_;
      const double apart = std::max({0.0, upper - y, y - upper - cell_});
      const double half = std::sqrt(std::max(0.0, r * r - apart * apart));
      run(row * columns_ + at(x - half, columns_), row * columns_ + at(x + half, columns_));
    }
  }

  double left_ = 1e300, top_ = 1e300, cell_ = 1;
  std::ptrdiff_t columns_ = 1, rows_ = 1;
  std::vector<std::int32_t> tops_{};
};

}  // namespace

std::vector<DotGroup> group_dots(std::span<const Dot> dots) {
  std::vector<DotGroup> groups;
  if (dots.empty()) return groups;
  TopGroups tops(dots);
  std::unordered_map<std::uint64_t, std::vector<std::int32_t>> groups_of_key;  // ascending
  for (const Dot& dot : dots) {
    std::vector<std::int32_t>& own = groups_of_key[key_of(dot)];
    const std::int32_t below = tops.below(dot);
    const auto first = may_touch_its_like(dot) ? std::lower_bound(own.begin(), own.end(), below)
                                               : std::upper_bound(own.begin(), own.end(), below);
    const std::int32_t group = first == own.end() ? static_cast<std::int32_t>(groups.size()) : *first;
    if (first == own.end()) {
      own.push_back(group);
      groups.emplace_back();
    }
    groups[static_cast<std::size_t>(group)].push_back(&dot);
    tops.put(dot, group);
  }
  // Within a group the order isn't seen; neighbours share digits, which files keep in fewer bytes.
  for (DotGroup& group : groups)
    std::sort(group.begin(), group.end(), [](const Dot* a, const Dot* b) {
      return a->at.x != b->at.x ? a->at.x < b->at.x : a->at.y < b->at.y;
    });
  return groups;
}

}  // namespace rssviz::render
