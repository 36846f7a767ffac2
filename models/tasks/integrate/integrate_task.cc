#include "models/tasks/integrate/integrate_task.h"

#include <cmath>
#include <string>

namespace rssviz::models {
namespace {

int sums_of(const GeneratedOptions& options) { return static_cast<int>(options.value("sums")); }

GeneratedShape shape_of(const GeneratedOptions& options) {
  GeneratedShape shape;
  shape.inputs = sums_of(options);
  for (int k = 1; k <= shape.inputs; ++k)
    shape.outputs.push_back(shape.inputs == 1 ? "sum" : "sum_" + std::to_string(k));
  shape.numbers = {"held"};
  shape.colour = "held";
  return shape;
}

// A pulse that would lead beyond -1 or 1 has the other sign.
void draw(const GeneratedOptions& options, Rng& rng, GeneratedSequence& sequence) {
  const double rate = options.value("pulse-rate"), size = options.value("pulse-size");
  std::vector<double> sums(static_cast<std::size_t>(sums_of(options)), 0.0);
  for (Eigen::Index t = 0; t < sequence.inputs.rows(); ++t) {
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const double chance = rng.uniform();
      double pulse = rng.uniform(-size, size);
      if (chance >= rate) pulse = 0;
      if (std::abs(sums[k] + pulse) > 1) pulse = -pulse;
      sums[k] += pulse;
      const auto column = static_cast<Eigen::Index>(k);
      sequence.inputs(t, column) = static_cast<float>(pulse);
      sequence.targets(t, column) = sums[k];
    }
    sequence.numbers[0][static_cast<std::size_t>(t)] = static_cast<float>(sums.front());
  }
}

}  // namespace

const GeneratedKind& integrate_kind() {
  static const GeneratedKind kind{
      .name = "integrate",
      .summary = "the running sum of pulses",
      .length = 60,
      .options = {{"sums", 1, 1, 3, true, "sums, an input and an output each"},
                  {"pulse-rate", 0.1, 0, 1, false, "chance of a pulse on an input at a step"},
                  {"pulse-size", 0.5, 0.001, 1, false, "most that a pulse may be"}},
      .shape = shape_of,
      .draw = draw,
      .describe =
          [](const GeneratedOptions& o) {
            return sums_of(o) == 1 ? std::string("running sum of pulses")
                                   : std::to_string(sums_of(o)) + " running sums of pulses";
          },
      .input = "pulses of either sign",
      .target = "the sum of the pulses so far, kept between \u22121 and 1"};
  return kind;
}

}  // namespace rssviz::models
