// The running sum of pulses, kept between -1 and 1: a network that has learned it has a line of slow points,
// or a plane of two inputs (Seung 1996).
#pragma once

#include "models/tasks/generated/generated_task.h"

namespace rssviz::models {

const GeneratedKind& integrate_kind();

}  // namespace rssviz::models
