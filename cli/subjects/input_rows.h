// Arrays of one's own as inputs: rows of numbers, cut into sequences. A network takes them as its tokens
// (over_input_rows in models/cells/over_rows.h): token t is row t. Values; safe on any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/subjects/point_places.h"
#include "core/matrix.h"
#include "models/data/array_task.h"
#include "models/data/corpus.h"

namespace rssviz::cli {

struct InputRows {
  Matrix rows{};                            // steps of all sequences x inputs, padding included
  std::vector<models::Tokens> sequences{};  // the rows of each that are steps, in order
  PointPlaces places{};                     // of those steps, one after another
  std::vector<std::string> axes{};  // of the array: "sequence", "step", "unit"; one series: "step", "unit"
  std::string reading{};            // "20 sequences x up to 15 steps x 3 inputs"
};

// `source` as core/formats/array_source.h takes it: steps x inputs (one series), or sequences x steps x
// inputs, or as `axes` (parse_axes; "": as said) names its dimensions. `lengths` ("": none) names an array of
// whole numbers, how many steps each sequence has, or a mask of 0 and 1; of a two-dimensional source lengths
// add up to its rows. Throws Error{no_input}, or Error{data} naming file, what was found and what was needed:
// a shape, lengths that don't fit, a value that isn't finite with its sequence and step (of padding any value
// is).
// `command`: as StatesRequest has it. `inputs`: of the network that reads them; whole numbers that can be its
// tokens may be sequences x steps, without a dimension of inputs (0: never).
InputRows read_input_rows(const std::string& source, const std::string& lengths, const std::string& axes = "",
                          const std::function<std::string(const std::string& options)>& command = {},
                          int inputs = 0);

// What belongs to the steps of the input: targets, states. Of the input's own shape (padding included), or of
// one value a step without the last dimension. Throws alike, and for another number of rows.
Matrix read_rows_beside(const std::string& source, const InputRows& input, const std::string& input_source);

// A table with a row for each step of the inputs, or one for each sequence, which is spread over its steps:
// texts and few whole numbers are classes, others numbers. A value for each row of `input.rows`; padding has
// none. Throws Error{data} naming the file, for another number of rows or a name that states use themselves.
struct StepColumns {
  std::vector<models::IntColumn> integers{};
  std::vector<models::FloatColumn> floats{};
};
StepColumns read_step_columns(const std::string& source, const InputRows& input);

// Removes the rows that belong to no sequence: those that pad sequences to one length.
void drop_padding(models::ArrayTask& task);

}  // namespace rssviz::cli
