// What networks share without any computation in common: they read the same input at the same steps. States
// from which both are regressed out, for comparisons. Pure; one thread.
#pragma once

#include "cli/subjects/compared_subjects.h"
#include "core/matrix.h"

namespace rssviz::cli {

struct SharedCauses {
  bool input{false};  // the input that led to the state, by a straight map
  bool step{false};   // the mean of all states of a step

  bool any() const { return input || step; }
};

// points x units: what is left of the states after least squares on both at once (by steps first: Frisch and
// Waugh 1933). Throws Error{data} naming the network whose file has no steps, or no inputs.
Matrix without_causes(const ComparedSubject& subject, const SharedCauses& causes);

}  // namespace rssviz::cli
