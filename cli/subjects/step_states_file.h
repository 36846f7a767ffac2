// Bare states with steps and a column of classes, from the files of any program, read as all states of one's
// own are (states_file.h). Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/states_file.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

struct StepStatesFile {
  models::StepStates states{};
  std::vector<Matrix> inputs{};  // by step: members x inputs; none where the file has no `inputs`
};

// `column`: an array of the file, or of the request's labels, with a class for each sequence or each point
// (-1: none), numbers or text, named by COLUMN_labels where there are such. `outputs` and `inputs` (points x
// columns, or of the dimensions of the states but the last) and `output_names` are taken where they are
// there. Of several stages the last is taken. Throws Error{data} naming file, array and what is missing.
StepStatesFile read_step_states(StatesRequest request, const std::string& column);

}  // namespace rssviz::cli
