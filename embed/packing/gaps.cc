// Parts by the gaps between points (stage_packing.h): single linkage, with a grid whose cells are as wide as
// two points in one are surely joined.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "embed/packing/map_parts.h"
#include "embed/packing/small_parts.h"
#include "embed/packing/stage_packing.h"

namespace rssviz::embed {
namespace {

constexpr std::size_t kMeasured = 300;  // points whose neighbours say how dense the map is
constexpr std::size_t kNeighbor = 8;

using Cells = std::map<std::pair<int, int>, std::vector<std::size_t>>;

double squared(const Point& a, const Point& b) {
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

// Which points are joined so far.
class Joined {
 public:
  explicit Joined(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t x = root(a), y = root(b);
    parent_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<std::size_t> parent_;
};

// The middle of the distances to the eighth neighbour, of some of the points.
double usual_distance(const std::vector<Point>& at) {
  if (at.size() <= kNeighbor) return std::numeric_limits<double>::infinity();
  const std::size_t step = std::max<std::size_t>(1, at.size() / kMeasured);
  std::vector<double> distances;
  std::vector<double> to(at.size());
  for (std::size_t i = 0; i < at.size(); i += step) {
    for (std::size_t j = 0; j < at.size(); ++j) to[j] = squared(at[i], at[j]);
    std::nth_element(to.begin(), to.begin() + kNeighbor, to.end());  // the first is the point itself
    distances.push_back(std::sqrt(to[kNeighbor]));
  }
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

double longer_side(const std::vector<Point>& at) {
  const auto [left, right] =
      std::minmax_element(at.begin(), at.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
  const auto [low, high] =
      std::minmax_element(at.begin(), at.end(), [](const Point& a, const Point& b) { return a.y < b.y; });
  return std::max(right->x - left->x, high->y - low->y);
}

bool any_near(const std::vector<Point>& at, const std::vector<std::size_t>& some,
              const std::vector<std::size_t>& others, double longest) {
  for (const std::size_t i : some)
    for (const std::size_t j : others)
      if (squared(at[i], at[j]) <= longest * longest) return true;
  return false;
}

void join_cells(const std::vector<Point>& at, const Cells& cells, double longest, Joined& joined) {
  for (const auto& [place, here] : cells) {
    for (const std::size_t i : here) joined.join(here.front(), i);
    for (int dx = 0; dx <= 2; ++dx)
      for (int dy = dx == 0 ? 1 : -2; dy <= 2; ++dy) {
        const auto there = cells.find({place.first + dx, place.second + dy});
        if (there == cells.end() || joined.root(here.front()) == joined.root(there->second.front())) continue;
        if (any_near(at, here, there->second, longest)) joined.join(here.front(), there->second.front());
      }
  }
}

// The part of the point nearest to any of the part `small`.
NextPart nearest_part(const std::vector<Point>& at, const std::vector<std::int32_t>& part,
                      std::int32_t small) {
  NextPart nearest;
  for (std::size_t i = 0; i < at.size(); ++i)
    for (std::size_t j = 0; part[i] == small && j < at.size(); ++j)
      if (part[j] != small && squared(at[i], at[j]) < nearest.squared)
        nearest = {part[j], squared(at[i], at[j])};
  return nearest;
}

std::vector<std::int32_t> parts_of_placed(const std::vector<Point>& at) {
  const double longest = std::max(kLongest * longer_side(at), kSparse * usual_distance(at));
  if (!std::isfinite(longest) || !(longest > 0)) return std::vector<std::int32_t>(at.size(), 0);
  const double width = longest / std::sqrt(2.);
  Cells cells;
  for (std::size_t i = 0; i < at.size(); ++i)
    cells[{static_cast<int>(std::floor((at[i].x - at.front().x) / width)),
           static_cast<int>(std::floor((at[i].y - at.front().y) / width))}]
        .push_back(i);
  Joined joined(at.size());
  join_cells(at, cells, longest, joined);
  std::vector<std::int32_t> part(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) part[i] = static_cast<std::int32_t>(joined.root(i));
  join_small(
      longest, [&](std::int32_t small) { return nearest_part(at, part, small); }, part);
  return part;
}

}  // namespace

std::vector<std::int32_t> parts_by_gaps(const std::vector<Point>& points) {
  std::vector<Point> placed;
  std::vector<std::size_t> place_of;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!std::isfinite(points[i].x) || !std::isfinite(points[i].y)) continue;
    placed.push_back(points[i]);
    place_of.push_back(i);
  }
  std::vector<std::int32_t> part(points.size(), -1);
  if (placed.empty()) return part;
  std::vector<std::int32_t> joined = parts_of_placed(placed);
  renumber(joined);
  for (std::size_t i = 0; i < placed.size(); ++i) part[place_of[i]] = joined[i];
  return part;
}

}  // namespace rssviz::embed
