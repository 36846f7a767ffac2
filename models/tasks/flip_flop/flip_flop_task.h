// Memory of bits: a pulse of +1 or -1 on an input sets the output of the same number, which keeps its sign
// until the next (Sussillo and Barak 2013). A network that has learned it has a stable point for each memory.
#pragma once

#include "models/tasks/generated/generated_task.h"

namespace rssviz::models {

const GeneratedKind& flip_flop_kind();

}  // namespace rssviz::models
