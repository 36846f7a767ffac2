#include "cli/compose/parts/colors.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "render/figure/palette.h"

namespace rssviz::cli {

using render::Color;
using render::MarkerShape;
using render::Point;

std::optional<Color> color_named_by(const std::string& label) {
  static const std::array<std::pair<const char*, Color>, 4> kNamed{{{"red", {213, 94, 0, 1.0}},
                                                                    {"orange", {230, 159, 0, 1.0}},
                                                                    {"green", {0, 158, 115, 1.0}},
                                                                    {"blue", {0, 114, 178, 1.0}}}};
  for (const auto& [name, color] : kNamed)
    if (label == name || label == std::string(name) + " (colour)") return color;
  return std::nullopt;
}

Classes classes_of(const std::vector<std::string>& labels, const render::Style& style) {
  constexpr std::array kShapes{MarkerShape::circle,  MarkerShape::square, MarkerShape::triangle,
                               MarkerShape::diamond, MarkerShape::cross,  MarkerShape::star};
  // A colour that stands for its own word is not given to another label.
  std::vector<Color> free;
  for (const Color& color : render::class_colors(style, labels.size())) {
    const bool taken = std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
      const std::optional<Color> own = color_named_by(label);
      return own.has_value() && *own == color;
    });
    if (!taken && !(color == style.ink)) free.push_back(color);
  }
  Classes classes;
  classes.labels = labels;
  std::size_t next = 0;
  for (const std::string& label : labels) {
    const std::optional<Color> own = color_named_by(label);
    classes.colors.push_back(own.has_value() ? *own : free[next % free.size()]);
    classes.shapes.push_back(own.has_value() ? MarkerShape::circle
                                             : kShapes[(next / free.size()) % kShapes.size()]);
    if (!own.has_value()) ++next;
  }
  return classes;
}

std::vector<render::Mark> class_marks(const std::vector<Point>& at, const std::vector<std::int32_t>& values,
                                      const Classes& classes, const render::Style& style, double radius_pt,
                                      const std::vector<float>& weights) {
  std::set<std::pair<double, double>> taken;  // places of a class
  const bool several = std::any_of(classes.shapes.begin(), classes.shapes.end(),
                                   [](MarkerShape shape) { return shape != MarkerShape::circle; });
  for (std::size_t i = 0; i < at.size(); ++i)
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
