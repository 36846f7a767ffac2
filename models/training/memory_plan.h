// How much memory training will take, by what is held at once, before any of it is taken. Values; pure.
#pragma once

#include <cstddef>
#include <string>

#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {

// Bytes at the most.
struct TrainingMemory {
  double weights{0};   // of the network, and of all stages that are kept
  double states{0};    // of the sequences, in double
  double learning{0};  // least squares, or what an optimiser remembers
  double most() const { return weights + states + learning; }
  std::string text() const;  // "14400 MB (weights 14400, states 0, learning 0)"
};

// `rows`: sequences, or steps, whose states are kept; `trained`: those that the readout learns from.
TrainingMemory plan_memory(const EsnTrainingOptions& options, std::size_t inputs, std::size_t outputs,
                           std::size_t rows, std::size_t trained);
TrainingMemory plan_memory(const RecurrentShape& shape, const RecurrentOptions& options);

// Error{retry} with both numbers where the plan is above what is available (0: unknown, nothing is checked).
void check_memory(const TrainingMemory& plan, double available);

}  // namespace rssviz::models
