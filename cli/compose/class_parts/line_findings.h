// What lines of a chart come to at their ends, as findings. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

// "silhouette at the last step: pooled" for each line, with its interval where it has one. `what`: all of the
// name but the line's.
inline void add_line_findings(const std::string& what, const std::vector<ChartLine>& lines,
                              std::vector<Finding>& findings) {
  for (const ChartLine& line : lines)
    if (!line.y.empty())
      findings.push_back(
          {what + ": " + line.name, line.y.back().mean, line.y.back().low, line.y.back().high});
}

}  // namespace rssviz::cli
