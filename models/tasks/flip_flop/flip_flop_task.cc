#include "models/tasks/flip_flop/flip_flop_task.h"

#include <string>

namespace rssviz::models {
namespace {

int bits_of(const GeneratedOptions& options) { return static_cast<int>(options.value("bits")); }

// "+ - +" for each memory, the first bit slowest.
std::vector<std::string> memories(int bits) {
  std::vector<std::string> names;
  for (int memory = 0; memory < 1 << bits; ++memory) {
    std::string& name = names.emplace_back();
    for (int bit = bits - 1; bit >= 0; --bit) name += (memory >> bit & 1) != 0 ? "+" : "\u2212";
  }
  return names;
}

GeneratedShape shape_of(const GeneratedOptions& options) {
  GeneratedShape shape;
  shape.inputs = bits_of(options);
  for (int bit = 1; bit <= shape.inputs; ++bit) shape.outputs.push_back("bit_" + std::to_string(bit));
  shape.classes = {{"memory", memories(shape.inputs)}};
  shape.colour = "memory";
  return shape;
}

// The first step sets all bits, so that what is wanted is never open.
void draw(const GeneratedOptions& options, Rng& rng, GeneratedSequence& sequence) {
  const int bits = bits_of(options);
  const double rate = options.value("pulse-rate"), noise = options.value("input-noise");
  int memory = 0;
  for (Eigen::Index t = 0; t < sequence.inputs.rows(); ++t) {
    for (int bit = 0; bit < bits; ++bit) {
      const double chance = rng.uniform(), sign = rng.uniform();
      const int place = bits - 1 - bit;
      double pulse = 0;
      if (t == 0 || chance < rate) {
        pulse = sign < 0.5 ? -1 : 1;
        memory = pulse > 0 ? memory | 1 << place : memory & ~(1 << place);
      }
      sequence.inputs(t, bit) = static_cast<float>(pulse + (noise > 0 ? noise * rng.normal() : 0));
      sequence.targets(t, bit) = (memory >> place & 1) != 0 ? 1 : -1;
    }
    sequence.classes[0][static_cast<std::size_t>(t)] = memory;
  }
}

}  // namespace

const GeneratedKind& flip_flop_kind() {
  static const GeneratedKind kind{
      .name = "flip-flop",
      .summary = "memory of bits that pulses set",
      .length = 60,
      .options = {{"bits", 3, 1, 6, true, "bits, an input and an output each"},
                  {"pulse-rate", 0.1, 0, 1, false, "chance of a pulse on an input at a step"},
                  {"input-noise", 0, 0, 10, false, "standard deviation of noise on the inputs"}},
      .shape = shape_of,
      .draw = draw,
      .describe = [](const GeneratedOptions& o) { return std::to_string(bits_of(o)) + "-bit flip-flop"; },
      .input = "pulses of +1 or \u22121, at the first step on all inputs",
      .target = "the sign of the last pulse on each input"};
  return kind;
}

}  // namespace rssviz::models
