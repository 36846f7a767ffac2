// Probes step by step: what a reader that is trained for one step tells of the class there, on sequences that
// it was not trained on. Folds are of whole sequences, dealt class by class, so that no probe is tested on a
// sequence that it saw at any step. The same bytes at any number of threads: noise has the stream (seed,
// "probe noise", step) and folds (seed, "folds", class).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "models/analysis/geometry/logistic_probe.h"

namespace rssviz::models {

// What is read: features by step, of the sequences that have the step, and one class a sequence.
struct SteppedFeatures {
  std::span<const Matrix> at{};                          // by step: members x features
  std::span<const std::vector<std::int32_t>> members{};  // by step
  std::span<const std::int32_t> classes{};               // one a sequence
  int count{};                                           // of classes
};

enum class Reader { linear, scale_and_offset };  // a fresh probe; outputs up to one scale and offsets

struct StepProbeOptions {
  LogisticOptions logistic{};
  Reader reader{Reader::linear};
  int folds{5};
  double noise_sd{0};  // of the noise added to each feature, in training and testing
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Answers that were right, of so many.
struct Accuracy {
  std::int64_t right{0};
  std::int64_t tested{0};
  double share() const { return tested > 0 ? static_cast<double>(right) / static_cast<double>(tested) : 0; }
};

// The fold that each sequence is tested in, 0 .. folds - 1.
std::vector<int> folds_of(std::span<const std::int32_t> classes, int count, int folds, std::uint64_t seed);

// One accuracy a step.
std::vector<Accuracy> probe_steps(const SteppedFeatures& features, const StepProbeOptions& options,
                                  const Execution& execution);
// Probes of step t on step u: [t][u] of the held-out sequences that have both.
std::vector<std::vector<Accuracy>> probe_across_steps(const SteppedFeatures& features,
                                                      const StepProbeOptions& options,
                                                      const Execution& execution);

// The root mean square of all features at all steps: what noise is a share of.
double root_mean_square(std::span<const Matrix> at);
// The penalty for a network's probes, chosen once: of shares 10^-1 .. 10^-6 of the features' mean variance
// the one of the most right answers at five steps spread over the sequence, within the training part of the
// first fold (whose test sequences have no say); of equal ones the largest.
double choose_penalty(const SteppedFeatures& features, const StepProbeOptions& options,
                      const Execution& execution);

// The share of the most frequent class: what a reader without any knowledge of the sequence gets.
double chance_of(std::span<const std::int32_t> classes, int count);

}  // namespace rssviz::models
