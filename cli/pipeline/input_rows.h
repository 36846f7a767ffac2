// Arrays of one's own as inputs: rows of numbers, cut into sequences. A network takes them as its tokens
// (over_input_rows in models/weights/foreign_weights.h): token t is row t. Values; safe on any thread.
#pragma once

#include <string>
#include <vector>

#include "core/matrix.h"
#include "models/tasks/corpus.h"

namespace rssviz::cli {

struct InputRows {
  Matrix rows{};                            // steps of all sequences x inputs
  std::vector<models::Tokens> sequences{};  // the rows of each, in order
};

// `source` as core/formats/array_source.h takes it: steps x inputs (one series), or sequences x steps x
// inputs. `lengths` ("": none) names an array of whole numbers: how many steps each sequence has; of a
// two-dimensional source they add up to its rows. Throws Error{no_input}, or Error{data} naming file, what
// was found and what was needed: a shape, lengths that don't fit, a value that isn't finite with its row.
InputRows read_input_rows(const std::string& source, const std::string& lengths);

// A matrix of a source: its only array of two dimensions (one of three is flattened to two). Throws alike.
Matrix read_rows(const std::string& source);

}  // namespace rssviz::cli
