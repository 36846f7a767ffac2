// Which steps of sequences of unequal lengths are states and which only pad an array: by lengths, by a mask,
// or found in the array itself. Pure functions; safe on any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/subjects/named_axes.h"
#include "core/formats/array.h"

namespace rssviz::cli {

struct Padding {
  std::vector<bool> kept{};  // sequences x steps, row-major; empty: all
  std::string sentence{};    // "padding left out (zeros after the end)"; "" where there is none
  std::vector<std::string> notes{};
};

// Of sequences x steps: how many steps each has (whole numbers from 1 to steps), or a mask of 0 and 1 (rows
// are sequences; or steps, where `steps_first` or that alone fits). Where several axes tell sequences apart
// (layers x sequences), with all of these axes, or of one of them, the same along the others. Nothing where
// neither fits in number.
// Throws Error{data} naming `name`, sequence and value of what fits in number only.
std::optional<Padding> padding_of_lengths(const formats::Array& given, const ArrangedStates& states,
                                          const std::string& name);

// Steps after the last one of a sequence that holds anything: all units are 0 (or NaN) there, at every stage.
// Where such steps stand between others too, zeros are states: none is left out, and a note says so.
Padding trailing_padding(const ArrangedStates& states);

// The rows (points) that are kept, in order.
std::vector<std::size_t> kept_rows(const Padding& padding, std::size_t points);
// These rows of an array whose dimension `axis` counts points.
formats::Array rows_of(const formats::Array& array, std::size_t axis, const std::vector<std::size_t>& rows);

}  // namespace rssviz::cli
