// Nesting of a network's states as numbers for a claim over seeds: share of variance by the outer class, how
// alike the pattern of the inner class is in different groups of the outer, and whether a probe of the inner
// trained in one group serves the others. Raw, and with each unit at mean 0 and deviation 1, so that no unit
// counts for more because it swings further. Pure; one thread.
#pragma once

#include "models/data/state_trace.h"
#include "models/tasks/task.h"

namespace rssviz::cli {

inline constexpr double kNestingPenalty = 1e-3;  // of the probe, on units as they are given

struct NestingNumber {
  double outer_share{};
  double repeat_cosine{};
  double probe_other_groups{};
};

// Distinct states of the part in which most have both classes (columns of the roles part, outer and inner).
// Throws Error{data} where fewer than 8 have.
NestingNumber nesting_of(const models::StateTrace& trace, const models::Task& task, bool unit_scaled);

}  // namespace rssviz::cli
