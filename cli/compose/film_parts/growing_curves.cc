#include "cli/compose/film_parts/growing_curves.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "cli/compose/parts/learning_chart.h"
#include "render/layout/limits.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostDots = 60;  // more would touch on a chart of a film's width
constexpr double kSlack = 1e-9;

// Between two values, as far on as `share`: by factors on a logarithmic axis, where that can be.
double on_the_way(double from, double to, double share, bool logarithmic) {
  if (logarithmic && from > 0 && to > 0) return from * std::pow(to / from, share);
  return from + share * (to - from);
}

double share_of(double from, double to, double at, bool logarithmic) {
  if (logarithmic && from > 0 && at > 0) return std::log(at / from) / std::log(to / from);
  return (at - from) / (to - from);
}

render::Line line_until(const render::Line& line, double x, const GrowingCurves& curves) {
  render::Line drawn = line;
  const auto end =
      std::find_if(line.at.begin(), line.at.end(), [x](const render::Point& p) { return p.x > x + kSlack; });
  drawn.at.assign(line.at.begin(), end);
  if (end == line.at.begin() || end == line.at.end()) return drawn;
  const render::Point &from = *std::prev(end), &to = *end;
  const double share = share_of(from.x, to.x, x, curves.logarithmic_x);
  if (share > kSlack) drawn.at.push_back({x, on_the_way(from.y, to.y, share, curves.logarithmic_y)});
  return drawn;
}

void add_dots(const render::Line& line, double x, std::vector<render::Mark>& marks) {
  if (line.at.size() > kMostDots) return;
  render::Points dots;
  for (const render::Point& point : line.at)
    if (point.x <= x + kSlack) dots.at.push_back(point);
  dots.colors = {line.color};
  dots.radius_pt = 1.4 * line.width_pt;
  dots.keep_order = true;
  if (!dots.at.empty()) marks.emplace_back(std::move(dots));
}

bool grows(const render::Mark& mark) {
  if (const auto* const rule = std::get_if<render::Rule>(&mark))
    return !rule->horizontal && rule->text.empty();
  return std::holds_alternative<render::Line>(mark) || std::holds_alternative<render::Points>(mark);
}

}  // namespace

GrowingCurves growing_curves(render::Panel& chart) {
  const render::Limits limits = render::panel_limits(chart);
  chart.x.low = limits.x_low;
  chart.x.high = limits.x_high;
  chart.y.low = limits.y_low;
  chart.y.high = limits.y_high;
  GrowingCurves curves{{}, chart.x.logarithmic, chart.y.logarithmic};
  std::vector<render::Mark> stay;
  for (render::Mark& mark : chart.marks) {
    (grows(mark) ? curves.marks : stay).push_back(std::move(mark));
  }
  chart.marks = std::move(stay);
  return curves;
}

std::vector<render::Mark> drawn_until(const GrowingCurves& curves, double x) {
  std::vector<render::Mark> drawn;
  for (const render::Mark& mark : curves.marks) {
    if (const auto* const line = std::get_if<render::Line>(&mark)) {
      render::Line part = line_until(*line, x, curves);
      if (part.at.size() > 1) drawn.emplace_back(std::move(part));
      add_dots(*line, x, drawn);
      continue;
    }
    if (const auto* const rule = std::get_if<render::Rule>(&mark)) {
      if (rule->at <= x + kSlack) drawn.emplace_back(*rule);
      continue;
    }
    render::Points points = std::get<render::Points>(mark);
    std::erase_if(points.at, [x](const render::Point& p) { return p.x > x + kSlack; });
    if (!points.at.empty()) drawn.emplace_back(std::move(points));
  }
  return drawn;
}

std::vector<render::Mark> errors_at(const NetworkView& view, bool by_epoch, double stage,
                                    const GrowingCurves& curves, const render::Style& style) {
  std::vector<render::Mark> now = film_curve_marks(view, by_epoch, stage, style);
  std::vector<render::Mark> marks = drawn_until(curves, std::get<render::Rule>(now.front()).at);
  std::move(now.begin(), now.end(), std::back_inserter(marks));
  return marks;
}

}  // namespace rssviz::cli
