// Demixed principal components of recorded conditions: a penalty chosen on trials held out, how much of the
// averages' variance is noise of trials, and what labels shuffled over trials give. What the figure `dpca`
// shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "models/analysis/geometry/demixed.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

struct DemixingOptions {
  int components{3};  // of each marginal
  int shuffles{99};   // of the conditions over the trials
  int splits{5};      // of trials, one of each condition held out, that the penalty is chosen on
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Trials of conditions: a matrix a trial, steps x units, and the condition of each.
struct Trials {
  std::vector<MatrixD> of{};
  std::vector<int> condition{};
  models::Factors factors{};

  int conditions() const { return factors.first * factors.second; }
};
// Average of each condition's trials. Throws Error{data} for a condition without trials.
models::Conditions averages_of(const Trials& trials, const std::vector<int>& condition);

struct MarginalNull {
  double low{0}, high{0};  // middle 95 % of the marginal's share of variance under shuffled conditions
};
struct DemixingStudy {
  models::Demixed demixed{};
  models::Conditions means{};
  double penalty{0};
  bool penalty_chosen{false};  // else a condition has one trial, and none can be held out
  double noise{0};             // share of the averages' variance that the noise of trials accounts for; NaN
                               // where each condition is one trial
  std::vector<MarginalNull> nulls{};  // by marginal; empty where each condition is one trial
};
DemixingStudy study_demixing(const Trials& trials, const DemixingOptions& options,
                             const Execution& execution);

}  // namespace rssviz::cli
