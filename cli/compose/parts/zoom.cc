#include "cli/compose/parts/zoom.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "cli/compose/parts/map_panels.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr double kAutomatic = 0.25;  // of the map's longer side: where no group stands alone
constexpr double kApart = 0.008;     // of it: the room around a group
constexpr double kLargest = 0.5;     // of it: what is larger is no part; in a row of parts also
constexpr double kRow = 0.8;  // what wouldn't come out larger than on the map, which is as wide as the row
constexpr std::size_t kFewest = 5;  // places of a group
constexpr int kMostParts = 6;
constexpr double kWide = 1.5;              // a single map, as wide as its parts
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
      fail(ErrorKind::usage,
           "--zoom: '" + text + "' is neither auto, auto:COUNT nor X0,Y0,X1,Y1 (several: separated by ';')");
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

// Groups of places with empty room around them: neighbouring cells of a grid as wide as that room.
std::vector<std::vector<render::Point>> groups_of(const std::vector<render::Point>& points, double side) {
  const auto cell_of = [&](const render::Point& p) {
    return std::pair(static_cast<std::int64_t>(std::floor(p.x / (kApart * side))),
                     static_cast<std::int64_t>(std::floor(p.y / (kApart * side))));
  };
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<render::Point>> cells;
  for (const render::Point& p : points) cells[cell_of(p)].push_back(p);
  std::vector<std::vector<render::Point>> groups;
  while (!cells.empty()) {
    std::vector<std::pair<std::int64_t, std::int64_t>> open{cells.begin()->first};
    std::vector<render::Point>& group = groups.emplace_back();
    while (!open.empty()) {
      const auto at = open.back();
      open.pop_back();
      const auto found = cells.find(at);
      if (found == cells.end()) continue;
      group.insert(group.end(), found->second.begin(), found->second.end());
      cells.erase(found);
      for (std::int64_t x = -1; x <= 1; ++x)
        for (std::int64_t y = -1; y <= 1; ++y) open.emplace_back(at.first + x, at.second + y);
    }
  }
  return groups;
}

// `largest`: of the map's longer side; what is larger is no part.
std::vector<Part> automatic_parts(const std::vector<render::Point>& points, std::size_t count,
                                  double largest) {
  const Limits all = limits_of(points, 0);
  const double side = std::max(all.second.x - all.first.x, all.second.y - all.first.y);
  std::vector<std::pair<std::size_t, Part>> found;
  if (side > 0)
    for (const std::vector<render::Point>& group : groups_of(points, side)) {
      const Limits box = limits_of(group, 0.06);
      const double own = std::max(box.second.x - box.first.x, box.second.y - box.first.y);
      if (group.size() >= kFewest && own <= largest * side) found.emplace_back(group.size(), box);
    }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Part> parts;
  for (const auto& [size, part] : found)
    if (parts.size() < count) parts.push_back(part);
  if (parts.empty()) parts.push_back(densest_part(points));
  return parts;
}

// How many are found automatically; nothing where parts are named.
std::optional<std::size_t> automatic_count(const std::string& text) {
  if (text == "auto") return 1;
  int count = 0;
  const std::string number = text.starts_with("auto:") ? text.substr(5) : "";
  const auto read = std::from_chars(number.data(), number.data() + number.size(), count);
  if (number.empty()) return std::nullopt;
  if (read.ec != std::errc{} || read.ptr != number.data() + number.size() || count < 1 || count > kMostParts)
    fail(ErrorKind::usage, "--zoom: '" + text + "' asks for 1 to " + std::to_string(kMostParts) + " parts");
  return static_cast<std::size_t>(count);
}

std::vector<Part> named_parts(const std::string& text, const std::vector<render::Point>& points) {
  std::vector<Part> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string one = text.substr(at, end - at);
    parts.push_back(part_from_text(one));
    const Part& part = parts.back();
    if (std::none_of(points.begin(), points.end(), [&](const render::Point& p) { return holds(part, p); }))
      fail(ErrorKind::usage, "--zoom: no point lies in " + one);
    at = end + 1;
  }
  if (parts.size() > static_cast<std::size_t>(kMostParts))
    fail(ErrorKind::usage, "--zoom: at most " + std::to_string(kMostParts) + " parts");
  return parts;
}

// The dots of a part, as large as on the map.
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
    if (!some.radii_pt.empty()) inside.radii_pt.push_back(some.radii_pt[i]);
  }
  return inside;
}

// Data units that a panel of such an aspect shows from left to right.
double units_across(const Part& part, double height_over_width) {
  return std::max(part.second.x - part.first.x, (part.second.y - part.first.y) / height_over_width);
}

render::Panel zoomed_panel(const render::Panel& map, const Part& part, double times) {
  render::Panel zoomed = map;
  zoomed.title.clear();
  zoomed.letter.clear();
  zoomed.notes = {{render::Corner::bottom_left, "\u00d7" + decimals(times, times < 10 ? 1 : 0), false}};
  zoomed.row_span = 1;
  zoomed.limits = part;
  std::erase_if(zoomed.labels, [&](const render::Label& label) { return !holds(part, label.at); });
  for (render::Mark& mark : zoomed.marks)
    if (auto* const some = std::get_if<render::Points>(&mark)) *some = inside_of(*some, part);
  return zoomed;
}

// Words of the parts are written in them alone.
void take_labels(const std::vector<Part>& parts, render::Panel& map) {
  std::erase_if(map.labels, [&](const render::Label& label) {
    return std::any_of(parts.begin(), parts.end(), [&](const Part& part) { return holds(part, label.at); });
  });
}

bool same_limits(const render::Panel& a, const render::Panel& b) {
  return a.limits && b.limits && a.limits->first.x == b.limits->first.x &&
         a.limits->first.y == b.limits->first.y && a.limits->second.x == b.limits->second.x &&
         a.limits->second.y == b.limits->second.y;
}

// The parts of each map: of all the same where they show one map.
std::vector<std::vector<Part>> parts_of(const std::string& text, const render::Figure& figure,
                                        const std::vector<std::size_t>& maps) {
  const std::optional<std::size_t> count = automatic_count(text);
  const render::Panel& first = figure.panels[maps.front()];
  const double largest = figure.panels.size() == 1 && count.value_or(1) > 1
                             ? std::min(kLargest, kRow / static_cast<double>(*count))
                             : kLargest;
  const bool one_map = std::all_of(maps.begin(), maps.end(), [&](std::size_t i) {
    return i == maps.front() || same_limits(figure.panels[i], first);
  });
  if (!count && !one_map)
    fail(ErrorKind::usage, "--zoom: the panels show different maps, in units of their own; use auto");
  std::vector<std::vector<Part>> parts;
  for (const std::size_t i : maps) {
    const std::vector<render::Point> points = points_of(figure.panels[i]);
    if (one_map && !parts.empty())
      parts.push_back(parts.front());
    else if (points.empty())
      parts.emplace_back();
    else
      parts.push_back(count ? automatic_parts(points, *count, largest) : named_parts(text, points));
  }
  return parts;
}

double aspect_at(const render::Figure& figure, int row) {
  const auto at = static_cast<std::size_t>(row);
  return at < figure.row_aspects.size() && figure.row_aspects[at] > 0 ? figure.row_aspects[at] : 1;
}

void add_part(std::size_t map, const Part& part, double times, int row, int column, render::Figure& figure) {
  render::Panel zoomed = zoomed_panel(figure.panels[map], part, times);
  zoomed.row = row;
  zoomed.column = column;
  figure.connectors.push_back({map, part.first, part.second, figure.panels.size()});
  figure.panels.push_back(std::move(zoomed));
}

void zoom_beside(Part part, render::Figure& figure) {
  const double aspect = aspect_at(figure, 0);
  const render::Panel& map = figure.panels.front();
  const double across =
      units_across(map.limits ? *map.limits : limits_of(points_of(figure.panels.front())), aspect);
  part = with_aspect(part, kWide * aspect);
  add_part(0, part, across / (part.second.x - part.first.x) / kWide, 0, 1, figure);
  take_labels({part}, figure.panels.front());
  figure.column_weights = {kWide, 1};
  figure.row_aspects = {aspect};
}

// Lines to the row below would cross: frames and panels bear numbers instead.
void number_parts(const std::vector<Part>& parts, render::Figure& figure) {
  figure.connectors.clear();
  const std::size_t first = figure.panels.size() - parts.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [low, high] = parts[i];
    const std::string number = std::to_string(i + 1);
    render::Line frame;
    frame.at = {low, {high.x, low.y}, high, {low.x, high.y}, low};
    frame.color = figure.style.ink;
    frame.width_pt = 1.2 * figure.style.frame_pt;
    render::Label label;
    label.at = {high.x, high.y};
    label.text = number;
    label.color = figure.style.ink;
    label.bold = true;
    label.priority = 4;
    label.clear_radius_pt = 1;
    figure.panels.front().marks.emplace_back(std::move(frame));
    figure.panels.front().labels.push_back(std::move(label));
    render::Panel& panel = figure.panels[first + i];
    panel.title = number + "  " + panel.notes.front().text;
    panel.notes.clear();
  }
}

// Several parts of a single map, in a row below it.
void zoom_row(std::vector<Part> parts, render::Figure& figure) {
  constexpr double kAspect = 0.85;
  const double aspect = aspect_at(figure, 0);
  const auto count = static_cast<int>(parts.size());
  const render::Panel& map = figure.panels.front();
  const double across =
      units_across(map.limits ? *map.limits : limits_of(points_of(figure.panels.front())), aspect);
  figure.panels.front().column_span = count;
  for (int i = 0; i < count; ++i) {
    Part& part = parts[static_cast<std::size_t>(i)];
    part = with_aspect(part, kAspect);
    add_part(0, part, across / (part.second.x - part.first.x) / count, 1, i, figure);
    figure.panels.back().column_span = 1;
  }
  take_labels(parts, figure.panels.front());
  number_parts(parts, figure);
  figure.row_aspects = {aspect, kAspect};
}

// Rows that come after a row of maps move down.
void make_room(int row, int rows, render::Figure& figure) {
  for (render::Panel& panel : figure.panels)
    if (panel.row > row) panel.row += rows;
  for (render::Heading& heading : figure.headings) {
    if (!heading.is_row) continue;
    heading.first += heading.first > row ? rows : 0;
    heading.last += heading.last > row ? rows : 0;
  }
  figure.row_aspects.resize(std::max(figure.row_aspects.size(), static_cast<std::size_t>(row) + 1), 0);
  figure.row_aspects.insert(figure.row_aspects.begin() + row + 1, static_cast<std::size_t>(rows),
                            aspect_at(figure, row));
}

void zoom_below(const std::vector<std::size_t>& maps, std::vector<std::vector<Part>> parts,
                render::Figure& figure) {
  std::size_t most = 0;
  int last = 0;
  for (const std::vector<Part>& of_one : parts) most = std::max(most, of_one.size());
  for (const std::size_t i : maps) last = std::max(last, figure.panels[i].row);
  for (int row = last; row >= 0; --row)  // from below, so that rows above keep their numbers
    if (std::any_of(maps.begin(), maps.end(), [&](std::size_t i) { return figure.panels[i].row == row; }))
      make_room(row, static_cast<int>(most), figure);
  for (std::size_t m = 0; m < maps.size(); ++m) {
    const std::size_t i = maps[m];
    const int row = figure.panels[i].row;
    const double aspect = aspect_at(figure, row);
    const double across = units_across(
        figure.panels[i].limits ? *figure.panels[i].limits : limits_of(points_of(figure.panels[i])), aspect);
    for (Part& part : parts[m]) part = with_aspect(part, aspect);
    for (std::size_t k = 0; k < parts[m].size(); ++k) {
      const Part& part = parts[m][k];
      for (render::Legend& legend : figure.legends)
        if (std::find(legend.panels.begin(), legend.panels.end(), i) != legend.panels.end())
          legend.panels.push_back(figure.panels.size());
      add_part(i, part, across / (part.second.x - part.first.x), row + 1 + static_cast<int>(k),
               figure.panels[i].column, figure);
    }
    take_labels(parts[m], figure.panels[i]);
  }
}

}  // namespace

void add_zoom(const std::string& text, render::Figure& figure) {
  if (text == "none") return;
  std::vector<std::size_t> maps;
  for (std::size_t i = 0; i < figure.panels.size(); ++i)
    if (figure.panels[i].kind == render::PanelKind::map) maps.push_back(i);
  if (maps.empty()) fail(ErrorKind::usage, "--zoom: this figure shows no map");
  std::vector<std::vector<Part>> parts = parts_of(text, figure, maps);
  const bool single = figure.panels.size() == 1;
  const bool beside = single && parts.front().size() == 1;
  if (beside)
    zoom_beside(parts.front().front(), figure);
  else if (single)
    zoom_row(std::move(parts.front()), figure);
  else
    zoom_below(maps, std::move(parts), figure);
  figure.caption.text +=
      std::string(beside   ? " Right"
                  : single ? " Below"
                           : " Below each map") +
      ": what is framed there, larger by the factor written in it, with dots of the same size.";
}

}  // namespace rssviz::cli
