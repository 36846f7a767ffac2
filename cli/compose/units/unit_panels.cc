#include "cli/compose/units/unit_panels.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/line_names.h"
#include "core/error.h"
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

}  // namespace rssviz::cli
