#include "render/canvas/draw_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <numeric>
#include <string>
#include <unordered_map>

#include "core/error.h"
#include "core/rng.h"
#include "render/figure/palette.h"
#include "render/layout/decorate.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kChunk = 4000;   // points drawn in any order among themselves
constexpr std::size_t kMostHues = 16;  // more colours than this are a scale, not classes

struct Dot {
  Point at{};
  double radius{1};
  Color color{};
  bool rescued{false};
};

bool is_stroke(MarkerShape shape) { return shape == MarkerShape::cross || shape == MarkerShape::plus; }

// 8 bits of alpha, then colour: the key by which dots share a path.
std::uint64_t key_of(const Dot& dot) {
  const auto alpha = static_cast<std::uint64_t>(std::lround(std::clamp(dot.color.alpha, 0.0, 1.0) * 255));
  const auto radius = static_cast<std::uint64_t>(std::lround(dot.radius * 64));
  return (radius << 32) | (alpha << 24) | (std::uint64_t{dot.color.red} << 16) |
         (std::uint64_t{dot.color.green} << 8) | dot.color.blue;
}

// 6 bits a channel where there are more than 256 colours: 64 steps are not seen in dots.
void quantise(std::vector<Dot>& dots, std::size_t colors) {
  if (colors <= 256) return;
  const auto coarse = [](std::uint8_t v) { return static_cast<std::uint8_t>((v & 0xFC) | (v >> 6)); };
  for (Dot& dot : dots) {
    dot.color.red = coarse(dot.color.red);
    dot.color.green = coarse(dot.color.green);
    dot.color.blue = coarse(dot.color.blue);
  }
}

bool same_hue(const Color& a, const Color& b) {
  return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

// At most kMostHues different colours, as classes have.
bool few_hues(const std::vector<Color>& colors) {
  std::vector<Color> seen;
  for (const Color& color : colors) {
    const bool known =
        std::any_of(seen.begin(), seen.end(), [&](const Color& c) { return same_hue(c, color); });
    if (!known) seen.push_back(color);
    if (seen.size() > kMostHues) return false;
  }
  return true;
}

std::vector<Dot> visible_dots(const Points& points, const PlacedPanel& panel, const Style& style, bool faint,
                              const DrawOptions& options) {
  std::vector<Dot> dots;
  dots.reserve(points.at.size());
  const bool rescue = points.outline_pt <= 0 && !is_stroke(points.shape) && few_hues(points.colors);
  const PageBox& frame = panel.frame;
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    const Point at = panel.page_from_data(points.at[i]);
    Dot dot{at,
            i < points.radii_pt.size() ? static_cast<double>(points.radii_pt[i]) : points.radius_pt,
            {},
            false};
    dot.radius *= options.line_scale;
    const double edge = 0.01;
    const bool inside = at.x >= frame.left - edge && at.x <= frame.right + edge && at.y >= frame.top - edge &&
                        at.y <= frame.bottom + edge;
    if (!inside || !(dot.radius > 0)) continue;
    if (!points.colors.empty()) dot.color = points.colors[std::min(i, points.colors.size() - 1)];
    if (faint) dot.color.alpha *= 0.45;
    if (dot.color.alpha <= 0) continue;
    dot.rescued = rescue && rescue_outline(dot.color, style).width_pt > 0;
    dots.push_back(dot);
  }
  return dots;
}

// Dots that share one path: same colour and size, and no two touching unless opaque.
struct Group {
  std::vector<const Dot*> dots{};
};

// Cells as large as two dots and their outline, so that only neighbours can touch.
class TouchGrid {
 public:
  explicit TouchGrid(double reach) : reach_(std::max(reach, 1e-3)) {}
  bool touches(Point at) const {
    const auto [cx, cy] = cell(at);
    for (std::int64_t y = cy - 1; y <= cy + 1; ++y) {
      for (std::int64_t x = cx - 1; x <= cx + 1; ++x) {
        const auto found = cells_.find(key(x, y));
        if (found == cells_.end()) continue;
        for (const Point& other : found->second) {
          if (std::hypot(other.x - at.x, other.y - at.y) < reach_) return true;
        }
      }
    }
    return false;
  }
  void add(Point at) {
    const auto [cx, cy] = cell(at);
    cells_[key(cx, cy)].push_back(at);
  }

 private:
  std::pair<std::int64_t, std::int64_t> cell(Point at) const {
    return {static_cast<std::int64_t>(std::floor(at.x / reach_)),
            static_cast<std::int64_t>(std::floor(at.y / reach_))};
  }
  static std::int64_t key(std::int64_t x, std::int64_t y) { return x * 1000003 + y; }

  double reach_;
  std::unordered_map<std::int64_t, std::vector<Point>> cells_{};
};

// The passes of one colour within a chunk.
struct ColorPasses {
  std::vector<TouchGrid> grids{};
  std::vector<std::size_t> groups{};
};

std::vector<Group> group_chunk(std::span<const Dot> chunk, bool opaque_may_touch, double outline_pt) {
  std::vector<Group> groups;
  std::map<std::uint64_t, ColorPasses> colors;
  for (const Dot& dot : chunk) {
    ColorPasses& passes = colors[key_of(dot)];
    const bool free_to_touch = opaque_may_touch && dot.color.alpha >= 1 && !dot.rescued;
    std::size_t pass = 0;
    while (!free_to_touch && pass < passes.grids.size() && passes.grids[pass].touches(dot.at)) ++pass;
    if (pass == passes.groups.size()) {
      const double outline = dot.rescued ? std::max(outline_pt, 0.5) : outline_pt;
      passes.grids.emplace_back(2 * dot.radius + outline);
      passes.groups.push_back(groups.size());
      groups.emplace_back();
    }
    if (!free_to_touch) passes.grids[pass].add(dot.at);
    groups[passes.groups[pass]].dots.push_back(&dot);
  }
  // Within a group the order isn't seen; neighbours share digits, which files keep in fewer bytes.
  for (Group& group : groups)
    std::sort(group.dots.begin(), group.dots.end(), [](const Dot* a, const Dot* b) {
      return a->at.x != b->at.x ? a->at.x < b->at.x : a->at.y < b->at.y;
    });
  return groups;
}

void stroke_shapes(Canvas& canvas, const Group& group, MarkerShape shape) {
  const Dot& first = *group.dots.front();
  for (const Dot* dot : group.dots) marker_path(canvas, shape, dot->at, dot->radius);
  canvas.stroke({.color = first.color, .width_pt = 0.42 * first.radius, .cap = Cap::round});
}

void draw_group(const Group& group, const Points& points, const Style& style, bool round_caps, double scale,
                Canvas& canvas) {
  const Dot& first = *group.dots.front();
  if (is_stroke(points.shape) || points.shape == MarkerShape::ring) {
    stroke_shapes(canvas, group, points.shape);
    return;
  }
  Pen outline{.color = points.outline, .width_pt = points.outline_pt * scale};
  outline.color.alpha = std::min(outline.color.alpha, first.color.alpha < 1 ? first.color.alpha + 0.2 : 1.0);
  if (first.rescued) outline = rescue_outline(first.color, style);
  if (round_caps && points.shape == MarkerShape::circle && outline.width_pt <= 0) {
    // A segment of no length with round ends is a disc, and far smaller in a file than four curves.
    for (const Dot* dot : group.dots) {
      canvas.move_to(dot->at);
      canvas.line_to(dot->at);
    }
    canvas.stroke({.color = first.color, .width_pt = 2 * first.radius, .cap = Cap::round});
    return;
  }
  for (const Dot* dot : group.dots) marker_path(canvas, points.shape, dot->at, dot->radius);
  if (outline.width_pt > 0) {
    canvas.fill_and_stroke(first.color, outline);
  } else {
    canvas.fill(first.color);
  }
}

void polygon(Canvas& canvas, Point at, double radius, int corners, double turn, double inner_share) {
  const int count = inner_share < 1 ? 2 * corners : corners;
  for (int i = 0; i < count; ++i) {
    const double reach = inner_share < 1 && i % 2 == 1 ? radius * inner_share : radius;
    const double angle = turn + 2 * std::numbers::pi * i / count;
    const Point p{at.x + reach * std::sin(angle), at.y - reach * std::cos(angle)};
    if (i == 0) canvas.move_to(p);
    if (i > 0) canvas.line_to(p);
  }
  canvas.close_path();
}

void segment(Canvas& canvas, Point a, Point b) {
  canvas.move_to(a);
  canvas.line_to(b);
}

}  // namespace

PointsMode points_mode_named(std::string_view name) {
  if (name == "auto") return PointsMode::automatic;
  if (name == "exact") return PointsMode::exact;
  if (name == "compact") return PointsMode::compact;
  if (name == "raster") return PointsMode::raster;
  fail(ErrorKind::usage,
       "no way to write points \"" + std::string(name) + "\"; there are auto, exact, compact and raster");
}

PointsMode points_mode(std::size_t points, bool vector, const DrawOptions& options) {
  if (options.points == PointsMode::raster && !vector) return PointsMode::exact;
  if (options.points != PointsMode::automatic) return options.points;
  if (points <= options.exact_most) return PointsMode::exact;
  return points <= options.compact_most || !vector ? PointsMode::compact : PointsMode::raster;
}

bool marker_path(Canvas& canvas, MarkerShape shape, Point at, double r) {
  switch (shape) {
    case MarkerShape::circle:
      canvas.circle(at, r);
      return true;
    case MarkerShape::ring:
      canvas.circle(at, 0.85 * r);
      return false;
    case MarkerShape::square:
      polygon(canvas, at, 1.25 * r, 4, std::numbers::pi / 4, 1);
      return true;
    case MarkerShape::triangle:
      polygon(canvas, {at.x, at.y + 0.15 * r}, 1.3 * r, 3, 0, 1);
      return true;
    case MarkerShape::diamond:
      polygon(canvas, at, 1.3 * r, 4, 0, 1);
      return true;
    case MarkerShape::star:
      polygon(canvas, at, 1.5 * r, 5, 0, 0.42);
      return true;
    case MarkerShape::cross: {
      const double d = 0.85 * r;
      segment(canvas, {at.x - d, at.y - d}, {at.x + d, at.y + d});
      segment(canvas, {at.x - d, at.y + d}, {at.x + d, at.y - d});
      return false;
    }
    case MarkerShape::plus: {
      segment(canvas, {at.x - 1.1 * r, at.y}, {at.x + 1.1 * r, at.y});
      segment(canvas, {at.x, at.y - 1.1 * r}, {at.x, at.y + 1.1 * r});
      return false;
    }
  }
  return true;
}

void draw_marker(Canvas& canvas, MarkerShape shape, Point at, double radius_pt, Color color,
                 double outline_pt, Color outline) {
  if (!marker_path(canvas, shape, at, radius_pt)) {
    canvas.stroke({.color = color, .width_pt = 0.42 * radius_pt, .cap = Cap::round});
  } else if (outline_pt > 0) {
    canvas.fill_and_stroke(color, {.color = outline, .width_pt = outline_pt});
  } else {
    canvas.fill(color);
  }
}

Pen rescue_outline(Color color, const Style& style) {
  const int low = std::min({color.red, color.green, color.blue});
  const int high = std::max({color.red, color.green, color.blue});
  if (high - low < 48 || !needs_outline(color, style.paper)) return {.width_pt = 0};
  return {.color = with_alpha(mix(color, style.ink, 0.5), color.alpha), .width_pt = 0.35 * ink_scale(style)};
}

void draw_points(const Points& points, const PlacedPanel& panel, const Style& style, bool faint,
                 PointsMode mode, const DrawOptions& options, Canvas& canvas) {
  std::vector<Dot> dots = visible_dots(points, panel, style, faint, options);
  quantise(dots, points.colors.size());
  const bool compact = mode == PointsMode::compact;
  if (points.keep_order) {
    for (const Dot& dot : dots) draw_group({{&dot}}, points, style, compact, options.line_scale, canvas);
    return;
  }
  Rng rng(options.seed, "order of points", panel.panel);
  rng.shuffle(std::span<Dot>(dots));
  const double outline = points.outline_pt * options.line_scale;
  const bool may_touch = outline <= 0 && !is_stroke(points.shape) && points.shape != MarkerShape::ring;
  for (std::size_t start = 0; start < dots.size(); start += kChunk) {
    const std::span<const Dot> chunk(dots.data() + start, std::min(kChunk, dots.size() - start));
    for (const Group& group : group_chunk(chunk, may_touch, outline)) {
      draw_group(group, points, style, compact, options.line_scale, canvas);
    }
  }
}

}  // namespace rssviz::render
