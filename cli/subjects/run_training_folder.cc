#include "cli/subjects/run_training_folder.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

fs::path training_folder(const fs::path& folder) { return folder / "training"; }

bool is_in_training(const fs::path& folder) {
  return !fs::exists(folder / "run.json") && fs::exists(training_folder(folder));
}

}  // namespace rssviz::cli
