// A run as figures see it, and the stamps of what it was read from.
#pragma once

#include <filesystem>

#include "cli/subjects/input_stamps.h"
#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// As load_view (run_folder.h). `stamps`: of the files that it was read from, all from one state of the
// folder; Error{retry} where that doesn't come to rest.
NetworkView load_view(const std::filesystem::path& folder, unsigned reads, InputStamps& stamps);

}  // namespace rssviz::cli
