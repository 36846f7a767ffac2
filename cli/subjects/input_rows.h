// Arrays of one's own as inputs: rows of numbers, cut into sequences. A network takes them as its tokens
// (over_input_rows in models/cells/over_rows.h): token t is row t. Values; safe on any thread.
#pragma once

#include <string>
#include <vector>

#include "core/matrix.h"
#include "models/data/array_task.h"
#include "models/data/corpus.h"

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

// A table with a row for each row of the inputs (.csv, .tsv, or an .npz or .h5 with an array for each
// column): texts and few whole numbers are classes, others numbers. Throws Error{data} naming the file, for
// another number of rows or a name that states use themselves.
struct StepColumns {
  std::vector<models::IntColumn> integers{};
  std::vector<models::FloatColumn> floats{};
};
StepColumns read_step_columns(const std::string& source, std::size_t rows);

// Removes the rows that belong to no sequence: those that pad sequences to one length.
void drop_padding(models::ArrayTask& task);

// A matrix of a source: its only array of two dimensions (one of three is flattened to two). Throws alike.
Matrix read_rows(const std::string& source);

}  // namespace rssviz::cli
