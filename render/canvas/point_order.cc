#include "render/canvas/point_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "core/rng.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kMostHues = 16;
constexpr std::uint32_t kNone = 0xFFFFFFFF;
constexpr double kPieGrowth = 1.25;  // so that sectors are told apart at the size of print

// In order of first appearance; cut off behind the first that is one too many.
std::vector<Color> hues_of(const std::vector<Color>& colors) {
  std::vector<Color> seen;
  for (const Color& color : colors) {
    const bool known =
        std::any_of(seen.begin(), seen.end(), [&](const Color& c) { return same_hue(c, color); });
    if (!known) seen.push_back(color);
    if (seen.size() > kMostHues) break;
  }
  return seen;
}

// Which points lie at one place: a hash table with open addresses.
class Places {
 public:
  explicit Places(const std::vector<Point>& at) : at_(at), slots_(std::bit_ceil(2 * at.size() + 1), kNone) {}
  // The first point that was given at the place of `point`: itself where there was none.
  std::uint32_t first_at(std::uint32_t point) {
    std::size_t slot = hash(at_[point]) & (slots_.size() - 1);
    while (slots_[slot] != kNone) {
      const Point& there = at_[slots_[slot]];
      if (there.x == at_[point].x && there.y == at_[point].y) return slots_[slot];
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = point;
    return point;
  }

 private:
  static std::size_t hash(Point p) {  // + 0.0 makes one zero of two
    return mix64(std::bit_cast<std::uint64_t>(p.x + 0.0) ^ mix64(std::bit_cast<std::uint64_t>(p.y + 0.0)));
  }

  const std::vector<Point>& at_;
  std::vector<std::uint32_t> slots_;
};

struct Slice {
  double weight{0};
  Color color{};
};

// What lies at one place: the weight of each hue.
struct Heap {
  std::vector<Slice> slices{};
  double radius_pt{0};
  double through{1};  // the light that all dots together let through
  double alpha{0};    // of the most opaque
};

Pie pie_of(const Heap& heap, double alpha) {
  Pie pie{.radius_pt = kPieGrowth * heap.radius_pt};
  double all = 0;
  for (const Slice& slice : heap.slices) all += slice.weight;
  double before = 0;
  for (const Slice& slice : heap.slices) {
    if (slice.weight <= 0) continue;
    const double from = before / all;
    before += slice.weight;
    pie.wedges.push_back({with_alpha(slice.color, alpha), from, alpha >= 1 ? 1.0 : before / all});
  }
  return pie;
}

// Adds a point to what lies at its place.
void put(const Points& points, std::uint32_t i, const std::vector<Color>& hues, Heap& heap) {
  const Color color = color_at(points, i);
  const auto hue = std::find_if(hues.begin(), hues.end(), [&](const Color& c) { return same_hue(c, color); });
  heap.slices.resize(hues.size());
  Slice& slice = heap.slices[static_cast<std::size_t>(hue - hues.begin())];
  slice.color = color;
  slice.weight += i < points.weights.size() ? static_cast<double>(points.weights[i]) : 1.0;
  heap.radius_pt = std::max(heap.radius_pt, radius_at(points, i));
  heap.through *= 1 - std::clamp(color.alpha, 0.0, 1.0);
  heap.alpha = std::max(heap.alpha, color.alpha);
}

// For each point the last in drawing order at its place; empty where no place has points of several hues.
std::vector<std::uint32_t> tops_of(const Points& points, std::span<const std::uint32_t> order,
                                   std::vector<bool>& mixed) {
  std::vector<std::uint32_t> tops(points.at.size(), kNone);
  mixed.assign(points.at.size(), false);
  Places places(points.at);
  bool any = false;
  for (auto next = order.rbegin(); next != order.rend(); ++next) {
    const std::uint32_t i = *next;
    if (!std::isfinite(points.at[i].x) || !std::isfinite(points.at[i].y) || is_stroke(shape_at(points, i)))
      continue;
    const std::uint32_t top = places.first_at(i);
    tops[i] = top;
    if (same_hue(color_at(points, top), color_at(points, i))) continue;
    mixed[top] = true;
    any = true;
  }
  if (!any) tops.clear();
  return tops;
}

}  // namespace

std::vector<std::uint32_t> random_order(std::size_t count, std::uint64_t seed, std::size_t panel) {
  const std::uint64_t stream = Rng(seed, "order of points", panel).next();
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed(count);
  for (std::size_t i = 0; i < count; ++i) keyed[i] = {mix64(stream + i), static_cast<std::uint32_t>(i)};
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = keyed[i].second;
  return order;
}

PointOrder point_order(const Points& points, std::span<const std::uint32_t> order) {
  PointOrder out;
  out.drawn.reserve(order.size());
  for (const std::uint32_t i : order) out.drawn.push_back({i, -1});
  if (points.keep_order || points.colors.size() < 2) return out;
  const std::vector<Color> hues = hues_of(points.colors);
  if (hues.size() > kMostHues) return out;
  std::vector<bool> mixed;
  const std::vector<std::uint32_t> tops = tops_of(points, order, mixed);
  if (tops.empty()) return out;
  out.drawn.clear();
  std::vector<std::int32_t> heap_at(points.at.size(), -1);
  std::vector<Heap> heaps;
  for (const std::uint32_t i : order) {
    const std::uint32_t top = tops[i];
    if (top == kNone || !mixed[top]) {
      out.drawn.push_back({i, -1});
      continue;
    }
    if (heap_at[top] < 0) {
      heap_at[top] = static_cast<std::int32_t>(heaps.size());
      heaps.emplace_back();
    }
    put(points, i, hues, heaps[static_cast<std::size_t>(heap_at[top])]);
    if (i == top) out.drawn.push_back({i, heap_at[top]});
  }
  for (const Heap& heap : heaps)
    out.pies.push_back(pie_of(heap, points.weights.empty() ? 1 - heap.through : heap.alpha));
  return out;
}

bool same_hue(const Color& a, const Color& b) {
  return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

bool few_hues(const std::vector<Color>& colors) { return hues_of(colors).size() <= kMostHues; }

bool is_stroke(MarkerShape shape) {
  return shape == MarkerShape::cross || shape == MarkerShape::plus || shape == MarkerShape::ring;
}

MarkerShape shape_at(const Points& points, std::size_t i) {
  return i < points.shapes.size() ? points.shapes[i] : points.shape;
}

double radius_at(const Points& points, std::size_t i) {
  return i < points.radii_pt.size() ? static_cast<double>(points.radii_pt[i]) : points.radius_pt;
}

Color color_at(const Points& points, std::size_t i) {
  return points.colors.empty() ? Color{} : points.colors[std::min(i, points.colors.size() - 1)];
}

}  // namespace rssviz::render
