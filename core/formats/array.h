// A named array as files hold it: NumPy's types and shapes, in C order and little-endian once in memory.
// Values; safe to read from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace rssviz::formats {

enum class DType { float32, float64, int32, int64, uint8, text };

// The bytes of one element; text has none (its elements are in `text`).
std::size_t size_of(DType dtype);
std::string name_of(DType dtype);

struct Array {
  DType dtype{DType::float32};
  std::vector<std::size_t> shape{};  // empty for a scalar
  std::vector<std::byte> data{};     // C order, little-endian; empty for text
  std::vector<std::string> text{};   // UTF-8; only for text

  std::size_t size() const;  // number of elements
};

// An .npz in memory; ordered by name, so that equal content gives equal bytes.
using Archive = std::map<std::string, Array>;

Array from_matrix(MatrixRef matrix);   // rows x columns, float32
Array from_matrix(MatrixDRef matrix);  // rows x columns, float64
Array from_vector(std::span<const float> values);
Array from_vector(std::span<const double> values);
Array from_vector(std::span<const std::int32_t> values);
Array from_strings(std::span<const std::string> values);
Array from_string(const std::string& value);  // a scalar of text
Array from_number(double value);              // a scalar
Array from_integer(std::int64_t value);       // a scalar

// Conversions back. `name` is what an error calls the array. Throw Error{data} naming array, what was found
// and what was needed: a wrong number of dimensions, text where numbers are needed, an integer out of range.
// Any numeric type is converted to the one asked for.
Matrix to_matrix(const Array& array, const std::string& name);  // 2-D; a 1-D array becomes one column
MatrixD to_matrix_double(const Array& array, const std::string& name);
std::vector<float> to_floats(const Array& array, const std::string& name);  // any shape, flattened
std::vector<double> to_doubles(const Array& array, const std::string& name);
std::vector<std::int32_t> to_integers(const Array& array, const std::string& name);
std::vector<std::string> to_strings(const Array& array, const std::string& name);
std::string to_string(const Array& array, const std::string& name);  // one element
double to_number(const Array& array, const std::string& name);       // one element

// Names that begin with @ say something of the file: kUnread and an array's name, why that array wasn't read;
// kReading, how a table was read, a line each (both are one text).
inline constexpr char kUnread[] = "@unread/";
inline constexpr char kReading[] = "@reading";
// What an archive says so of itself, for one line each to users: "group: holds pickled Python objects ...".
std::vector<std::string> reading_notes(const Archive& archive);

// The array called `name`; Error{data} saying which arrays there are where it is missing.
const Array& require(const Archive& archive, const std::string& name, const std::string& file);

}  // namespace rssviz::formats
