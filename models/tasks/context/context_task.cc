#include "models/tasks/context/context_task.h"

#include <algorithm>
#include <cmath>

namespace rssviz::models {
namespace {

// Mean evidence a step: Mante et al.'s six coherences, scaled so that the strongest reaches the bound in half
// a trial of the default length.
constexpr double kCoherences[] = {-0.15, -0.036, -0.009, 0.009, 0.036, 0.15};
constexpr double kStep = 0.25;  // of the sum, for an evidence of 1

GeneratedShape shape_of(const GeneratedOptions&) {
  return {.inputs = 4,
          .outputs = {"evidence"},
          .classes = {{"context", {"motion", "colour"}}, {"choice", {"left", "right"}}},
          .numbers = {"motion_coherence", "colour_coherence"},
          .colour = "context"};
}

void draw(const GeneratedOptions& options, Rng& rng, GeneratedSequence& sequence) {
  const double noise = options.value("evidence-noise");
  const auto context = static_cast<std::int32_t>(rng.below(2));
  const double means[2] = {kCoherences[rng.below(6)], kCoherences[rng.below(6)]};
  double sum = 0;
  for (Eigen::Index t = 0; t < sequence.inputs.rows(); ++t) {
    for (Eigen::Index stream = 0; stream < 2; ++stream) {
      const double evidence = means[stream] + noise * rng.normal();
      sequence.inputs(t, stream) = static_cast<float>(evidence);
      if (stream == context) sum = std::clamp(sum + kStep * evidence, -1.0, 1.0);
    }
    sequence.inputs(t, 2 + context) = 1;
    sequence.targets(t, 0) = sum;
    const auto at = static_cast<std::size_t>(t);
    sequence.classes[0][at] = context;
    sequence.classes[1][at] = means[context] > 0 ? 1 : 0;
    sequence.numbers[0][at] = static_cast<float>(means[0]);
    sequence.numbers[1][at] = static_cast<float>(means[1]);
  }
}

}  // namespace

const GeneratedKind& context_kind() {
  static const GeneratedKind kind{
      .name = "context",
      .summary = "the sum of that one of two streams of evidence that a context names",
      .length = 60,
      .options = {{"evidence-noise", 0.3, 0, 10, false, "standard deviation of the noise of each stream"}},
      .shape = shape_of,
      .draw = draw,
      .describe = [](const GeneratedOptions&) { return std::string("context-dependent integration"); },
      .input = "evidence of motion and of colour, and the context one-hot",
      .target =
          "a quarter of the evidence of the stream that the context names, summed between \u22121 and 1"};
  return kind;
}

}  // namespace rssviz::models
