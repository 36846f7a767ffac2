// Bare states with steps and a column of classes, from the files of any program: sequences x steps x units,
// or points x units with `sequence` and `step`. Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "models/data/step_states.h"

namespace rssviz::cli {

struct StepStatesFile {
  models::StepStates states{};
  std::vector<Matrix> inputs{};  // by step: members x inputs; none where the file has no `inputs`
};

// `source`: as formats::read_states takes it. `column`: an array of the file with a class for each sequence
// or each point (-1: none), numbers or text, named by COLUMN_labels where there are such. `outputs` (points x
// outputs, or sequences x steps x outputs) and `output_names` are taken where they are there. Throws
// Error{data} naming file, array and what is missing.
StepStatesFile read_step_states(const std::string& source, const std::string& column);

}  // namespace rssviz::cli
