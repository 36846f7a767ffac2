// In what recurrent layers of other programs differ from the equations of recurrent.h: other functions in the
// place of tanh and sigmoid, a GRU's reset before its product, layers that read backwards. Values; safe on
// any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace rssviz::models {

// hard_sigmoid is Keras 2's, min(max(x / 5 + 1/2, 0), 1); hard_sigmoid_6 that of Keras 3 and PyTorch,
// min(max(x / 6 + 1/2, 0), 1).
enum class CellFunction { tanh, sigmoid, relu, identity, hard_sigmoid, hard_sigmoid_6 };
std::string_view name_of(CellFunction function);
// "linear" is the identity too. Throws Error{usage} naming the functions there are.
CellFunction cell_function_named(std::string_view name);
void apply_in_place(CellFunction function, float* values, std::size_t count);

// Names of the fields: Keras'.
struct CellForm {
  CellFunction activation{CellFunction::tanh};  // of candidates, of an lstm's cell, and of an rnn
  CellFunction recurrent_activation{CellFunction::sigmoid};  // of gates
  // gru: r (h U_n + s_n); false: (r h) U_n + s_n, as in Cho et al. 2014.
  bool reset_after{true};
  bool operator==(const CellForm&) const = default;
  bool is_plain() const { return *this == CellForm{}; }
};

// In what order the steps of a sequence are read. `both`: two layers side by side, of which the one above
// sees the hidden states of both (Schuster and Paliwal 1997).
enum class Reading { forward, backward, both };
std::string_view name_of(Reading reading);
Reading reading_named(std::string_view name);  // throws Error{data}

}  // namespace rssviz::models
