// A sine whose period a constant input sets (after Sussillo and Barak 2013): a limit cycle at each input.
#pragma once

#include "models/tasks/generated/generated_task.h"

namespace rssviz::models {

const GeneratedKind& sine_kind();

}  // namespace rssviz::models
