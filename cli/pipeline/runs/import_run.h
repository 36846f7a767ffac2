// `rssviz import`: weights that another program trained, as a run with one stage, or with one for each of
// several files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/options/option_table.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct ImportReport {
  std::string source{};  // "weights.h5 (Keras)"
  int units{0};
  int inputs{0};
  int outputs{0};
  std::optional<double> difference{};  // largest from the states of --check
};

std::string import_recipe(const Settings& settings, const std::filesystem::path& output);

// Reads the positional WEIGHTS and writes the run's folder. With `check`, states of the user's own over
// `inputs`, nothing is written unless the imported network makes the same ones (to 1e-4 of the largest, or of
// 1): Error{data} then names the convention that would, or where they part. Throws Error{data} naming file
// and arrays with their shapes where weights don't fit each other or the task.
ImportReport import_run(const Settings& settings, const std::filesystem::path& output,
                        const Execution& execution);

}  // namespace rssviz::cli
