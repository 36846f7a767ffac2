#include "embed/packing/packing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include "embed/packing/hulls.h"

namespace rssviz::embed {
namespace {

constexpr int kRimCorners = 16;            // of the circle that rounds a hull's corners
constexpr std::size_t kMostAnchors = 8;    // parts that others may slide towards, beside the middle
constexpr std::size_t kMostReplaced = 60;  // so many parts at most are placed a second time
constexpr double kLeastGain = 0.85;        // of the room needed before: else nothing is moved

double cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

Point direction(int k, int count) {
  const double angle = 2 * std::numbers::pi * k / count;
  return {std::cos(angle), std::sin(angle)};
}

// The parts, with half of the gap around each, and where they are moved to so far.
class Placing {
 public:
  Placing(std::vector<std::vector<Point>> rimmed, const PackingOptions& options)
      : rimmed_(std::move(rimmed)), options_(options), move_(rimmed_.size()), stands_(rimmed_.size(), 0) {
    order_.resize(rimmed_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return area_of(rimmed_[a]) > area_of(rimmed_[b]); });
  }

  std::vector<Point> place_all() {
    for (const std::size_t k : order_) place(k);
    if (order_.size() <= kMostReplaced)
      for (std::size_t i = 1; i < order_.size(); ++i) {
        stands_[order_[i]] = 0;
        place(order_[i]);
      }
    return move_;
  }

 private:
  Box standing() const {
    Box box;
    for (std::size_t k = 0; k < rimmed_.size(); ++k)
      if (stands_[k] != 0) box.add(rimmed_[k], move_[k]);
    return box;
  }

  void place(std::size_t k) {
    const Box before = standing();
    stands_[k] = 1;
    if (before.left > before.right) return;  // the first stays where it is
    std::vector<std::vector<Point>> blocked;
    std::vector<Point> anchors{before.middle()};
    for (const std::size_t j : order_) {
      if (j == k || stands_[j] == 0) continue;
      blocked.push_back(blocked_moves(rimmed_[j], move_[j], rimmed_[k]));
      const Point middle = middle_of(rimmed_[j]);
      if (anchors.size() <= kMostAnchors) anchors.push_back({middle.x + move_[j].x, middle.y + move_[j].y});
    }
    const Point own = middle_of(rimmed_[k]);
    double least = std::numeric_limits<double>::infinity();
    for (const Point& anchor : anchors)
      for (int d = 0; d < options_.directions; ++d) {
        const Point along = direction(d, options_.directions);
        const Point origin{anchor.x - own.x, anchor.y - own.y};
        const double t = first_free(blocked, origin, along);
        const Point move{origin.x + t * along.x, origin.y + t * along.y};
        const double cost = cost_of(before, k, move);
        if (cost >= least) continue;
        least = cost;
        move_[k] = move;
      }
  }

  // The room that all need then; of equal room, near the middle and not far from where it came.
  double cost_of(Box box, std::size_t k, Point move) const {
    const Point middle = box.middle(), own = middle_of(rimmed_[k]);
    box.add(rimmed_[k], move);
    const double off = std::hypot(own.x + move.x - middle.x, own.y + move.y - middle.y);
    const double side = std::sqrt(box.room(options_.aspect));
    return side * side + side * (0.1 * off + 0.002 * std::hypot(move.x, move.y));
  }

  std::vector<std::vector<Point>> rimmed_;
  const PackingOptions& options_;
  std::vector<Point> move_;
  std::vector<char> stands_;
  std::vector<std::size_t> order_{};
};

// Their bounding boxes before and after.
bool is_worth_it(const std::vector<std::vector<Point>>& hulls, const std::vector<Point>& move,
                 double aspect) {
  Box before, after;
  for (std::size_t k = 0; k < hulls.size(); ++k) {
    before.add(hulls[k], {});
    after.add(hulls[k], move[k]);
  }
  return after.room(aspect) < kLeastGain * before.room(aspect);
}

}  // namespace

std::vector<Point> convex_hull(std::vector<Point> points) {
  std::sort(points.begin(), points.end(),
            [](const Point& a, const Point& b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); });
  std::vector<Point> hull;
  const auto half = [&](auto first, auto last, std::size_t base) {
    for (auto at = first; at != last; ++at) {
      while (hull.size() >= base + 2 && cross(hull[hull.size() - 2], hull.back(), *at) <= 0) hull.pop_back();
      hull.push_back(*at);
    }
    hull.pop_back();  // it begins the other half
  };
  if (points.size() < 3) return points;
  half(points.begin(), points.end(), 0);
  half(points.rbegin(), points.rend(), hull.size());
  return hull;
}

std::vector<Point> with_rim(const std::vector<Point>& hull, double width) {
  std::vector<Point> around;
  for (const Point& p : hull)
    for (int k = 0; k < kRimCorners; ++k) {
      const Point by = direction(k, kRimCorners);
      around.push_back({p.x + width * by.x, p.y + width * by.y});
    }
  return convex_hull(std::move(around));
}

std::int32_t Packing::part_near(Point at) const {
  std::int32_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; moves() && i < coords.rows(); ++i) {
    const double x = static_cast<double>(coords(i, 0)) - at.x, y = static_cast<double>(coords(i, 1)) - at.y;
    if (x * x + y * y >= least) continue;
    least = x * x + y * y;
    best = part[static_cast<std::size_t>(i)];
  }
  return best;
}

Point Packing::moved(Point at) const {
  if (!moves()) return at;
  const Point by = move[static_cast<std::size_t>(part_near(at))];
  return {at.x + by.x, at.y + by.y};
}

Matrix Packing::moved(MatrixRef further) const {
  Matrix result = further;
  for (Eigen::Index i = 0; moves() && i < result.rows(); ++i) {
    const Point at = moved({static_cast<double>(further(i, 0)), static_cast<double>(further(i, 1))});
    result(i, 0) = static_cast<float>(at.x);
    result(i, 1) = static_cast<float>(at.y);
  }
  return result;
}

Packing pack(MatrixRef coords, std::span<const std::int32_t> part, const PackingOptions& options) {
  Packing packing;
  const std::int32_t last = part.empty() ? 0 : *std::max_element(part.begin(), part.end());
  if (last < 1) return packing;
  std::vector<std::vector<Point>> points(static_cast<std::size_t>(last) + 1);
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    points[static_cast<std::size_t>(part[i])].push_back(
        {static_cast<double>(coords(row, 0)), static_cast<double>(coords(row, 1))});
  }
  std::vector<std::vector<Point>> hulls;
  double area = 0;
  for (std::vector<Point>& some : points) {
    hulls.push_back(convex_hull(std::move(some)));
    area += area_of(hulls.back());
  }
  const double gap = options.gap * std::sqrt(area);
  if (!(gap > 0)) return packing;
  std::vector<std::vector<Point>> rimmed;
  for (const std::vector<Point>& hull : hulls) rimmed.push_back(with_rim(hull, gap / 2));
  std::vector<Point> move = Placing(std::move(rimmed), options).place_all();
  if (!is_worth_it(hulls, move, options.aspect)) return packing;
  for (std::size_t k = 0; k < hulls.size(); ++k)
    for (Point& p : hulls[k]) p = {p.x + move[k].x, p.y + move[k].y};
  packing.part.assign(part.begin(), part.end());
  packing.move = std::move(move);
  packing.hull = std::move(hulls);
  packing.gap = gap;
  packing.coords = coords.leftCols(2);
  return packing;
}

}  // namespace rssviz::embed
