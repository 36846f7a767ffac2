#include "models/tasks/sine/sine_task.h"

#include <cmath>
#include <numbers>
#include <string>

#include "core/number_text.h"

namespace rssviz::models {
namespace {

int levels_of(const GeneratedOptions& options) { return static_cast<int>(options.value("periods")); }

// Level k of n: the input (k + 1) / n, and a period from the shortest to the longest, evenly by frequency.
double input_of(const GeneratedOptions& options, int level) { return (level + 1.0) / levels_of(options); }
double period_of(const GeneratedOptions& options, int level) {
  const double slow = 1 / options.value("longest-period"), fast = 1 / options.value("shortest-period");
  const int last = levels_of(options) - 1;
  return 1 / (last == 0 ? fast : slow + (fast - slow) * level / last);
}

GeneratedShape shape_of(const GeneratedOptions& options) {
  GeneratedShape shape;
  shape.inputs = 1;
  shape.outputs = {"sine"};
  std::vector<std::string> labels;
  for (int level = 0; level < levels_of(options); ++level)
    labels.push_back(decimals(period_of(options, level), 1) + " steps");
  shape.classes = {{"period", labels}};
  shape.numbers = {"phase"};
  shape.colour = "period";
  return shape;
}

void draw(const GeneratedOptions& options, Rng& rng, GeneratedSequence& sequence) {
  const auto level = static_cast<int>(rng.below(static_cast<std::uint64_t>(levels_of(options))));
  const double period = period_of(options, level);
  for (Eigen::Index t = 0; t < sequence.inputs.rows(); ++t) {
    const double turns = static_cast<double>(t) / period;
    sequence.inputs(t, 0) = static_cast<float>(input_of(options, level));
    sequence.targets(t, 0) = std::sin(2 * std::numbers::pi * turns);
    sequence.classes[0][static_cast<std::size_t>(t)] = level;
    sequence.numbers[0][static_cast<std::size_t>(t)] = static_cast<float>(turns - std::floor(turns));
  }
}

}  // namespace

const GeneratedKind& sine_kind() {
  static const GeneratedKind kind{
      .name = "sine",
      .summary = "a sine whose period a constant input sets",
      .length = 100,
      .options = {{"periods", 5, 1, 12, true, "periods, an input level each"},
                  {"shortest-period", 10, 2, 10000, false, "steps of the fastest sine"},
                  {"longest-period", 30, 2, 10000, false, "steps of the slowest sine"}},
      .shape = shape_of,
      .draw = draw,
      .describe =
          [](const GeneratedOptions& o) {
            return "sines of " + std::to_string(levels_of(o)) + (levels_of(o) == 1 ? " period" : " periods");
          },
      .input = "a constant that stands for a period",
      .target = "the sine of that period, from phase 0 on"};
  return kind;
}

}  // namespace rssviz::models
