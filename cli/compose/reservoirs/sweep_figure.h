// What a sweep came to: one grid a number, over the two parameters that vary first. Pure.
#pragma once

#include <string>

#include "cli/compose/figure_kind.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

// `table`: of rssviz sweep merge. Cells of several seeds show their mean; cells that aren't there yet are
// left white with a cross. Throws Error{data} for columns that are missing.
render::Figure sweep_figure(const formats::Table& table, const std::string& name, const Settings& settings);

}  // namespace rssviz::cli
