// `rssviz train --task arrays`: a network on inputs and targets of one's own.
#pragma once

#include <functional>
#include <string>

#include "cli/options/option_table.h"
#include "core/progress.h"
#include "models/tasks/arrays/arrays_task.h"

namespace rssviz::cli {

// Files of arrays; "": none.
struct ArrayFiles {
  std::string inputs{};
  std::string targets{};
  std::string lengths{};
  std::string labels{};
  std::string axes{};  // what the dimensions of the inputs count
  std::function<std::string(const std::string& options)> command{};  // as StatesRequest has it
};
// Throws Error{no_input} or Error{data} naming file and fault.
// What was understood of inputs that could be read in several ways is told.
models::ArrayData read_arrays(const ArrayFiles& files, const models::ArrayOptions& options,
                              Progress* progress = nullptr);

// Reads what --inputs, --targets, --lengths, --labels and the options of arrays say. Throws Error{usage} for
// an option that is missing or out of range, Error{no_input} or Error{data} naming file and fault.
models::ArrayData read_array_data(const Settings& settings, Progress& progress);
// Refuses them where --task isn't arrays.
void refuse_foreign_options(const Settings& settings);

}  // namespace rssviz::cli
