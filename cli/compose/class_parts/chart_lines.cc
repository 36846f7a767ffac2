#include "cli/compose/class_parts/chart_lines.h"

#include <cmath>

namespace rssviz::cli {

void add_chart_line(const ChartLine& line, render::Panel& panel) {
  render::Line drawn;
  render::Band band;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    drawn.at.push_back({line.x[i], line.y[i].mean});
    if (std::isnan(line.y[i].low)) continue;
    band.x.push_back(line.x[i]);
    band.low.push_back(line.y[i].low);
    band.high.push_back(line.y[i].high);
  }
  band.color = render::with_alpha(line.color, 0.2);
  if (band.x.size() > 1) panel.marks.emplace_back(std::move(band));
  drawn.color = line.color;
  drawn.dash = line.dash;
  drawn.width_pt = line.width_pt;
  panel.marks.emplace_back(std::move(drawn));
}

render::Legend legend_of_lines(const std::vector<ChartLine>& lines, std::vector<std::size_t> panels) {
  render::Legend legend;
  for (const ChartLine& line : lines)
    legend.entries.push_back(
        {line.name, line.color, render::SwatchKind::line, render::MarkerShape::circle, line.dash});
  legend.panels = std::move(panels);
  return legend;
}

render::Panel step_chart(const std::string& title, const std::string& y_label) {
  render::Panel panel;
  panel.title = title;
  panel.x.label = "step";
  panel.y.label = y_label;
  return panel;
}

std::vector<double> steps_as_x(const models::StepStates& states) {
  return {states.steps.begin(), states.steps.end()};
}

}  // namespace rssviz::cli
