#include "cli/compose/parts/zoom.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "cli/compose/parts/map_panels.h"
#include "core/error.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr double kAutomatic = 0.25;        // of the map's longer side
constexpr std::size_t kMostCentres = 500;  // tried for the automatic part

using Part = std::pair<render::Point, render::Point>;

bool holds(const Part& part, const render::Point& at) {
  return at.x >= part.first.x && at.x <= part.second.x && at.y >= part.first.y && at.y <= part.second.y;
}

std::vector<render::Point> points_of(const render::Panel& panel) {
  std::vector<render::Point> points;
  for (const render::Mark& mark : panel.marks)
    if (const auto* const some = std::get_if<render::Points>(&mark))
      points.insert(points.end(), some->at.begin(), some->at.end());
  // A state that many sequences share is one place.
  const auto key = [](const render::Point& p) { return std::pair(p.x, p.y); };
  std::sort(points.begin(), points.end(),
            [&](const render::Point& a, const render::Point& b) { return key(a) < key(b); });
  points.erase(std::unique(points.begin(), points.end(),
                           [&](const render::Point& a, const render::Point& b) { return key(a) == key(b); }),
               points.end());
  return points;
}

Part part_from_text(const std::string& text) {
  std::array<double, 4> values{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto read = std::from_chars(at, end, values[i]);
    const bool comma = i + 1 < values.size();
    if (read.ec != std::errc{} || (comma ? read.ptr == end || *read.ptr != ',' : read.ptr != end))
      fail(ErrorKind::usage, "--zoom: '" + text + "' is neither auto nor X0,Y0,X1,Y1");
    at = read.ptr + comma;
  }
  return {{std::min(values[0], values[2]), std::min(values[1], values[3])},
          {std::max(values[0], values[2]), std::max(values[1], values[3])}};
}

// The same part, as much higher or wider as its panel is.
Part with_aspect(const Part& part, double height_over_width) {
  const double width = std::max(part.second.x - part.first.x, 1e-9), height = part.second.y - part.first.y;
  const double x = (part.first.x + part.second.x) / 2, y = (part.first.y + part.second.y) / 2;
  const double half_width = std::max(width, height / height_over_width) / 2;
  return {{x - half_width, y - half_width * height_over_width},
          {x + half_width, y + half_width * height_over_width}};
}

Part densest_part(const std::vector<render::Point>& points) {
  const Limits limits = limits_of(points, 0);
  const double side =
      kAutomatic * std::max(limits.second.x - limits.first.x, limits.second.y - limits.first.y);
  const std::size_t step = std::max<std::size_t>(1, points.size() / kMostCentres);
  Part best{};
  std::size_t most = 0;
  for (std::size_t i = 0; i < points.size(); i += step) {
    const Part part{{points[i].x - side / 2, points[i].y - side / 2},
                    {points[i].x + side / 2, points[i].y + side / 2}};
    const auto count = static_cast<std::size_t>(
        std::count_if(points.begin(), points.end(), [&](const render::Point& p) { return holds(part, p); }));
    if (count <= most) continue;
    most = count;
    best = part;
  }
  return best;
}

// The dots of a part, which are shown larger with it, less than in proportion.
render::Points inside_of(const render::Points& some, const Part& part) {
  render::Points inside = some;
  inside.at.clear();
  if (some.colors.size() > 1) inside.colors.clear();
  inside.shapes.clear();
  inside.radii_pt.clear();
  inside.weights.clear();
  for (std::size_t i = 0; i < some.at.size(); ++i) {
    if (!holds(part, some.at[i])) continue;
    inside.at.push_back(some.at[i]);
    if (some.colors.size() > 1) inside.colors.push_back(some.colors[i]);
    if (!some.shapes.empty()) inside.shapes.push_back(some.shapes[i]);
    if (!some.weights.empty()) inside.weights.push_back(some.weights[i]);
    if (!some.radii_pt.empty()) inside.radii_pt.push_back(1.5F * some.radii_pt[i]);
  }
  inside.radius_pt *= 1.5;
  return inside;
}

}  // namespace

void add_zoom(const std::string& text, render::Figure& figure) {
  if (figure.panels.size() != 1 || figure.panels.front().kind != render::PanelKind::map)
    fail(ErrorKind::usage, "--zoom: this figure isn't a single map");
  const std::vector<render::Point> points = points_of(figure.panels.front());
  constexpr double kWide = 1.5;  // the map, as wide as the part
  const double aspect = figure.row_aspects.empty() ? 1 : figure.row_aspects.front();
  const Part part = with_aspect(text == "auto" ? densest_part(points) : part_from_text(text), kWide * aspect);
  if (std::none_of(points.begin(), points.end(), [&](const render::Point& p) { return holds(part, p); }))
    fail(ErrorKind::usage, "--zoom: no point lies in " + text);
  render::Panel zoomed = figure.panels.front();
  zoomed.title.clear();
  zoomed.letter.clear();
  zoomed.notes.clear();
  zoomed.column = 1;
  zoomed.limits = part;
  std::erase_if(zoomed.labels, [&](const render::Label& label) { return !holds(part, label.at); });
  for (render::Mark& mark : zoomed.marks)
    if (auto* const some = std::get_if<render::Points>(&mark)) *some = inside_of(*some, part);
  // Words of the part are written in it alone.
  std::erase_if(figure.panels.front().labels,
                [&](const render::Label& label) { return holds(part, label.at); });
  figure.column_weights = {kWide, 1};
  figure.row_aspects = {aspect};
  figure.panels.push_back(std::move(zoomed));
  figure.connectors.push_back({0, part.first, part.second, 1});
  figure.caption.text += " Right: the framed part of the map, larger.";
}

}  // namespace rssviz::cli
