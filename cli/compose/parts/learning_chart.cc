#include "cli/compose/parts/learning_chart.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "render/figure/palette.h"

namespace rssviz::cli {
using models::Split;
using models::StageMetrics;

double x_of(const StageMetrics& row, bool by_epoch) {
  return by_epoch ? static_cast<double>(row.epoch.value_or(row.stage)) : static_cast<double>(row.sentences);
}

const std::vector<Curve>& curves_of(const NetworkView& view) {
  static const std::vector<Curve> kErrors{
      {"not exact", &StageMetrics::exact_error, Split::validation, 3, render::Dash::dashed},
      {"not valid", &StageMetrics::valid_error, Split::validation, 2, render::Dash::solid}};
  static const std::vector<Curve> kLosses{
      {"test steps", &StageMetrics::loss, Split::test, 0, render::Dash::solid},
      {"training steps", &StageMetrics::loss, Split::train, 1, render::Dash::dashed}};
  return view.task.every_step() ? kLosses : kErrors;
}

bool is_logarithmic(const NetworkView& view) { return view.task.every_step() && view.task.loss != "class"; }

render::Point value_at(const NetworkView& view, const Curve& curve, int stage, bool by_epoch) {
  const StageMetrics* const row = models::find_metrics(view.metrics, stage, curve.split);
  if (row == nullptr) return {};
  return {x_of(*row, by_epoch), (row->*curve.value).value_or(1)};
}

render::Panel film_learning_curve(const NetworkView& view, bool by_epoch, const render::Style& style) {
  const std::vector<render::Color> palette = render::class_colors(style, 0);
  render::Panel panel;
  const bool steps = view.task.every_step();
  panel.title = !steps                      ? "errors on validation sentences"
                : view.task.loss == "class" ? "share of wrong classes"
                : view.task.loss == "nrmse" ? "NRMSE"
                                            : "RMSE";
  panel.x.label = by_epoch ? "epoch" : steps ? "training steps seen" : "sentences seen";
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
    line.color = palette[curve.color];
    line.dash = curve.dash;
    line.width_pt = 4;
    panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

render::Legend film_learning_legend(const NetworkView& view, std::size_t panel, const render::Style& style) {
  const std::vector<render::Color> palette = render::class_colors(style, 0);
  render::Legend legend;
  for (const Curve& curve : curves_of(view))
    legend.entries.push_back({curve.name, palette[curve.color], render::SwatchKind::line, {}, curve.dash});
  legend.panels = {panel};
  return legend;
}

std::vector<render::Mark> film_curve_marks(const NetworkView& view, bool by_epoch, double stage,
                                           const render::Style& style) {
  const std::vector<render::Color> palette = render::class_colors(style, 0);
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
    dots.colors.push_back(palette[curve.color]);
  }
  dots.radius_pt = 9;
  dots.outline_pt = 2;
  dots.outline = style.paper;
  dots.keep_order = true;
  return {render::Rule{false, x, style.muted, 2, render::Dash::solid, ""}, std::move(dots)};
}

}  // namespace rssviz::cli
