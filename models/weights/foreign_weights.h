// Weights that other programs trained, as this program's parameters: gate orders and orientations converted,
// every shape checked. Pure functions of named arrays; safe on any thread. All throw Error{data} naming the
// arrays at fault with their shapes, and `file`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/formats/array.h"
#include "models/cells/esn.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// What files of weights may leave open, as far as one knows it.
struct ForeignOptions {
  std::optional<CellFunction> activation{};            // as the file says, or tanh
  std::optional<CellFunction> recurrent_activation{};  // as the file says, or sigmoid
  std::string readout{};  // the Linear or Dense by its name, or "none"; "": the one that fits the top layer
};

struct ForeignNetwork {
  RecurrentParameters<float> parameters{};
  std::string readout{};  // the array that was taken for it; "" for none
  // Of an Embedding before the first layer: tokens x inputs; else no rows. The network that takes the tokens
  // themselves is over_input_rows(parameters, embedding).
  Matrix embedding{};
  std::string embedding_name{};
  // What was assumed because the file doesn't say it, what was passed over, what reads backwards: a line
  // each, for users.
  std::vector<std::string> notes{};
};

// PyTorch's state_dict of an LSTM, GRU or RNN with or without a Linear readout and an Embedding:
// ..weight_ih_l0, ..weight_hh_l0, ..bias_ih_l0, ..bias_hh_l0 and so on by layer, all layers of the same
// units, with ..._reverse where both directions are read; or those of an LSTMCell, GRUCell, RNNCell, or of
// several whose names differ by a number. Gates of the gru are r, z, n there. Projections (proj_size,
// ..weight_hr_l0) are folded into what takes their outputs, which is the same network: its hidden states are
// those before the projection, and without a readout the projection is it. Source: torch.nn.LSTM, GRU, RNN,
// LSTMCell, "Variables".
ForeignNetwork from_torch(const formats::Archive& arrays, Cell cell, const std::string& file,
                          const ForeignOptions& options = {});
// Whether the arrays are called as PyTorch calls those of recurrent layers or cells.
bool is_torch(const formats::Archive& arrays);

// Keras' .h5 (weights, or a whole model), .keras and .weights.h5: LSTM, GRU or SimpleRNN layers, each in a
// Bidirectional (merged by concatenation) or not, and a Dense as readout, in a TimeDistributed or not. Gates
// i, f, c, o and z, r, h as here; kernels are inputs x gates. Where the file holds the model's configuration
// (`@model_config`), functions, directions, the gru's reset and the order of layers are as it says, and what
// isn't one chain of such layers is refused by the layer's name; else layers stand in the order of their
// names and the notes say what is assumed.
ForeignNetwork from_keras(const formats::Archive& arrays, Cell cell, const std::string& file,
                          const ForeignOptions& options = {});

// Checkpoints of one network as its stages.
struct ForeignFile {
  std::string name{};
  formats::Archive arrays{};
};
struct ForeignStages {
  ForeignNetwork last{};                             // with the notes of all, each once
  std::vector<RecurrentParameters<float>> stages{};  // in the order of the files
};
// From PyTorch or Keras as each file's names tell, or as `torch` says. Throws Error{data} naming both files
// where cells, units, layers, inputs or outputs differ.
ForeignStages import_stages(const std::vector<ForeignFile>& files, Cell cell,
                            const ForeignOptions& options = {}, std::optional<bool> torch = std::nullopt);

// In what reservoirs of other programs differ; the defaults are reservoirpy's.
enum class BiasPlace { automatic, apart, column };  // an array `bias`, or the first column of Win
enum class Orientation { to_from, from_to };        // W(i, j) leads from j to i, or from i to j
enum class LeakMeaning { new_share, kept_share };   // lr = a in (1 - a) x + a f(...), or 1 - a
enum class ReadoutBias { automatic, first, last };  // where Wout holds the bias, if it does
enum class ReadoutInputs { first, last };           // where it holds the inputs, if it takes them
struct ReservoirConventions {
  std::optional<Equation> equation{};      // as the file says, or internal
  std::optional<Activation> activation{};  // as the file says, or tanh
  BiasPlace bias{BiasPlace::automatic};
  Orientation orientation{Orientation::to_from};
  LeakMeaning leak{LeakMeaning::new_share};
  ReadoutBias readout_bias{ReadoutBias::automatic};
  ReadoutInputs readout_inputs{ReadoutInputs::first};  // [1; u; x] (Lukosevicius 2012), or [1; x; u]
};

struct ForeignReservoir {
  Reservoir<float> reservoir{};
  MatrixD
      readout{};  // outputs x (1 + units), or (1 + units + inputs) where it takes these; 0 rows without one
};
// A reservoir as reservoirpy keeps it, or by other conventions: `W` (units x units, or the parts of a CSR
// matrix: W_data, W_indices, W_indptr), `Win` (units x inputs, or units x (1 + inputs) with the bias first;
// inputs x units with orientation from_to), `bias` (units; with bias automatic it may be missing, and is then
// Win's first column), `lr` (one number); optional `Wout` (units x outputs, or outputs x units, or with
// 1 + units) and `Wout_bias` (outputs); optional `Wfb` (units x outputs): feedback of the readout's own
// output, which is linear in the state and is added to W and the bias. `equation` and `activation` as texts.
// `inputs` tells how many inputs there are, to know a bias column of Win by (0: none where `bias` is given,
// else one). A readout that takes the inputs too has as many columns more; with one input and
// one column more, Wout_bias tells that it is the input. Feedback of such a readout is refused.
ForeignReservoir from_reservoirpy(const formats::Archive& arrays, int inputs,
                                  const ReservoirConventions& conventions, const std::string& file);

}  // namespace rssviz::models
