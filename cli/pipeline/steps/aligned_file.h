// Maps of several stages as a file's arrays, and what moved between stages. Where all stages have the same
// points: coords (stages x points x dims), index (the distinct point of each). Where points come and go:
// coords (rows x dims) with stage and point of each row as the states were given, and stages, the numbers of
// the stages, ascending. Drift and trust have one value a stage.
#pragma once

#include <string>

#include "cli/subjects/states_file.h"
#include "core/parallel.h"
#include "embed/align/stages.h"

namespace rssviz::cli {

struct AlignedFile {
  embed::AlignedMaps maps{};
  formats::Archive archive{};
};

// Aligns states of stages x points x units, or of rows x units with their stage and point. Throws Error{data}
// for another number of dimensions, or columns that are not one value a row.
AlignedFile align_states(const StatesFile& file, const embed::StagesOptions& options,
                         const Execution& execution);

}  // namespace rssviz::cli
