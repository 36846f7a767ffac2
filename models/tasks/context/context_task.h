// Two streams of noisy evidence and a context that says which one is summed up (after Mante et al. 2013,
// whose networks gave the choice alone): a line of slow points in each context.
#pragma once

#include "models/tasks/generated/generated_task.h"

namespace rssviz::models {

const GeneratedKind& context_kind();

}  // namespace rssviz::models
