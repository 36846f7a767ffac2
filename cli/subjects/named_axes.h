// What the dimensions of an array of states count, and the array in the one order that all else takes:
// stages, then points (the steps of each sequence together), then units. Pure functions; safe on any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/formats/array.h"

namespace rssviz::cli {

struct Axis {
  std::string name{};  // "sequence", "step", "unit", "stage", "point", or another's own, without a plural's s
  std::size_t size{0};
};

// "steps,sequences,units" -> step, sequence, unit. time, times and timesteps are steps; batch and sentences
// are sequences; features, neurons and channels are units; epochs and checkpoints are stages. Throws
// Error{usage} unless there are two to five different names, units one of them, and points not beside steps
// or sequences.
std::vector<std::string> parse_axes(const std::string& text);

struct ArrangedStates {
  formats::Array states{};    // points x units, or stages x points x units
  std::vector<Axis> outer{};  // what tells sequences (or points) apart, in the array's order
  std::size_t steps{0};       // of each, padding included; 0 where no axis is one of steps
  std::size_t stages{0};      // 0 where no axis is one of stages
  bool steps_first{false};    // steps come before what tells sequences apart

  std::size_t sequences() const;  // the product of the sizes of `outer`
  std::size_t points() const { return sequences() * (steps == 0 ? 1 : steps); }
  std::size_t units() const { return states.shape.back(); }
};
// Throws Error{data} naming `source` where the array has another number of dimensions than there are names.
ArrangedStates arrange(formats::Array states, const std::vector<std::string>& axes,
                       const std::string& source);

// "2 layers x 200 sequences x 30 steps x 128 units"; `up_to`: "up to 30 steps".
std::string text_of(const ArrangedStates& arranged, bool up_to);
std::string counted(std::size_t count, const std::string& name);   // "1 step", "4,135 steps"
std::string text_of_shape(const std::vector<std::size_t>& shape);  // "200 x 30 x 128"

}  // namespace rssviz::cli
