#include "embed/packing/stage_packing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "embed/packing/hulls.h"

namespace rssviz::embed {
namespace {

constexpr double kRim = 0.42;        // of the gap between hulls
constexpr double kLeastGain = 0.85;  // of the room needed before, at any stage: else nothing is moved

std::size_t parts_in(const std::vector<std::int32_t>& part) {
  const auto last = std::max_element(part.begin(), part.end());
  return last == part.end() ? 0 : static_cast<std::size_t>(*last + 1);
}

std::vector<std::vector<Point>> hulls_of(const std::vector<Point>& points,
                                         const std::vector<std::int32_t>& part) {
  std::vector<std::vector<Point>> hulls(parts_in(part));
  for (std::size_t i = 0; i < points.size(); ++i)
    if (part[i] >= 0) hulls[static_cast<std::size_t>(part[i])].push_back(points[i]);
  for (std::vector<Point>& hull : hulls) hull = convex_hull(std::move(hull));
  return hulls;
}

double gap_of(const std::vector<std::vector<Point>>& hulls, const PackingOptions& options) {
  double area = 0;
  for (const std::vector<Point>& hull : hulls) area += area_of(hull);
  return options.gap * std::sqrt(area);
}

bool overlap(const std::vector<Point>& a, const std::vector<Point>& b) {
  return first_free({blocked_moves(a, {}, b)}, {}, {1, 0}) > 0;
}

// Makes one part of two whose hulls overlap, until none do: to part them one would have to go around the
// other.
void join_overlapping(const std::vector<Point>& points, std::vector<std::int32_t>& part) {
  for (bool joined = true; joined;) {
    joined = false;
    const std::vector<std::vector<Point>> hulls = hulls_of(points, part);
    for (std::size_t k = hulls.size(); k-- > 1 && !joined;)
      for (std::size_t j = 0; j < k && !joined; ++j) {
        if (!overlap(hulls[j], hulls[k])) continue;
        for (std::int32_t& of : part) {
          if (of == static_cast<std::int32_t>(k)) of = static_cast<std::int32_t>(j);
          if (of > static_cast<std::int32_t>(k)) --of;
        }
        joined = true;
      }
  }
}

// The next part to join those that stand: that with the shortest way from one of them.
struct Link {
  std::size_t from{0}, to{0};
  ShortestWay way{};
};
Link next_link(const std::vector<std::vector<ShortestWay>>& ways, const std::vector<char>& stands) {
  Link next;
  for (std::size_t j = 0; j < ways.size(); ++j)
    for (std::size_t k = 0; stands[j] != 0 && k < ways.size(); ++k)
      if (stands[k] == 0 && ways[j][k].length < next.way.length) next = {j, k, ways[j][k]};
  return next;
}

std::vector<std::vector<ShortestWay>> ways_between(const std::vector<std::vector<Point>>& hulls) {
  std::vector<std::vector<ShortestWay>> ways(hulls.size(), std::vector<ShortestWay>(hulls.size()));
  for (std::size_t j = 0; j < hulls.size(); ++j)
    for (std::size_t k = 0; k < j; ++k) {
      const ShortestWay way = shortest_way(hulls[j], hulls[k]);
      ways[j][k] = way;
      ways[k][j] = {way.to, way.from, way.length};
    }
  return ways;
}

// The largest part stands; then each next one keeps its side of the part it is nearest to, as far off as the
// gap is wide, or as much farther as others are in its way.
std::vector<Point> closing_moves(const std::vector<std::vector<Point>>& hulls, double gap) {
  std::vector<std::vector<Point>> rimmed;
  for (const std::vector<Point>& hull : hulls) rimmed.push_back(with_rim(hull, gap / 2));
  const std::vector<std::vector<ShortestWay>> ways = ways_between(hulls);
  std::vector<Point> move(hulls.size());
  std::vector<char> stands(hulls.size(), 0);
  const auto largest = std::max_element(hulls.begin(), hulls.end(),
                                        [](const auto& a, const auto& b) { return area_of(a) < area_of(b); });
  stands[static_cast<std::size_t>(largest - hulls.begin())] = 1;
  for (std::size_t placed = 1; placed < hulls.size(); ++placed) {
    const Link link = next_link(ways, stands);
    Point along{link.way.to.x - link.way.from.x, link.way.to.y - link.way.from.y};
    double length = std::hypot(along.x, along.y);
    if (!(length > 1e-6 * gap)) {  // they touch: by their middles
      const Point a = middle_of(hulls[link.from]), b = middle_of(hulls[link.to]);
      along = {b.x - a.x, b.y - a.y};
      length = std::hypot(along.x, along.y);
    }
    along = length > 0 ? Point{along.x / length, along.y / length} : Point{1, 0};
    std::vector<std::vector<Point>> blocked;
    for (std::size_t j = 0; j < hulls.size(); ++j)
      if (stands[j] != 0) blocked.push_back(blocked_moves(rimmed[j], move[j], rimmed[link.to]));
    const double nearer = std::min(0., gap - link.way.length);
    const Point origin{move[link.from].x + nearer * along.x, move[link.from].y + nearer * along.y};
    const double t = first_free(blocked, origin, along);
    move[link.to] = {origin.x + t * along.x, origin.y + t * along.y};
    stands[link.to] = 1;
  }
  return move;
}

// Moves all so that the mean of the points stays where it was.
void keep_mean(const std::vector<std::int32_t>& part, std::vector<Point>& move) {
  Point mean;
  double n = 0;
  for (const std::int32_t k : part) {
    if (k < 0) continue;
    mean = {mean.x + move[static_cast<std::size_t>(k)].x, mean.y + move[static_cast<std::size_t>(k)].y};
    ++n;
  }
  for (Point& by : move) by = {by.x - mean.x / n, by.y - mean.y / n};
}

std::vector<Point> moves_of(const std::vector<Point>& points, const std::vector<std::int32_t>& part,
                            const PackingOptions& options) {
  const std::vector<std::vector<Point>> hulls = hulls_of(points, part);
  const double gap = gap_of(hulls, options);
  std::vector<Point> move(hulls.size());
  if (hulls.size() < 2 || !(gap > 0)) return move;
  move = closing_moves(hulls, gap);
  keep_mean(part, move);
  return move;
}

void move_parts(const std::vector<std::int32_t>& part, const std::vector<Point>& move,
                std::vector<Point>& points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (part[i] < 0) continue;
    const Point& by = move[static_cast<std::size_t>(part[i])];
    points[i] = {points[i].x + by.x, points[i].y + by.y};
  }
}

bool saves_room(const std::vector<Point>& points, const std::vector<std::int32_t>& part,
                const std::vector<Point>& move, const PackingOptions& options) {
  Box before, after;
  const std::vector<std::vector<Point>> hulls = hulls_of(points, part);
  for (std::size_t k = 0; k < hulls.size(); ++k) {
    before.add(hulls[k], {});
    after.add(hulls[k], move[k]);
  }
  return hulls.size() > 1 && after.room(options.aspect) < kLeastGain * before.room(options.aspect);
}

}  // namespace

std::size_t StagePacking::most_parts() const {
  std::size_t most = 0;
  for (const std::vector<Point>& of_stage : move) most = std::max(most, of_stage.size());
  return most;
}

StagePacking pack_stages(std::vector<std::vector<Point>>& stages, const PackingOptions& options) {
  StagePacking packing;
  bool any = false;
  for (const std::vector<Point>& points : stages) {
    packing.part.push_back(parts_by_gaps(points));
    join_overlapping(points, packing.part.back());
    packing.move.push_back(moves_of(points, packing.part.back(), options));
    any = any || saves_room(points, packing.part.back(), packing.move.back(), options);
  }
  if (!any) return {};
  for (std::size_t s = 0; s < stages.size(); ++s) move_parts(packing.part[s], packing.move[s], stages[s]);
  return packing;
}

std::vector<std::vector<Point>> steady_hulls(const std::vector<Point>& points,
                                             const std::vector<std::int32_t>& part,
                                             const PackingOptions& options) {
  const std::vector<std::vector<Point>> hulls = hulls_of(points, part);
  const double rim = kRim * gap_of(hulls, options);
  std::vector<std::vector<Point>> steady;
  for (const std::vector<Point>& hull : hulls) {
    std::vector<Point>& corners = steady.emplace_back();
    for (int d = 0; d < kSides && !hull.empty(); ++d) {
      const double angle = 2 * std::numbers::pi * d / kSides;
      const Point along{std::cos(angle), std::sin(angle)};
      const auto furthest = std::max_element(hull.begin(), hull.end(), [&](const Point& p, const Point& q) {
        return p.x * along.x + p.y * along.y < q.x * along.x + q.y * along.y;
      });
      corners.push_back({furthest->x + rim * along.x, furthest->y + rim * along.y});
    }
  }
  return steady;
}

std::vector<std::int32_t> same_parts(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
  const std::size_t of_a = parts_in(a), of_b = parts_in(b);
  std::vector<std::size_t> in_a(of_a, 0), in_b(of_b, 0), in_both(of_a * of_b, 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] >= 0) ++in_a[static_cast<std::size_t>(a[i])];
    if (b[i] >= 0) ++in_b[static_cast<std::size_t>(b[i])];
    if (a[i] >= 0 && b[i] >= 0)
      ++in_both[static_cast<std::size_t>(a[i]) * of_b + static_cast<std::size_t>(b[i])];
  }
  std::vector<std::int32_t> same(of_a, -1);
  for (std::size_t k = 0; k < of_a; ++k)
    for (std::size_t j = 0; j < of_b; ++j)
      if (2 * in_both[k * of_b + j] > std::max(in_a[k], in_b[j])) same[k] = static_cast<std::int32_t>(j);
  return same;
}

}  // namespace rssviz::embed
