#include "cli/compose/parts/output_groups.h"

#include <algorithm>

namespace rssviz::cli {

GroupGrid grid_of(const models::Task& task) {
  GroupGrid grid;
  for (const OutputGroup& group : task.groups())
    grid.slots = std::max(grid.slots, static_cast<std::size_t>(group.slot) + 1);
  grid.rows = std::max<std::size_t>(1, task.groups().size() / grid.slots);
  return grid;
}

std::string title_of(const OutputGroup& group, const GroupGrid& grid) {
  return group.question + (grid.slots > 1 ? " " + std::to_string(group.slot + 1) : "");
}

bool has_thresholds(const models::Task& task) {
  return std::any_of(task.groups().begin(), task.groups().end(),
                     [](const OutputGroup& group) { return group.threshold > 0; });
}

render::Legend row_legend(const Classes& classes, std::size_t g, const GroupGrid& grid,
                          const render::Style& style) {
  render::Legend legend = class_legend("", classes, "", style);
  for (render::LegendEntry& entry : legend.entries) entry.swatch = render::SwatchKind::line;
  legend.side = render::Side::right;
  legend.panels.clear();
  for (std::size_t slot = grid.slots; slot-- > 0;) legend.panels.push_back(g - slot * grid.rows);
  return legend;
}

}  // namespace rssviz::cli
