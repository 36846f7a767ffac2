// Where training in progress stands in a run's folder.
#pragma once

#include <filesystem>

namespace rssviz::cli {

std::filesystem::path training_folder(const std::filesystem::path& folder);
// Whether training was begun in a folder and not ended.
bool is_in_training(const std::filesystem::path& folder);

}  // namespace rssviz::cli
