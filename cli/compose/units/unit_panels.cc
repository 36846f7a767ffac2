#include "cli/compose/units/unit_panels.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "cli/compose/parts/line_names.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

UnitView unit_view(const NetworkView& view, const Execution& execution) {
  UnitView units;
  units.network = view.network_at(-1);
  units.readout = models::unit_readout(*units.network);
  units.trace = view.record(*units.network, view.sentences, units.readout.trace, execution);
  units.deviations = models::unit_deviations(models::distinct_states(units.trace));
  return units;
}

Matrix absolute_change(const models::StateTrace& trace) {
  Matrix change = trace.states.cwiseAbs();
  for (std::size_t i = 1; i < trace.points(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (trace.step[i] > 0) change.row(row) = (trace.states.row(row) - trace.states.row(row - 1)).cwiseAbs();
  }
  return change;
}

models::Importance importance_setting(const Settings& settings, models::Importance otherwise) {
  if (!settings.has("importance")) return otherwise;
  return settings.text("importance") == "weight" ? models::Importance::weight
                                                 : models::Importance::contribution;
}

std::string importance_text(models::Importance importance) {
  return importance == models::Importance::weight
             ? "absolute readout weight"
             : "absolute readout weight times the standard deviation of the unit's activity";
}

render::Panel unit_lines(MatrixRef values, const std::vector<int>& units,
                         const std::vector<render::Color>& colors) {
  render::Panel panel;
  for (std::size_t k = 0; k < units.size(); ++k) {
    render::Line line;
    for (Eigen::Index t = 0; t < values.rows(); ++t)
      line.at.push_back({static_cast<double>(t), static_cast<double>(values(t, units[k]))});
    line.color = colors[k];
    line.width_pt = 1.1;
    line.dash = k >= 7 ? render::Dash::dashed : render::Dash::solid;
    panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

void name_unit_lines(MatrixRef values, const std::vector<int>& units,
                     const std::vector<render::Color>& colors, const std::vector<std::string>& behind,
                     const render::Style& style, render::Panel& panel) {
  for (std::size_t k = 0; k < units.size(); ++k)
    name_line_end("unit " + std::to_string(units[k]) + (behind.empty() ? "" : behind[k]),
                  static_cast<double>(values(values.rows() - 1, units[k])), colors[k], style, panel);
}

std::vector<render::Color> unit_colors(std::size_t count, const render::Style& style) {
  const std::vector<render::Color> palette = render::class_colors(style, 0);
  const std::size_t usable = std::min<std::size_t>(7, palette.size());
  std::vector<render::Color> colors;
  for (std::size_t k = 0; k < count; ++k) colors.push_back(palette[k % usable]);
  return colors;
}

int unit_number(const std::string& text, int units) {
  int unit = -1;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), unit);
  if (fault != std::errc{} || end != text.data() + text.size())
    fail(ErrorKind::usage, "--units-shown: '" + text + "' is no unit's number; write all, or e.g. 3,17");
  if (unit < 0 || unit >= units)
    fail(ErrorKind::usage,
         "--units-shown: there is no unit " + text + "; the network has 0 to " + std::to_string(units - 1));
  return unit;
}

std::vector<Finding> change_shown(const std::vector<Matrix>& values, const std::vector<int>& units,
                                  bool activities) {
  if (values.empty() || static_cast<Eigen::Index>(units.size()) == values.front().cols()) return {};
  std::vector<double> change(static_cast<std::size_t>(values.front().cols()), 0);
  for (const Matrix& one : values)
    for (Eigen::Index unit = 0; unit < one.cols(); ++unit)
      for (Eigen::Index t = activities ? 1 : 0; t < one.rows(); ++t)
        change[static_cast<std::size_t>(unit)] +=
            std::abs(static_cast<double>(one(t, unit) - (activities ? one(t - 1, unit) : 0.0F)));
  double shown = 0;
  for (const int unit : units) shown += change[static_cast<std::size_t>(unit)];
  const double all = std::accumulate(change.begin(), change.end(), 0.0);
  if (all <= 0) return {};
  const std::string of = "the " + std::to_string(units.size()) + " of " +
                         with_commas(static_cast<long long>(change.size())) + " units shown: ";
  return {
      {of + "share of all change along the way", shown / all},
      {of + "share of the units", static_cast<double>(units.size()) / static_cast<double>(change.size())}};
}

}  // namespace rssviz::cli
