#include "cli/compose/parts/colors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "cli/compose/parts/class_shapes.h"
#include "render/figure/color_vision.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

using render::Color;
using render::MarkerShape;
using render::Point;

namespace {

// Colours for what colour words say, and for up to so many classes of another kind beside them: two ladders
// of lightness with each other's rungs between theirs (L* 31, 47, 65, 82 and 22, 39, 56, 74), so that all
// eight differ by 8 at least in a grey print of a figure that shows both, and for all of the colour-blind.
constexpr std::array<std::pair<const char*, Color>, 4> kNamed{{{"red", {200, 66, 10, 1.0}},
                                                               {"orange", {250, 196, 60, 1.0}},
                                                               {"green", {40, 178, 128, 1.0}},
                                                               {"blue", {0, 74, 134, 1.0}}}};
constexpr std::array<Color, 4> kApart{
    {{51, 34, 136, 1.0}, {116, 190, 228, 1.0}, {130, 80, 40, 1.0}, {194, 104, 156, 1.0}}};
// For places in an order: greys, with shapes, on light and on dark paper. "Not known" is nearer to the paper.
struct PlaceGrey {
  const char* name;
  std::uint8_t on_light;
  std::uint8_t on_dark;
};
constexpr std::array<PlaceGrey, 3> kPlaces{{{"left", 165, 130}, {"middle", 105, 185}, {"right", 25, 250}}};

bool is_dark(const render::Style& style) { return style.paper.red < 110; }

bool contains(const std::vector<std::string>& labels, const char* word) {
  return std::find(labels.begin(), labels.end(), word) != labels.end();
}

bool begins(const std::vector<std::string>& labels, const char* word) {
  return std::any_of(labels.begin(), labels.end(),
                     [&](const std::string& label) { return label.starts_with(word); });
}

// Classes that are words for colours, most of them: an orange among cups and bowls is none.
bool are_colors(const std::vector<std::string>& labels) {
  const auto words = std::count_if(labels.begin(), labels.end(), [](const std::string& label) {
    return color_named_by(label).has_value();
  });
  return 2 * words > static_cast<std::ptrdiff_t>(labels.size());
}

bool are_places(const std::vector<std::string>& labels) {
  return labels.size() == kPlaces.size() &&
         std::all_of(kPlaces.begin(), kPlaces.end(),
                     [&](const auto& place) { return contains(labels, place.name); });
}

// "first clause", ..., "second clause", ...: parts in their order.
bool are_in_order(const std::vector<std::string>& labels) {
  return labels.size() > 2 && begins(labels, "first") && begins(labels, "second");
}

Classes places_of(const std::vector<std::string>& labels, const render::Style& style) {
  constexpr std::array kShapes{MarkerShape::square, MarkerShape::circle, MarkerShape::triangle};
  Classes classes{labels, {}, {}};
  for (const std::string& label : labels)
    for (std::size_t k = 0; k < kPlaces.size(); ++k) {
      if (label != kPlaces[k].name) continue;
      const std::uint8_t grey = is_dark(style) ? kPlaces[k].on_dark : kPlaces[k].on_light;
      classes.colors.push_back({grey, grey, grey, 1.0});
      classes.shapes.push_back(kShapes[k]);
    }
  return classes;
}

// Towards more contrast with the paper in the order of the labels: from light to dark, on dark paper from
// dark to light.
Classes ramp_of(const std::vector<std::string>& labels, const render::Style& style) {
  Classes classes{labels, {}, std::vector<MarkerShape>(labels.size(), MarkerShape::circle)};
  for (std::size_t k = 0; k < labels.size(); ++k) {
    const double share = static_cast<double>(k) / (static_cast<double>(labels.size()) - 1);
    const double place = is_dark(style) ? 0.42 + 0.58 * share : 0.84 - 0.82 * share;
    classes.colors.push_back(render::sample_palette("viridis", place));
  }
  return classes;
}

// What other labels get in turn: a palette's colours that stand for none of the labels.
std::vector<Color> free_colors(const std::vector<std::string>& labels, bool colors,
                               const render::Style& style) {
  if (!colors && style.palette.empty() && labels.size() <= kApart.size())
    return {kApart.begin(), kApart.end()};
  std::vector<Color> free;
  for (const Color& color : render::class_colors(style, labels.size())) {
    const bool taken =
        colors && std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
          const std::optional<Color> own = color_named_by(label);
          return own.has_value() && render::color_difference(*own, color, render::Vision::normal) < 25;
        });
    if (!taken && !(color == style.ink)) free.push_back(color);
  }
  return free;
}

}  // namespace

std::optional<Color> color_named_by(const std::string& label) {
  for (const auto& [name, color] : kNamed)
    if (label == name || label == std::string(name) + " (colour)") return color;
  return std::nullopt;
}

Classes classes_of(const std::vector<std::string>& labels, const render::Style& style) {
  constexpr std::array kShapes{MarkerShape::circle,  MarkerShape::square, MarkerShape::triangle,
                               MarkerShape::diamond, MarkerShape::cross,  MarkerShape::star};
  if (style.palette.empty() && are_places(labels)) return places_of(labels, style);
  if (style.palette.empty() && are_in_order(labels)) return ramp_of(labels, style);
  const bool colors = are_colors(labels);
  const std::vector<Color> free = free_colors(labels, colors, style);
  Classes classes;
  classes.labels = labels;
  std::size_t next = 0;
  for (const std::string& label : labels) {
    const std::optional<Color> own = colors ? color_named_by(label) : std::nullopt;
    classes.colors.push_back(render::seen_on(own.has_value() ? *own : free[next % free.size()], style));
    classes.shapes.push_back(own.has_value() ? MarkerShape::circle
                                             : kShapes[(next / free.size()) % kShapes.size()]);
    if (!own.has_value()) ++next;
  }
  return classes;
}

Classes with_shapes(Classes classes) {
  constexpr std::array kShapes{MarkerShape::circle, MarkerShape::square, MarkerShape::triangle,
                               MarkerShape::diamond};
  constexpr std::size_t kMost = 7;  // the fifth to seventh colour differ in lightness from the first to third
  const bool circles = std::all_of(classes.shapes.begin(), classes.shapes.end(),
                                   [](MarkerShape shape) { return shape == MarkerShape::circle; });
  if (!circles || classes.labels.size() > kMost || are_colors(classes.labels) || are_in_order(classes.labels))
    return classes;
  for (std::size_t k = 0; k < classes.shapes.size(); ++k) classes.shapes[k] = kShapes[k % kShapes.size()];
  return classes;
}

std::vector<render::Mark> class_marks(const std::vector<Point>& at, const std::vector<std::int32_t>& values,
                                      const Classes& classes, const render::Style& style, double radius_pt,
                                      const std::vector<float>& weights) {
  std::set<std::pair<double, double>> taken;  // places of a class
  const bool several = std::any_of(classes.shapes.begin(), classes.shapes.end(),
                                   [](MarkerShape shape) { return shape != MarkerShape::circle; });
  const bool some_quiet = std::any_of(values.begin(), values.end(), [](std::int32_t v) { return v < 0; });
  for (std::size_t i = 0; some_quiet && i < at.size(); ++i)
    if (values[i] >= 0) taken.emplace(at[i].x, at[i].y);
  render::Points quiet{.colors = {style.quiet}, .radius_pt = radius_pt};
  render::Points points{.radius_pt = radius_pt};
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (values[i] < 0 && !taken.contains({at[i].x, at[i].y})) {
      quiet.at.push_back(at[i]);
      continue;
    }
    const bool none = values[i] < 0;
    const auto k = static_cast<std::size_t>(std::max(values[i], 0));
    points.at.push_back(at[i]);
    points.colors.push_back(none ? style.quiet : classes.colors[k]);
    if (several) points.shapes.push_back(none ? MarkerShape::circle : classes.shapes[k]);
    if (!weights.empty()) points.weights.push_back(weights[i]);
  }
  std::vector<render::Mark> marks;
  if (!quiet.at.empty()) marks.emplace_back(std::move(quiet));
  if (!points.at.empty()) marks.emplace_back(std::move(points));
  return marks;
}

render::Legend class_legend(const std::string& title, const Classes& classes, const std::string& quiet_label,
                            const render::Style& style) {
  render::Legend legend;
  legend.title = title;
  for (std::size_t k = 0; k < classes.labels.size(); ++k)
    legend.entries.push_back(
        {classes.labels[k], classes.colors[k], render::SwatchKind::point, classes.shapes[k]});
  if (!quiet_label.empty()) legend.entries.push_back({quiet_label, style.quiet});
  return legend;
}

}  // namespace rssviz::cli
