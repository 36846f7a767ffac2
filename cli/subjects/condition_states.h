// States of conditions from the files of any program, read as all states of one's own are (states_file.h): of
// recorded runs, .npy, .npz, HDF5 and tables, with a table of conditions beside them. Pure but for reading.
#pragma once

#include <string>

#include "cli/subjects/states_file.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

// `column`: an array of the file, or of the request's labels, with a class for each sequence or point (-1:
// none), numbers or text; "": a usage error that names those there are. How the file was read is the first of
// the notes. Throws Error{data} naming file, array and what is missing.
models::StepStates read_condition_states(const StatesRequest& request, const std::string& column);

}  // namespace rssviz::cli
