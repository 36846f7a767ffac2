// What the figure `nesting` is made of: shares of variance by level, repetition of patterns and transfer of
// probes, for a network at all its stages, further seeds, the words alone and permuted labels. Values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "models/analysis/geometry/nesting.h"

namespace rssviz::cli {

struct NestingNumbers {
  std::vector<double> levels{};  // part, outer, inner: of the variance of all distinct states
  std::vector<double> second{};  // outer, inner given outer: of the states `both` of the labels
  double cosine{0};
  models::ProbeTransfer probe{};
};

// The columns of the roles that nesting is about. Without `part` ("") all states are of one.
struct NestingColumns {
  std::string part{};
  std::string outer{};
  std::string inner{};
};

// Their classes at the distinct states.
struct NestingLabels {
  std::vector<std::int32_t> rows{};  // of the trace
  std::vector<std::int32_t> part{}, outer{}, inner{}, sequence{};
  // Places in `rows` of the states that have both classes, in the part that has most of these (the first of
  // equals): of a sentence's two clauses the second, where patterns can repeat.
  std::vector<std::size_t> both{};
  std::string both_part{};  // what that part is called; "" without parts
  int options{0};           // classes of `inner`
};

// Outer, inner given outer, and the repeated pattern, of states changed so that no unit outweighs the others.
struct NestingVariant {
  std::vector<double> second{};
  double cosine{0};
};

struct NestingMeasured {
  std::string network{}, name{}, variant{};
  std::uint64_t seed{0};
  int stage{0};
  NestingNumbers numbers{};
  NestingVariant unit_scaled{};       // every unit divided by its standard deviation
  NestingVariant without_heaviest{};  // without the unit of the largest variance
  double heaviest{0};                 // that unit's share of the variance
};

// The means of the states of each pair of classes, and how far they are from one another.
struct ClassDistances {
  std::string of{};                   // "LSTM", "LSTM untrained", "words alone"
  std::vector<std::int32_t> outer{};  // one a mean
  std::vector<std::int32_t> inner{};
  MatrixD distances{};  // Euclidean, every unit divided by its standard deviation
};

struct NestingStudy {
  const NetworkView* view{nullptr};
  NestingColumns columns{};
  NestingLabels labels{};
  std::vector<NestingMeasured> stages{};    // by stage of learning; one where states stay
  std::vector<NestingMeasured> others{};    // further seeds
  NestingMeasured words{};                  // the inputs alone
  std::vector<ClassDistances> distances{};  // trained, untrained where it learns its states, the inputs alone
  std::vector<NestingNumbers> null{};
  bool learns() const { return stages.size() > 1; }
};

// `seeds`: networks in all, the view's own included; the further ones are trained again. `seed`: of the null.
// Throws Error{data} where fewer than 8 states of one part have both classes.
NestingStudy study_nesting(const NetworkView& view, const NestingColumns& columns, int seeds,
                           std::uint64_t seed, const Execution& execution);

}  // namespace rssviz::cli
