#include "cli/compose/unit_panels.h"

#include <algorithm>
#include <cmath>

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

int output_named(const NetworkView& view, const std::string& name) {
  const std::vector<std::string>& all = view.corpus->output_names;
  const auto found = std::find(all.begin(), all.end(), name);
  if (found != all.end()) return static_cast<int>(found - all.begin());
  const std::string near = nearest_name(name, all);
  fail(ErrorKind::usage, "--concept: there is no output '" + name + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

int output_setting(const NetworkView& view, const Settings& settings, int otherwise) {
  if (!settings.has("concept")) return otherwise;
  const std::vector<std::string>& wanted = settings.texts("concept");
  if (wanted.size() != 1)
    fail(ErrorKind::usage, "--concept: one output is needed, got " + std::to_string(wanted.size()));
  return output_named(view, wanted.front());
}

namespace {

// The numbers of some ten round steps.
void steps_below(const NetworkView& view, const models::Tokens& rows, render::Panel& panel) {
  std::int32_t apart = 1;
  for (const std::int32_t next : {2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000, 100000})
    if (static_cast<double>(rows.size()) / apart > 10) apart = next;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    const std::int32_t step = view.task.places->step[static_cast<std::size_t>(rows[t])];
    if (step % apart == 0) panel.x.ticks.push_back({static_cast<double>(t), std::to_string(step)});
  }
  panel.x.label = "step";
}

}  // namespace

void words_below(const NetworkView& view, const models::Tokens& tokens, render::Panel& panel) {
  panel.x.ticks.clear();
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(tokens.size()) - 0.5;
  if (view.task.every_step()) {
    steps_below(view, tokens, panel);
    return;
  }
  for (std::size_t t = 0; t < tokens.size(); ++t)
    panel.x.ticks.push_back(
        {static_cast<double>(t), view.corpus->vocabulary[static_cast<std::size_t>(tokens[t])]});
  panel.x.slanted = true;
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

render::Legend unit_legend(const std::vector<int>& units, const std::vector<render::Color>& colors) {
  render::Legend legend;
  for (std::size_t k = 0; k < units.size(); ++k)
    legend.entries.push_back({"unit " + std::to_string(units[k]),
                              colors[k],
                              render::SwatchKind::line,
                              {},
                              k >= 7 ? render::Dash::dashed : render::Dash::solid});
  legend.side = render::Side::right;
  return legend;
}

std::vector<render::Color> unit_colors(std::size_t count, const render::Style& style) {
  const std::vector<render::Color> palette = render::class_colors(style, 0);
  const std::size_t usable = std::min<std::size_t>(7, palette.size());
  std::vector<render::Color> colors;
  for (std::size_t k = 0; k < count; ++k) colors.push_back(palette[k % usable]);
  return colors;
}

}  // namespace rssviz::cli
