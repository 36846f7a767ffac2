// What arrays of one's own tell about the points of a trace, as named columns. Pure functions; safe on any
// thread.
#pragma once

#include "models/data/array_task.h"
#include "models/data/state_trace.h"

namespace rssviz::models {

// Adds, for the step that each token of the trace is: the columns given with the task; input_1, ... where the
// inputs are at most 16; target_NAME for each output, or `target`, the class.
void annotate_steps(const ArrayTask& task, ArrayLoss loss, StateTrace& trace);
// The name of an output's column of targets.
std::string target_column(const std::string& output);

// Refuses a name of a column that states use for themselves: Error{data}.
void check_column_name(const std::string& name, const std::string& file);

}  // namespace rssviz::models
