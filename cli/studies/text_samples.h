// Text that the stages of a network write: each continues the same prefix with the same random numbers. Pure;
// deterministic.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "models/data/corpus.h"
#include "models/tasks/text/sampling.h"

namespace rssviz::cli {

struct StageSample {
  int stage{0};
  std::string name{};            // "epoch 3"
  std::optional<double> loss{};  // on validation, in nats a symbol, where it was measured
  models::Tokens drawn{};
};

// Whether the outputs of a network are its own inputs' next: what sampling needs.
bool writes_text(const models::Network& network);

// One a stage. `view` needs its metrics and stages. Throws Error{data} for a network whose outputs aren't the
// next of its inputs, Error{usage} for options out of range.
std::vector<StageSample> text_samples(const NetworkView& view, const std::vector<int>& stages,
                                      const models::Tokens& prefix, const models::SampleTextOptions& options,
                                      const Execution& execution);

// The stage's loss on validation, where it was measured.
std::optional<double> validation_loss(const NetworkView& view, int stage);

}  // namespace rssviz::cli
