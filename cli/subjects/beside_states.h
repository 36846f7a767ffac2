// What files hold beside states: lengths, places in sequences, and columns, spread to a value a point. Pure
// but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/states_file.h"
#include "core/formats/array.h"

namespace rssviz::cli {

// The only array of numbers of a source. Throws as formats::read_arrays does, or Error{data} where there are
// several.
formats::Array read_lengths_or_mask(const std::string& source);

// `sequence` and `step` of rows; else columns that are called like them (trial, time), in the order of whose
// values steps are counted, with a line in file.notes. The archive keeps columns, but `sequence` and `step`.
void take_places(formats::Archive& archive, StatesFile& file);

// Columns of one value a sequence whose `sequence` numbers them in another order: in order of the numbers.
void order_by_sequence(const PointPlaces& places, formats::Archive& columns);

// Every array that has a value a point, a sequence or a step, spread; the rest is passed over.
void take_columns(formats::Archive& archive, StatesFile& file);

// The columns of a table beside the states, which go before the file's own. Returns what is wrong where its
// rows fit none of the ways: "labels.csv: has 30 rows; 4,135 points, 200 sequences are needed".
std::string take_labels(const std::string& source, StatesFile& file);

// How many rows the columns of a source have, as far as `counts` (how many there may be) tells a table
// without a header; 0 where it has none.
std::size_t rows_of_labels(const std::string& source, const std::vector<std::size_t>& counts);

}  // namespace rssviz::cli
