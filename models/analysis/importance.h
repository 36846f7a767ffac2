// How much units matter to outputs: the weights by which a network's units are read out, alone or times how
// much each unit varies. Pure functions; safe on any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"
#include "models/cells/network.h"

namespace rssviz::models {

// Which units are read out, and by which weights.
struct UnitReadout {
  std::string trace{};  // "reservoir", "hidden": a trace of the network whose columns are these units
  MatrixD weights{};    // outputs x units
  VectorD bias{};       // outputs
};
// Found by probing the readout with states of one unit each, which is exact since it is linear: any cell has
// it. Throws Error{data} for a network without readout.
UnitReadout unit_readout(const Network& network);

// How directly each word reaches each unit of the readout's trace: inputs x units, 0 where it doesn't. The
// absolute entries of W_in where the network has one; elsewhere how far the unit's activity after the word
// alone, from rest, lies from its mean over all words.
Matrix input_wiring(const Network& network, std::string_view trace);

// contribution: abs(weight) x sd(activity), what a unit's variation does to the output; weight: abs(weight).
enum class Importance { contribution, weight };

// The standard deviation (over n) of each column. activity: points x units.
std::vector<double> unit_deviations(MatrixRef activity);
// outputs x units. Throws Error{data} where there are not as many deviations as units.
MatrixD output_importance(const MatrixD& weights, std::span<const double> deviations, Importance kind);
// The places of the `count` largest values, largest first; of equal ones the first.
std::vector<int> places_of_largest(std::span<const double> values, int count);
// 1 % of the units, at least 1.
int one_percent_of(int units);

}  // namespace rssviz::models
