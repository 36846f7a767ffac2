// `rssviz look`: maps by PCA and UMAP of any states, one page of pictures of them, and the commands that make
// each again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct LookReport {
  std::vector<std::filesystem::path> files{};  // the page as PDF and PNG, the maps
  std::vector<std::string> notes{};            // what was left out: a sample, the last of several stages
  std::vector<std::pair<std::string, std::string>> commands{};  // what it makes, the command
};

// Writes pca.npz, umap.npz, look.pdf and look.png into `folder`; of several stages the last is shown, of more
// than 10,000 states whole sequences (or rows, where sequences are unknown) drawn by --seed, and those states
// are written to states.npz. Throws as embedding and drawing do.
LookReport look_step(const Settings& settings, const std::filesystem::path& folder,
                     const Execution& execution);

}  // namespace rssviz::cli
