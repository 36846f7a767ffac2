// What the arrays and columns of a file hold, for people and as JSON. Pure functions.
#pragma once

#include <string>

#include "core/formats/array.h"
#include "core/formats/json.h"

namespace rssviz::cli {

// {"type", "shape"}, and of an array of one dimension whose elements are there what a figure would colour by:
// {"kind": "classes", "classes": [...], "missing"} or {"kind": "scale", "low", "high", "missing"}. `labels`:
// names of its classes, or null.
formats::Json describe_array(const formats::Array& array, const formats::Array* labels);
// The same on a line: "int32 [300], 5 classes: a, b, c, d, e".
std::string line_of(const formats::Json& description);
// How look, embed and figure read states of that shape unless they are told otherwise.
std::string usual_reading(const std::vector<std::size_t>& shape);

}  // namespace rssviz::cli
