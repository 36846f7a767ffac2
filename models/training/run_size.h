// How large a run's network is, for tables and maps of many networks. Pure; safe on any thread.
#pragma once

#include <cstdint>

#include "models/training/run.h"

namespace rssviz::models {

struct RunSize {
  int layers{1};
  int units{0};                // of each layer
  std::int64_t parameters{0};  // counted with two biases a gate, as the paper's table does; 0: none are trained
};
// Of a gated or vanilla network; nothing of other runs.
RunSize size_of(const Run& run);

}  // namespace rssviz::models
