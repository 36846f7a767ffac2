#include "cli/compose/parts/learning_chart.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace rssviz::cli {
using models::Split;
using models::StageMetrics;

double x_of(const StageMetrics& row, bool by_epoch) {
  return by_epoch ? static_cast<double>(row.epoch.value_or(row.stage)) : static_cast<double>(row.sentences);
}

std::string name_of_split(const models::Task& task, Split split) {
  const models::Wording wording = task.wording();
  return std::string(split == Split::train ? "training" : models::name_of(split)) + " " +
         (task.every_step() ? wording.steps : wording.sequences);
}

std::string measure_title(const models::Task& task) {
  std::string name = task.measures().front().name;
  if (task.classes() && task.places() != nullptr) return "share of wrong classes";
  if (name.find(' ') != std::string::npos) return name;
  for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

std::vector<Curve> curves_of(const NetworkView& view) {
  constexpr std::array kDashes{render::Dash::dashed, render::Dash::solid, render::Dash::dotted};
  const std::vector<models::Measure> measures = view.task->measures();
  std::vector<Curve> curves;
  if (measures.size() == 1) {
    const models::Measure& only = measures.front();
    for (std::size_t k = 0; k < std::min<std::size_t>(2, only.splits.size()); ++k)
      curves.push_back({name_of_split(*view.task, only.splits[k]), only.key, only.splits[k], k,
                        k == 0 ? render::Dash::solid : render::Dash::dashed});
    return curves;
  }
  constexpr std::array<std::size_t, 4> kColors{4, 6, 1, 0};  // no colour of a class, nor "right"
  for (std::size_t k = 0; k < measures.size(); ++k)
    curves.push_back({measures[k].name, measures[k].key, measures[k].splits.front(),
                      kColors[k % kColors.size()], kDashes[k % kDashes.size()]});
  return curves;
}

bool is_logarithmic(const NetworkView& view) { return view.task->measures().front().logarithmic; }

render::Point value_at(const NetworkView& view, const Curve& curve, int stage, bool by_epoch) {
  const StageMetrics* const row = models::find_metrics(view.metrics, stage, curve.split);
  if (row == nullptr) return {};
  return {x_of(*row, by_epoch), row->value(curve.value).value_or(1)};
}

std::string seen_label(const NetworkView& view, bool by_epoch) {
  if (by_epoch) return "epoch";
  return view.task->every_step() ? name_of_split(*view.task, Split::train) + " seen"
                                 : view.task->wording().sequences + " seen";
}

namespace {

// Beside a map whose colours are classes or verdicts a curve has none of its own: ink, and dashes.
render::Color curve_ink(const Curve& curve, const render::Style& style) {
  return curve.dash == render::Dash::solid ? style.ink : style.muted;
}

}  // namespace

render::Panel film_learning_curve(const NetworkView& view, bool by_epoch, const render::Style& style) {
  render::Panel panel;
  const std::vector<models::Measure> measures = view.task->measures();
  panel.title = measures.size() == 1
                    ? measure_title(*view.task)
                    : "errors on " + name_of_split(*view.task, measures.front().splits.front());
  panel.x.label = seen_label(view, by_epoch);
  panel.x.low = 0;
  panel.y.logarithmic = is_logarithmic(view);
  if (!panel.y.logarithmic) {
    panel.y.low = 0;
    panel.y.high = 1.02;
    panel.y.ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  }
  for (const Curve& curve : curves_of(view)) {
    render::Line line;
    for (int stage = 0; stage < view.stages; ++stage)
      line.at.push_back(value_at(view, curve, stage, by_epoch));
    line.color = curve_ink(curve, style);
    line.dash = curve.dash;
    line.width_pt = 4;
    panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

render::Legend film_learning_legend(const NetworkView& view, std::size_t panel, const render::Style& style) {
  render::Legend legend;
  for (const Curve& curve : curves_of(view))
    legend.entries.push_back({curve.name, curve_ink(curve, style), render::SwatchKind::line, {}, curve.dash});
  legend.panels = {panel};
  return legend;
}

std::vector<render::Mark> film_curve_marks(const NetworkView& view, bool by_epoch, double stage,
                                           const render::Style& style) {
  const int before = std::clamp(static_cast<int>(std::floor(stage)), 0, view.stages - 1);
  const int after = std::min(before + 1, view.stages - 1);
  const double share = stage - before;
  const bool logarithmic = is_logarithmic(view);
  render::Points dots;
  double x = 0;
  for (const Curve& curve : curves_of(view)) {
    const render::Point a = value_at(view, curve, before, by_epoch);
    const render::Point b = value_at(view, curve, after, by_epoch);
    x = a.x + share * (b.x - a.x);
    const bool by_factor = logarithmic && a.y > 0 && b.y > 0;  // on the line that is drawn
    dots.at.push_back({x, by_factor ? a.y * std::pow(b.y / a.y, share) : a.y + share * (b.y - a.y)});
    dots.colors.push_back(curve_ink(curve, style));
  }
  dots.radius_pt = 9;
  dots.outline_pt = 2;
  dots.outline = style.paper;
  dots.keep_order = true;
  return {render::Rule{false, x, style.muted, 2, render::Dash::solid, ""}, std::move(dots)};
}

}  // namespace rssviz::cli
