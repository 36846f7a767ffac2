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
  std::vector<double> levels{};  // clause, object 1, object 2: of the variance of all distinct states
  std::vector<double> second{};  // object 1, object 2 given object 1: of states in the second clause that
                                 // have heard both
  double cosine{0};
  models::ProbeTransfer probe{};
};

// The labels that nesting is about, at the distinct states.
struct NestingLabels {
  std::vector<std::int32_t> rows{};  // of the trace
  std::vector<std::int32_t> clause{}, first{}, second{}, sequence{};
  std::vector<std::size_t> both{};  // places in `rows`: second clause, both objects heard
  int options{0};
};

struct NestingMeasured {
  std::string network{}, name{}, variant{};
  std::uint64_t seed{0};
  int stage{0};
  NestingNumbers numbers{};
};

struct NestingStudy {
  const NetworkView* view{nullptr};
  NestingLabels labels{};
  std::vector<NestingMeasured> stages{};  // by stage of learning; a reservoir has one
  std::vector<NestingMeasured> others{};  // further seeds
  NestingMeasured words{};
  std::vector<NestingNumbers> null{};
  bool learns() const { return stages.size() > 1; }
};

// `seeds`: networks in all, the view's own included; the further ones are trained again. `seed`: of the null.
// Throws Error{data} where too few states of the second clause have heard both objects.
NestingStudy study_nesting(const NetworkView& view, int seeds, std::uint64_t seed,
                           const Execution& execution);

}  // namespace rssviz::cli
