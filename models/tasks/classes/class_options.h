// Options that all tasks of whole sequences' classes have, from the command line and in task.json.
#pragma once

#include <string>
#include <vector>

#include "core/formats/json.h"
#include "models/data/class_sequences.h"
#include "models/tasks/catalogue.h"

namespace rssviz::models {

// --bias and --gain.
std::vector<TaskOption> class_task_options();
// Throw Error{usage} for what isn't a number, or out of range.
ClassOptions class_options(const TaskSource& source);
double number_option(const TaskSource& source, const std::string& name);

void put_class_options(const ClassOptions& options, formats::Json& record);
ClassOptions class_options_of(const formats::Json& record, const std::string& file);

}  // namespace rssviz::models
