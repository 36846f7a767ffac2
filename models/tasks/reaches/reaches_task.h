// Made-up reaches: a direction is cued at the first step, and two outputs then turn from it at one pace,
// whatever the direction (after the muscle activity of Churchland et al. 2012, whose conditions turn in one
// plane). A rotation is planted, so that what finds rotations can be held against it.
#pragma once

#include "models/tasks/generated/generated_task.h"

namespace rssviz::models {

const GeneratedKind& reaches_kind();

}  // namespace rssviz::models
