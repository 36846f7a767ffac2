// Networks with some units silenced, and which units to silence: the most important ones, random ones, or
// random ones with the same wiring. Networks are immutable: safe to use from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/rng.h"
#include "models/cells/network.h"

namespace rssviz::models {

// How many units a network has: the numbers of its hidden or reservoir trace. What it carries from step to
// step is a whole number of values a unit (an LSTM: hidden and cell), side by side in blocks of all units.
int unit_count(const Network& network);

// outputs x units: what one unit's activity of 1 adds to each output. Empty without a readout.
MatrixD readout_weights(const Network& network);

// The mean over outputs of abs(weight) x sd(activity): how much a unit moves the outputs. activity: points x
// units, of the trace that is read out.
std::vector<double> unit_importance(const MatrixD& weights, MatrixRef activity);

// How strongly the words drive each unit directly: the mean absolute activity after a single word from
// rest, over all words. The covariate by which random units are matched.
std::vector<double> input_drive(const Network& network);

// The same network with these units held at 0 at every step, in its recurrence and for its readout.
std::unique_ptr<Network> without_units(std::shared_ptr<const Network> network, std::span<const int> units);

// The `count` units of the largest scores, the first where they tie.
std::vector<int> top_units(std::span<const double> scores, int count);
// `count` of `units` units, all alike.
std::vector<int> random_units(int units, int count, Rng rng);
// For each of `chosen` another unit outside `chosen`, none twice, drawn among the three with the nearest
// covariate that are left. Throws Error{usage} where `chosen` is more than half of the units.
std::vector<int> matched_units(std::span<const double> covariate, std::span<const int> chosen, Rng rng);

}  // namespace rssviz::models
