// The points that a figure of bare coordinates shows, as a table. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/states/bare_states.h"
#include "cli/subjects/scatter_table.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

// A row a point: `row` (of the map's file, counted from 0), `sequence` and `step` where they are known, `x`,
// `y`, and a column for each of `columns` by its name: the class, or the number; "" where a point has none.
// Points without a place are left out. `points`: places in map.at, in the order of the rows.
formats::Table table_of_points(const BareMap& map, const std::vector<std::size_t>& points,
                               const std::vector<ScatterColumn>& columns);
// All points.
std::vector<std::size_t> all_points(const BareMap& map);
// A point's value in a column, as tables write it.
std::string value_text(const ScatterColumn& column, std::size_t point);

}  // namespace rssviz::cli
