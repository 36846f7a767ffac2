// The record of a network's states: one row a word of the input, BEGIN and END included, in input order.
// A plain value; safe to read from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/array.h"
#include "core/matrix.h"
#include "models/data/columns.h"

namespace rssviz::models {

struct StateTrace {
  std::string what{};                    // which trace it is: "reservoir", "hidden", "cell", "output", ...
  Matrix states{};                       // points x units, row-major
  std::vector<std::int32_t> sequence{};  // points: which sequence, counted from 0 in input order
  std::vector<std::int32_t> step{};      // points: 0 at BEGIN; -1 the zero state before it, where recorded
  std::vector<std::int32_t> token{};     // points: index into vocabulary; -1 at a zero state
  std::vector<std::int32_t> index{};     // points -> distinct prefix, 0 .. n_distinct-1, by first occurrence
  std::int32_t n_distinct{};
  std::vector<std::string> vocabulary{};
  Matrix outputs{};  // points x outputs; points x 0 where the network has no readout
  std::vector<std::string> output_names{};
  std::vector<IntColumn> integers{};
  std::vector<FloatColumn> floats{};

  std::size_t points() const { return step.size(); }
  // Null where there is no such column.
  const IntColumn* integer(std::string_view name) const;
  const FloatColumn* number(std::string_view name) const;
  // Throw Error{data} naming the column and the columns there are.
  const IntColumn& require_integer(std::string_view name) const;
  const FloatColumn& require_number(std::string_view name) const;
  // Adds a column or replaces the one of its name.
  void set(IntColumn column);
  void set(FloatColumn column);
};

// The points that follow a token, in order: all but the zero states.
std::vector<std::int32_t> rows_after_tokens(const StateTrace& trace);
// The trace of some of its points, in order of `rows`; distinct prefixes are numbered anew.
StateTrace only_points(const StateTrace& trace, const std::vector<std::int32_t>& rows);

// The first row of each distinct prefix: n_distinct rows, ascending.
std::vector<std::int32_t> distinct_rows(const StateTrace& trace);
// Those rows of the states: n_distinct x units.
Matrix distinct_states(const StateTrace& trace);

// Arrays of such a file that no column may be named as.
inline constexpr std::array<std::string_view, 12> kOwnNames{
    "states",  "sequence",     "step", "token",          "token_labels", "index",
    "outputs", "output_names", "what", "format_version", "stage",        "recipe"};

// As stored in an .npz: states, sequence, step, token, token_labels, index, outputs, output_names, what,
// format_version, and one array a column with NAME_labels where it has labels.
formats::Archive to_archive(const StateTrace& trace);
// Throws Error{data} naming array and fault. `file` is what errors call it.
StateTrace trace_from_archive(const formats::Archive& archive, const std::string& file);

}  // namespace rssviz::models
