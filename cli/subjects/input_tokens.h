// Inputs that are tokens: numbers of words or characters, for a network that takes one of many at a step.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/input_rows.h"
#include "core/formats/array.h"
#include "models/data/state_trace.h"

namespace rssviz::cli {

// Whether an array without a dimension of inputs holds the tokens of a network with so many inputs: integers,
// sequences x steps, each from 0 to below `inputs`. Steps x as many columns as inputs are none, nor is one
// column.
bool is_array_of_tokens(const formats::Array& array, int inputs);

// One column of whole numbers, of a network with several inputs. Throws Error{data} naming the source and the
// row of a value that can be no token.
bool are_tokens(const InputRows& input, int inputs, const std::string& source);
std::vector<models::Tokens> tokens_of(const InputRows& input);
// From tokens back to the rows of the inputs, which is what columns are given by.
void number_rows(const InputRows& input, models::StateTrace& trace);

}  // namespace rssviz::cli
