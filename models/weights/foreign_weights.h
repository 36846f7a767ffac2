// Weights that other programs trained, as this program's parameters: gate orders and orientations converted,
// every shape checked. Pure functions of named arrays; safe on any thread. All throw Error{data} naming the
// arrays at fault with their shapes, and `file`.
#pragma once

#include <optional>
#include <string>

#include "core/formats/array.h"
#include "models/cells/esn.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// PyTorch's state_dict of an LSTM, GRU or RNN (tanh) with or without a Linear readout: ..weight_ih_l0,
// ..weight_hh_l0, ..bias_ih_l0, ..bias_hh_l0 and so on by layer, all layers of the same units; the readout is
// the one ..weight of outputs x units that belongs to no layer. Gates of the gru are r, z, n there.
// Source: torch.nn.LSTM, GRU, RNN, "Variables". Bidirectional and projected layers are refused.
RecurrentParameters<float> from_torch(const formats::Archive& arrays, Cell cell, const std::string& file);

// Keras' .h5 (weights, or a whole model; Keras 3's .weights.h5 too): LSTM, GRU (reset_after = True) or
// SimpleRNN layers in the order of their names, and the last Dense as readout. Gates i, f, c, o and z, r, h
// as here; kernels are inputs x gates. Where the file holds the model's configuration (`@model_config`),
// activations other than tanh and sigmoid are refused.
RecurrentParameters<float> from_keras(const formats::Archive& arrays, Cell cell, const std::string& file);

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
