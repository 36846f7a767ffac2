#include "cli/compose/states/point_table.h"

#include <cmath>
#include <numeric>

namespace rssviz::cli {

std::string value_text(const ScatterColumn& column, std::size_t point) {
  if (column.is_scale) return formats::format_number(column.numbers[point]);
  const std::int32_t value = column.values[point];
  return value < 0 ? "" : column.labels[static_cast<std::size_t>(value)];
}

std::vector<std::size_t> all_points(const BareMap& map) {
  std::vector<std::size_t> points(map.at.size());
  std::iota(points.begin(), points.end(), std::size_t{0});
  return points;
}

formats::Table table_of_points(const BareMap& map, const std::vector<std::size_t>& points,
                               const std::vector<ScatterColumn>& columns) {
  const bool sequence = map.places.sequence.size() == map.at.size();
  const bool step = map.places.step.size() == map.at.size();
  formats::Table table;
  table.header = {"row"};
  if (sequence) table.header.emplace_back("sequence");
  if (step) table.header.emplace_back("step");
  table.header.insert(table.header.end(), {"x", "y"});
  for (const ScatterColumn& column : columns)
    if (column.name != "sequence" && column.name != "step") table.header.push_back(column.name);
  for (const std::size_t point : points) {
    const render::Point& at = map.at[point];
    if (std::isnan(at.x) || std::isnan(at.y)) continue;
    std::vector<std::string> row{std::to_string(map.rows.empty() ? point : map.rows[point])};
    if (sequence) row.push_back(std::to_string(map.places.sequence[point]));
    if (step) row.push_back(std::to_string(map.places.step[point]));
    row.push_back(formats::format_number(at.x));
    row.push_back(formats::format_number(at.y));
    for (const ScatterColumn& column : columns)
      if (column.name != "sequence" && column.name != "step") row.push_back(value_text(column, point));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace rssviz::cli
