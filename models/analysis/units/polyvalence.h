// Units that serve many outputs at once, against chance: how many outputs count a unit among their most
// important ones, and how many would if each output's weights were dealt to the units anew. Each unit keeps
// how much it varies, so that only the choice of weights is tested.
// The authors' rule (5 highest and 5 lowest weights of each output; Variengien and Hinaut 2020) calls every
// unit of a small network polyvalent, permuted weights as well: hence the share of units and the null.
// Pure functions; the same bytes at any number of threads, since permutation k has a stream of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "models/analysis/units/importance.h"

namespace rssviz::models {

struct PolyvalenceOptions {
  int top{0};              // units that an output counts as its own; 0: 1 % of the units, at least 1
  int permutations{1000};  // of the weights of each output over the units
  double level{0.05};      // a unit is polyvalent where p is at most this
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct Polyvalence {
  int top{0};
  std::vector<std::vector<int>> outputs_of{};  // by unit: the outputs that count it among their `top`
  std::vector<int> units_with{};               // by number of outputs (0 .. outputs): units
  std::vector<double> expected{};              // the same under permutation: mean over permutations
  std::vector<double> low{}, high{};           // the middle 95 % of permutations
  // By unit: the share of permutations in which any unit has as many outputs as this one (corrected for
  // looking at all units).
  std::vector<double> p{};
  int many{0};  // the least number of outputs that makes a unit polyvalent

  bool is_polyvalent(std::size_t unit) const { return static_cast<int>(outputs_of[unit].size()) >= many; }
};

// weights: outputs x units; deviations: one a unit.
Polyvalence polyvalent_units(const MatrixD& weights, std::span<const double> deviations, Importance kind,
                             const PolyvalenceOptions& options, const Execution& execution);

}  // namespace rssviz::models
