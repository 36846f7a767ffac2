// Columns beside states, as people bring them: a table, a vector or one-hot rows in an .npy, arrays of an
// archive. Values; safe on any thread.
#pragma once

#include <optional>
#include <string>

#include "core/formats/array.h"

namespace rssviz::formats {

// The columns of a source by name: of a table all its columns (int32 where all values are whole, else float64
// with NaN for missing ones; texts with "" for missing ones) but one without a name that numbers the rows; a
// vector under the name of its file; rows x classes of which each row has one 1 and else 0 as the number of
// its class, under the name of the file; of other files the arrays that they hold. `rows`: how many there
// must be, where that is known; tells tables without header. What was understood stands in the archive
// (reading_notes): how the table was read, which value makes a column text. Throws as read_arrays does.
Archive read_columns(const std::string& source, std::optional<std::size_t> rows = std::nullopt);

}  // namespace rssviz::formats
