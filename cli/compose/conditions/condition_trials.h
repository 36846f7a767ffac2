// Trials of conditions of one or two columns, from a file of states. Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/studies/demixing_study.h"

namespace rssviz::cli {

struct ConditionTrials {
  Trials trials{};
  std::vector<std::int32_t> steps{};           // the numbers of the steps that every sequence has
  std::vector<std::string> first{}, second{};  // levels; second: one without a name where there is one column
  std::vector<std::string> notes{};
};
// By --class and, where it is given, --second. Throws Error{usage} without --class, Error{data} for a pair of
// levels without trials, naming it, or fewer than three steps in every sequence.
ConditionTrials condition_trials(const FigureRequest& request);
Option second_option();

}  // namespace rssviz::cli
