// Hidden Markov models that emit a symbol at each transition: what a network that predicts the next symbol
// best has to know is the belief about the hidden state, given all symbols so far (Shai et al. 2024).
// Values and pure functions; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/formats/json.h"
#include "core/matrix.h"

namespace rssviz::models {

struct HiddenMarkov {
  std::string name{};
  std::vector<std::string> symbols{};
  std::vector<std::string> states{};
  // One a symbol: (i, j) is the probability of emitting it and going from state i to j. Over symbols and j
  // they sum to 1.
  std::vector<MatrixD> transitions{};

  // Throws Error{data} "FILE: ..." naming row and sum where probabilities don't sum to 1 (within 1e-6), are
  // negative, or shapes or names don't fit.
  void check(const std::string& file) const;
  // The belief before any symbol: probabilities that transitions leave as they are. Throws Error{data} where
  // there are several such, or the belief doesn't come to rest.
  VectorD stationary() const;
  // The belief after `symbol`; a zero vector where it can't follow.
  VectorD after(const VectorD& belief, int symbol) const;
  // Of each symbol to be next.
  VectorD next(const VectorD& belief) const;
};

// "mess3" (Marzen and Crutchfield 2017, alpha .85, x .05), "rrxor" (two random bits, then their exclusive
// or), "golden-mean" (no two zeros in a row), or a file:
//   {"symbols": ["0", "1"], "states": ["A", "B"], "transitions": {"0": [[0, .5], [0, 0]], "1": [[.5, 0], [1,
//   0]]}}
// Throws Error{usage} naming those there are, Error{no_input}, Error{data}.
HiddenMarkov hidden_markov(const std::string& name_or_file);
// From and to such a record; `file` is what errors call it.
HiddenMarkov hidden_markov_of(const formats::Json& record, const std::string& name, const std::string& file);
formats::Json to_json(const HiddenMarkov& model);

}  // namespace rssviz::models
