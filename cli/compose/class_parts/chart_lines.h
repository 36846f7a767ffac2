// Lines with bands over steps, as charts of geometry show them. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/class_parts/class_column.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// One line: x, and what is shown of all networks at each.
struct ChartLine {
  std::string name{};
  std::vector<double> x{};
  std::vector<Pooled> y{};
  render::Color color{};
  render::Dash dash{render::Dash::solid};
  double width_pt{1.2};
};
void add_chart_line(const ChartLine& line, render::Panel& panel);
// A legend of lines below these panels.
render::Legend legend_of_lines(const std::vector<ChartLine>& lines, std::vector<std::size_t> panels);
// A chart over steps.
render::Panel step_chart(const std::string& title, const std::string& y_label);
// The steps as x.
std::vector<double> steps_as_x(const models::StepStates& states);

}  // namespace rssviz::cli
