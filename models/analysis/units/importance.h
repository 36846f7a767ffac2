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

// How the inputs reach the units without any recurrence. Each inputs x units.
struct InputWiring {
  Matrix word{};  // how directly the word reaches the unit, 0 where it doesn't
  Matrix bias{};  // how much reaches the unit at every word
  Matrix both{};  // the word's part times the bias's, with their signs: above 0 where they push the same way
};
// The entries of W_in where the network has one. Elsewhere the unit's activity after the word alone, from
// rest: its mean over all words stands for the bias, the difference from it for the word.
InputWiring input_wiring(const Network& network, std::string_view trace);

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
