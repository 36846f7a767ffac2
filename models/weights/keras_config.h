// What a Keras model's configuration says of its recurrent layers. Pure functions; safe on any thread.
#pragma once

#include <string>
#include <vector>

#include "core/formats/json.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

struct KerasLayer {
  std::string name{};   // as the configuration calls it
  std::string saved{};  // as .weights.h5 calls it: its class and a number in the order of layers ("lstm_1")
  CellForm form{};
  Reading reading{Reading::forward};
  bool whole_sequence{true};  // return_sequences
};

struct KerasConfig {
  std::vector<KerasLayer>
      layers{};  // recurrent ones, from the lowest on; empty where nothing is said of layers
  std::vector<std::string> notes{};
};

// `version`: of Keras, since hard_sigmoid is another function from Keras 3 on; "" for 2. Directions are those
// on the time axis of the inputs: a layer that goes backwards over one that does reads forward again. Throws
// Error{data} naming `file`, layer and setting: another kind of cell, an unknown function, layers that aren't
// one chain, or differ in form or direction.
KerasConfig read_keras_config(const formats::Json& config, const std::string& version, Cell cell,
                              const std::string& file);

}  // namespace rssviz::models
