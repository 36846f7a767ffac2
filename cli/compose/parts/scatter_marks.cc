#include "cli/compose/parts/scatter_marks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <set>
#include <tuple>

#include "cli/compose/parts/class_shapes.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/table_columns.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// What points without a colour of the scale have: no value, or one that has no logarithm; "": there are none.
std::string grey_words(const std::vector<double>& values, bool logarithmic) {
  const bool missing =
      std::any_of(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
  const bool below = logarithmic && std::any_of(values.begin(), values.end(), [](double value) {
                       return std::isfinite(value) && value <= 0;
                     });
  if (missing) return below ? "no value, or none above 0" : "no value";
  return below ? "0 or below: no logarithm" : "";
}

constexpr double kMostOpaque = 0.9;
constexpr double kLeastOpaque = 0.08;

// How opaque dots may be so that their number is still seen where they lie over one another: in a crowded
// cell (the 95th percentile of those with dots) the dots together let 5 % of the paper through.
double opacity_by_density(const std::vector<render::Point>& at, const Limits& limits, double width_pt,
                          double radius_pt) {
  const double pt_per_unit = width_pt / std::max(limits.second.x - limits.first.x, 1e-300);
  const double cell_pt = 4 * radius_pt;
  std::map<std::pair<std::int64_t, std::int64_t>, double> cells;
  for (const render::Point& p : placed(at)) {
    const auto cell = [&](double offset) {
      return static_cast<std::int64_t>(std::floor(offset * pt_per_unit / cell_pt));
    };
    cells[{cell(p.x - limits.first.x), cell(p.y - limits.first.y)}] += 1;
  }
  std::vector<double> layers;  // dots over one another
  const double dots_a_cell = cell_pt * cell_pt / (std::numbers::pi * radius_pt * radius_pt);
  for (const auto& [place, count] : cells) layers.push_back(count / dots_a_cell);
  const auto crowded =
      layers.begin() + static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(layers.size() - 1));
  std::nth_element(layers.begin(), crowded, layers.end());
  if (*crowded <= 1) return kMostOpaque;
  return std::clamp(1 - std::pow(0.05, 1 / *crowded), kLeastOpaque, kMostOpaque);
}

double number_or(const Settings& settings, const std::string& name, double low, double high,
                 double otherwise) {
  if (!settings.has(name)) return otherwise;
  const double value = settings.number(name);
  if (!(value >= low && value <= high))
    fail(ErrorKind::usage, "--" + name + ": " + settings.text(name) + " is out of range (" +
                               formats::format_number(low) + " to " + formats::format_number(high) + ")");
  return value;
}

render::Points marks_of(const ScatterMarks& scatter) {
  render::Points points;
  points.radius_pt = scatter.radius;
  return points;
}

void fade(std::vector<render::Mark>& marks, double opacity) {
  for (render::Mark& mark : marks)
    if (auto* const points = std::get_if<render::Points>(&mark))
      for (render::Color& color : points->colors) color.alpha = opacity;
}

void color_by_scale(const ScatterMarks& scatter, const ScatterColumn& column, const ValueScale& scale,
                    std::size_t place, render::Figure& figure) {
  render::Panel& panel = figure.panels[place];
  render::Points quiet = marks_of(scatter), colored = marks_of(scatter);
  quiet.colors = {render::with_alpha(scatter.style.quiet, scatter.opacity)};
  for (std::size_t i = 0; i < scatter.at.size(); ++i) {
    if (std::isnan(scatter.at[i].x)) continue;
    if (!scale.has(column.numbers[i])) {
      quiet.at.push_back(scatter.at[i]);
      continue;
    }
    colored.at.push_back(scatter.at[i]);
    colored.colors.push_back(render::with_alpha(scale.color(column.numbers[i]), scatter.opacity));
  }
  if (!quiet.at.empty()) {
    render::Legend legend;
    legend.entries = {{grey_words(column.numbers, scale.logarithmic), scatter.style.quiet}};
    if (figure.panels.size() > 1) legend.panels = {place};
    figure.legends.push_back(std::move(legend));
    panel.marks.emplace_back(std::move(quiet));
  }
  panel.marks.emplace_back(std::move(colored));
  render::ColorBar bar = scale.bar(column.name);
  if (figure.panels.size() > 1) bar.panels = {place};
  figure.color_bars.push_back(std::move(bar));
}

constexpr double kNameNear = 0.06;  // of a map's longer side: what a name stands for at least
constexpr double kNameApart = 0.3;  // of it: between two names of one class
constexpr double kNameShare = 0.2;  // of a class: what a further name stands for at least
constexpr std::size_t kNamesOfClass = 3;
constexpr std::size_t kMostCounted = 5000;    // points that are counted around a place
constexpr std::size_t kMostCandidates = 400;  // places that are tried for a name

// The place of `own` (points of a class) around which most of them lie and fewest others.
render::Point middle_of(const ScatterMarks& scatter, const std::vector<std::int32_t>& values,
                        const std::vector<std::size_t>& own, double near) {
  const std::size_t step = std::max<std::size_t>(1, own.size() / kMostCandidates);
  const std::size_t stride = std::max<std::size_t>(1, values.size() / kMostCounted);
  long long most = std::numeric_limits<long long>::min();
  render::Point best{};
  for (std::size_t c = 0; c < own.size(); c += step) {
    const render::Point& at = scatter.at[own[c]];
    long long score = 0;
    for (std::size_t i = 0; i < values.size(); i += stride) {
      if (std::abs(scatter.at[i].x - at.x) > near || std::abs(scatter.at[i].y - at.y) > near) continue;
      score += values[i] == values[own[c]] ? 1 : -2;
    }
    if (score <= most) continue;
    most = score;
    best = at;
  }
  return best;
}

// A class that lies in several places far from one another has a name at each.
std::vector<render::Point> names_of_class(const ScatterMarks& scatter,
                                          const std::vector<std::int32_t>& values, std::int32_t k,
                                          double side) {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] == k) left.push_back(i);
  const auto all = static_cast<double>(left.size());
  std::vector<render::Point> places;
  while (places.size() < kNamesOfClass &&
         static_cast<double>(left.size()) >= (places.empty() ? 1 : kNameShare * all)) {
    const render::Point at = middle_of(scatter, values, left, kNameNear * side);
    places.push_back(at);
    std::erase_if(left, [&](std::size_t i) {
      return std::hypot(scatter.at[i].x - at.x, scatter.at[i].y - at.y) < kNameApart * side;
    });
  }
  return places;
}

void name_classes(const ScatterMarks& scatter, const ScatterColumn& column, const Classes& classes,
                  render::Panel& panel) {
  const Limits limits = limits_of(scatter.at, 0);
  const double side = std::max(limits.second.x - limits.first.x, limits.second.y - limits.first.y);
  for (std::size_t k = 0; k < column.labels.size(); ++k) {
    const auto value = static_cast<std::int32_t>(k);
    const auto size = static_cast<double>(std::count(column.values.begin(), column.values.end(), value));
    for (const render::Point& at : names_of_class(scatter, column.values, value, side)) {
      render::Label label;
      label.at = at;
      label.text = column.labels[k];
      label.bold = true;
      label.priority = size;
      label.color = render::mix(classes.colors[k], scatter.style.ink, 0.45);
      panel.labels.push_back(std::move(label));
    }
  }
}

constexpr std::size_t kMostNamed = 20;  // classes in an error

std::string first_classes(const std::vector<std::string>& labels) {
  std::string text;
  for (std::size_t k = 0; k < std::min(kMostNamed, labels.size()); ++k)
    text += (k > 0 ? ", " : "") + labels[k];
  return text + (labels.size() > kMostNamed ? ", ..." : "");
}

// Classes that --highlight doesn't name become part of the quiet rest.
void keep_highlighted(const Settings& settings, ScatterColumn& column) {
  const std::vector<std::string>& wanted = settings.texts("highlight");
  if (wanted.empty() || wanted.front().empty()) return;
  std::vector<std::int32_t> place(column.labels.size(), -1);
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    const auto found = std::find(column.labels.begin(), column.labels.end(), wanted[w]);
    if (found == column.labels.end()) {
      const std::string near = nearest_name(wanted[w], column.labels);
      fail(ErrorKind::usage, "--highlight: column '" + column.name + "' has no class '" + wanted[w] + "'" +
                                 (near.empty() ? "" : "; did you mean '" + near + "'?") +
                                 " (it has: " + first_classes(column.labels) + ")");
    }
    place[static_cast<std::size_t>(found - column.labels.begin())] = static_cast<std::int32_t>(w);
  }
  for (std::int32_t& value : column.values)
    if (value >= 0) value = place[static_cast<std::size_t>(value)];
  column.labels = wanted;
}

// How many of the classes have a mark (colour and shape) that no class before them has.
std::size_t different_marks(const Classes& classes) {
  std::set<std::tuple<int, int, int, int>> marks;
  for (std::size_t k = 0; k < classes.labels.size(); ++k)
    marks.insert({classes.colors[k].red, classes.colors[k].green, classes.colors[k].blue,
                  static_cast<int>(classes.shapes[k])});
  return marks.size();
}

// More classes than marks: refused, unless their names stand on the map.
bool needs_names(const ScatterColumn& column, const Classes& classes, const Settings& settings) {
  const std::size_t marks = different_marks(classes);
  if (marks == column.labels.size()) return false;
  if (settings.flag("name-classes")) return true;
  const bool numbers = std::all_of(column.labels.begin(), column.labels.end(), [](const std::string& label) {
    return formats::read_number(label).has_value();
  });
  fail(ErrorKind::data, "column '" + column.name + "' has " + std::to_string(column.labels.size()) +
                            " classes; at most " + std::to_string(marks) +
                            " can be told apart by colour and shape: --highlight '" + column.labels[0] +
                            "' --highlight '" + column.labels[1] +
                            "' (all others grey), --name-classes (names on the map instead of a legend)" +
                            (numbers ? ", --color-as scale" : ""));
}

void color_by_class(const ScatterMarks& scatter, const ScatterColumn& column, const Settings& settings,
                    std::size_t place, render::Figure& figure) {
  const Classes classes = with_shapes(classes_of_column(column, settings, scatter.style));
  const bool by_name = needs_names(column, classes, settings);
  render::Panel& panel = figure.panels[place];
  panel.marks = class_marks(scatter.at, column.values, classes, scatter.style, scatter.radius);
  // Two classes seen through one another have a colour that no legend has.
  if (settings.has("opacity")) fade(panel.marks, scatter.opacity);
  if (settings.flag("name-classes")) name_classes(scatter, column, classes, panel);
  if (by_name) return;
  const bool rest = std::find(column.values.begin(), column.values.end(), -1) != column.values.end();
  const bool chosen = settings.has("highlight");
  render::Legend legend = class_legend(column.name, classes,
                                       !rest    ? ""
                                       : chosen ? "others"
                                                : "none",
                                       scatter.style);
  keep_entries(column, legend);
  if (legend.entries.size() > 10) legend.side = render::Side::right;
  if (figure.panels.size() > 1) legend.panels = {place};
  figure.legends.push_back(std::move(legend));
}

}  // namespace

std::vector<render::Point> placed(const std::vector<render::Point>& at) {
  std::vector<render::Point> with_place;
  for (const render::Point& point : at)
    if (!std::isnan(point.x)) with_place.push_back(point);
  return with_place;
}

std::string column_sentence(const ScatterColumn& column, const Settings& settings) {
  if (column.is_scale) {
    const bool log = settings.text("color-scale") == "log";
    const std::string grey = grey_words(column.numbers, log);
    return "Colour: " + column.name + (grey.empty() ? ". " : " (grey: " + grey + "). ") +
           value_scale(column.numbers, scale_palette(settings, "viridis"), settings).sentence();
  }
  return "Colour: " + column.name + ", " + std::to_string(column.labels.size()) + " classes" +
         (settings.has("highlight") ? " highlighted, all others grey" : "") + ". ";
}

std::vector<render::Color> colors_by_class(ScatterColumn column, const Settings& settings,
                                           const render::Style& style) {
  order_classes(settings, column);
  keep_highlighted(settings, column);
  const Classes classes = classes_of_column(column, settings, style);
  std::vector<render::Color> colors;
  for (const std::int32_t value : column.values)
    colors.push_back(value < 0 ? style.quiet : classes.colors[static_cast<std::size_t>(value)]);
  return colors;
}

void color_points(const ScatterMarks& scatter, ScatterColumn column, const Settings& settings,
                  std::size_t place, render::Figure& figure) {
  if (column.is_scale) {
    order_classes(settings, column);  // says that there are none
    color_by_scale(scatter, column, value_scale(column.numbers, scale_palette(settings, "viridis"), settings),
                   place, figure);
    return;
  }
  order_classes(settings, column);
  keep_highlighted(settings, column);
  ScatterMarks with_place = scatter;
  with_place.at = placed(scatter.at);
  std::size_t next = 0;
  for (std::size_t i = 0; i < scatter.at.size(); ++i)
    if (!std::isnan(scatter.at[i].x)) column.values[next++] = column.values[i];
  column.values.resize(next);
  color_by_class(with_place, column, settings, place, figure);
}

void plain_points(const ScatterMarks& scatter, render::Color color, render::Panel& panel) {
  render::Points points = marks_of(scatter);
  points.at = placed(scatter.at);
  points.colors = {render::with_alpha(color, scatter.opacity)};
  panel.marks.emplace_back(std::move(points));
}

ScatterMarks scatter_marks(std::vector<render::Point> at, const render::Style& style, const Limits& limits,
                           double panel_width_pt, const Settings& settings) {
  ScatterMarks scatter{std::move(at), style, 0, 0};
  scatter.radius =
      number_or(settings, "radius", 0.05, 100, dot_radius_pt(placed(scatter.at).size(), panel_width_pt));
  scatter.opacity = number_or(settings, "opacity", 0.01, 1,
                              opacity_by_density(scatter.at, limits, panel_width_pt, scatter.radius));
  return scatter;
}

}  // namespace rssviz::cli
