// `rssviz train --task arrays`: a network on inputs and targets of one's own.
#pragma once

#include <string>

#include "cli/options/option_table.h"
#include "cli/subjects/array_views.h"

namespace rssviz::cli {

// Files of arrays; "": none.
struct ArrayFiles {
  std::string inputs{};
  std::string targets{};
  std::string lengths{};
  std::string labels{};
};
// Throws Error{no_input} or Error{data} naming file and fault.
ArrayData read_arrays(const ArrayFiles& files, const models::ArrayOptions& options);

// Reads what --inputs, --targets, --lengths, --labels and the options of arrays say. Throws Error{usage} for
// an option that is missing or out of range, Error{no_input} or Error{data} naming file and fault.
ArrayData read_array_data(const Settings& settings);
// Refuses them where --task isn't arrays.
void refuse_array_options(const Settings& settings);

}  // namespace rssviz::cli
