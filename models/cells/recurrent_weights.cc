#include "models/cells/recurrent_weights.h"

#include <algorithm>
#include <string>

#include "models/cells/cell_step.h"

namespace rssviz::models {

std::vector<NamedWeights> weights_of(const Network& network) {
  const auto* const source = dynamic_cast<const HasWeights*>(&network);
  return source == nullptr ? std::vector<NamedWeights>() : source->weights();
}

std::vector<NamedWeights> recurrent_weights(const RecurrentParameters<float>& parameters) {
  const RecurrentShape& shape = parameters.shape;
  std::vector<std::string> gates = gate_names(shape.cell);
  for (std::string& gate : gates) std::replace(gate.begin(), gate.end(), '_', ' ');
  if (gates.empty()) gates = {""};
  std::vector<NamedWeights> all;
  for (int block = 0; block < shape.blocks(); ++block) {
    const std::string direction = block % shape.directions() == 1 ? ", backward" : "";
    for (std::size_t gate = 0; gate < gates.size(); ++gate) {
      const auto add = [&](const char* kind, const auto& of) {
        all.push_back({block / shape.directions(), gates[gate], kind + direction,
                       of.middleCols(static_cast<Eigen::Index>(gate) * shape.units, shape.units)});
      };
      add("input", parameters.input(block));
      add("recurrent", parameters.recurrent(block));
      add("bias", parameters.bias(block));
    }
  }
  return all;
}

}  // namespace rssviz::models
