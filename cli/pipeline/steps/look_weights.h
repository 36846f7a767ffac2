// `rssviz look WEIGHTS --inputs U.npy`: a sheet of every layer of a network whose weights another program
// keeps.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/pipeline/steps/look_step.h"
#include "core/parallel.h"

namespace rssviz::cli {

// Whether what is looked at are weights, by --as, or by the names of the arrays in the first file. Says on
// `progress` what was taken and how it is read otherwise, where that isn't as states.
bool looks_at_weights(const Settings& settings, const std::vector<std::string>& sources, Progress& progress);

// Imports the weights into `folder`/run and draws layer-1.pdf, layer-1.png and so on. Throws Error{usage}
// without --inputs, and as importing and drawing do.
LookReport look_weights(const Settings& settings, const std::vector<std::string>& sources,
                        const std::filesystem::path& folder, const Execution& execution);

}  // namespace rssviz::cli
