// A network's weights by layer and gate, for figures that show how large they are. Values; safe on any
// thread.
#pragma once

#include <string>
#include <vector>

#include "core/matrix.h"
#include "models/cells/network.h"

namespace rssviz::models {

struct NamedWeights {
  int layer{0};        // counted from 0
  std::string gate{};  // "input gate", "update gate"; "": all of a cell without gates
  std::string kind{};  // "input", "recurrent" or "bias"; of two directions with ", backward"
  Matrix values{};
};

// What a Network implements beside Network where it has weights to show.
class HasWeights {
 public:
  virtual ~HasWeights() = default;
  virtual std::vector<NamedWeights> weights() const = 0;
};

// None for a network that doesn't say.
std::vector<NamedWeights> weights_of(const Network& network);

}  // namespace rssviz::models
