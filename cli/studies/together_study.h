// Do the numbers that are measured before training tell the error together, where one at a time they needn't,
// and not along a straight line? Held-out prediction over settings (held_out_prediction.h), beside what the
// settings themselves tell in the same way. Values; the same at any number of threads.
#pragma once

#include <cstdint>

#include "cli/studies/predictor_study.h"
#include "models/analysis/statistics/held_out_prediction.h"

namespace rssviz::cli {

struct TogetherStudy {
  int folds{};
  models::HeldOutPrediction
      numbers{};  // word memory, Lyapunov exponent, participation ratio, trustworthiness
  models::HeldOutPrediction settings{};    // spectral radius, leak rate, density, input scaling
  double difference{};                     // of their Spearman correlations, numbers less settings
  models::Interval difference_interval{};  // 95 %, bootstrap over settings
};

// Of not exact, a mean over seeds. draws: of permuted errors.
TogetherStudy study_together(const PredictorStudy& study, int draws, std::uint64_t seed,
                             const Execution& execution);

}  // namespace rssviz::cli
