// What a sweep came to: one grid a number, over the two parameters that vary first, and a page for each value
// of the third. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

// `table`: of rssviz sweep merge. Cells of several seeds show their mean; cells that aren't there yet are
// left white with a cross. Colours mean the same on all pages. Throws Error{data} for columns that are
// missing.
std::vector<render::Figure> sweep_figures(const formats::Table& table, const std::string& name,
                                          const Settings& settings);

}  // namespace rssviz::cli
