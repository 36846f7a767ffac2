#include "models/tasks/reaches/reaches_task.h"

#include <cmath>
#include <numbers>
#include <string>

#include "core/number_text.h"

namespace rssviz::models {
namespace {

int directions_of(const GeneratedOptions& options) { return static_cast<int>(options.value("directions")); }

GeneratedShape shape_of(const GeneratedOptions& options) {
  GeneratedShape shape;
  shape.inputs = 2;
  shape.outputs = {"first muscle", "second muscle"};
  std::vector<std::string> labels;
  for (int k = 0; k < directions_of(options); ++k)
    labels.push_back(decimals(360.0 * k / directions_of(options), 0) + "\u00b0");
  shape.classes = {{"direction", labels}};
  shape.colour = "direction";
  return shape;
}

// The cue is near the direction; the outputs turn from where it was.
void draw(const GeneratedOptions& options, Rng& rng, GeneratedSequence& sequence) {
  const int directions = directions_of(options);
  const auto direction = static_cast<int>(rng.below(static_cast<std::uint64_t>(directions)));
  const double angle = 2 * std::numbers::pi * direction / directions + options.value("jitter") * rng.normal();
  sequence.inputs(0, 0) = static_cast<float>(std::cos(angle));
  sequence.inputs(0, 1) = static_cast<float>(std::sin(angle));
  for (Eigen::Index t = 0; t < sequence.inputs.rows(); ++t) {
    const double turned = angle + 2 * std::numbers::pi * static_cast<double>(t) / options.value("turn-steps");
    sequence.targets(t, 0) = std::cos(turned);
    sequence.targets(t, 1) = std::sin(turned);
    sequence.classes[0][static_cast<std::size_t>(t)] = direction;
  }
}

}  // namespace

const GeneratedKind& reaches_kind() {
  static const GeneratedKind kind{
      .name = "reaches",
      .summary = "outputs that turn from a cued direction",
      .length = 50,
      .options = {{"directions", 8, 2, 100, true, "directions, each a condition"},
                  {"turn-steps", 25, 4, 10000, false, "steps of a whole turn"},
                  {"jitter", 0.1, 0, 3, false, "sd of a trial's angle around its direction, radians"}},
      .shape = shape_of,
      .draw = draw,
      .describe =
          [](const GeneratedOptions& o) {
            return "reaches in " + std::to_string(directions_of(o)) + " directions";
          },
      .input = "the direction at the first step, then nothing",
      .target = "a point on the circle that turns from the direction at an even pace"};
  return kind;
}

}  // namespace rssviz::models
