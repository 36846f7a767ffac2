// The states after END of all test sentences on the map of a network whose states stay while its readout
// learns, and how the readout of each stage is judged there. Pure functions.
#pragma once

#include <vector>

#include "cli/subjects/network_view.h"
#include "core/point.h"

namespace rssviz::cli {

struct JudgedEnds {
  models::StateTrace ends{};                        // a row a test sentence, with its columns
  std::vector<Point> at{};                          // where the map's transform places them
  std::vector<Matrix> outputs{};                    // one a stage asked for: sentences x outputs
  std::vector<std::vector<std::int32_t>> judged{};  // stage asked for -> class of each sentence
};

JudgedEnds judge_ends(const NetworkView& view, const std::vector<int>& stages, const Execution& execution);

// Both objects together: the worse of the two judgements of Task::judge at each point; empty where it
// makes none.
std::vector<std::int32_t> worst_judgement(const models::Task& task,
                                          const std::vector<models::IntColumn>& columns);

// Of one stage: how many have each of the task's verdicts.
std::vector<long long> count_judged(const models::Task& task, const std::vector<std::int32_t>& judged);

}  // namespace rssviz::cli
