// `rssviz train --task arrays`: a reservoir on inputs and targets of one's own.
#pragma once

#include <filesystem>
#include <string>

#include "cli/options/option_table.h"
#include "core/parallel.h"

namespace rssviz::cli {

// Reads --inputs, --targets and --lengths and writes the run's folder; its task.json says that it has no task
// of this program's. Throws Error{usage} for a cell other than esn, and as reading and training do.
void train_arrays(const Settings& settings, const std::filesystem::path& folder, const std::string& recipe,
                  const Execution& execution);

}  // namespace rssviz::cli
