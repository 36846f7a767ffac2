// `record --teachers`: what else it takes to compute a readout anew outside of the program.
//   teachers        sequences x outputs: the target of each recorded sentence, what it leaves open as drawn
//   clause_texts    the one-object sentences in the order of their enumeration
//   clauses         sequences x 2: which of them each sentence is made of, in order; -1: no second one
//   P, alpha        of an echo state network: (S'S + alpha I)^-1 over the training states S = [1 x], in the
//   order
//                   [bias, units]; the readout is the sum over training sentences of target s' P
#pragma once

#include <filesystem>

#include "cli/subjects/run_folder.h"
#include "core/formats/array.h"

namespace rssviz::cli {

// For an archive of recorded sentences of a run on the cross-situational task. Throws Error{usage} for
// another task, Error{data} for sentences that the task has no teacher of.
void add_teachers(const LoadedRun& run, const std::filesystem::path& folder, formats::Archive& archive,
                  const Execution& execution);

}  // namespace rssviz::cli
