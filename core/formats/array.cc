#include "core/formats/array.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/error.h"

namespace rssviz::formats {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are kept little-endian in memory");

template <class T>
Array from_values(DType dtype, std::vector<std::size_t> shape, const T* values, std::size_t count) {
  Array array{dtype, std::move(shape), std::vector<std::byte>(count * sizeof(T)), {}};
  if (count > 0) std::memcpy(array.data.data(), values, count * sizeof(T));
  return array;
}

// Row by row: those of a Ref may stand apart, and may be most of the memory.
template <class Rows>
Array from_rows(DType dtype, const Rows& matrix) {
  const auto rows = static_cast<std::size_t>(matrix.rows());
  const std::size_t width = static_cast<std::size_t>(matrix.cols()) * sizeof(typename Rows::Scalar);
  Array array{
      dtype, {rows, static_cast<std::size_t>(matrix.cols())}, std::vector<std::byte>(rows * width), {}};
  for (std::size_t i = 0; i < rows && width > 0; ++i)
    std::memcpy(array.data.data() + i * width, matrix.row(static_cast<Eigen::Index>(i)).data(), width);
  return array;
}

// Calls use(value) for each element, as its own C++ type.
template <class Use>
void visit_numbers(const Array& array, const std::string& name, Use&& use) {
  const auto walk = [&]<class T>(T) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      T value;
      std::memcpy(&value, array.data.data() + i * sizeof(T), sizeof(T));
      use(value);
    }
  };
  switch (array.dtype) {
    case DType::float32:
      return walk(float{});
    case DType::float64:
      return walk(double{});
    case DType::int32:
      return walk(std::int32_t{});
    case DType::int64:
      return walk(std::int64_t{});
    case DType::uint8:
      return walk(std::uint8_t{});
    case DType::text:
      fail(ErrorKind::data, name + ": holds text where numbers are needed");
  }
}

template <class T>
std::vector<T> to_values(const Array& array, const std::string& name) {
  std::vector<T> values;
  values.reserve(array.size());
  visit_numbers(array, name, [&](auto value) { values.push_back(static_cast<T>(value)); });
  return values;
}

std::string describe(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + ")";
}

template <class T>
MatrixOf<T> to_matrix_of(const Array& array, const std::string& name) {
  if (array.shape.size() != 1 && array.shape.size() != 2)
    fail(ErrorKind::data,
         name + ": has shape " + describe(array.shape) + "; a matrix (2 dimensions) is needed");
  const auto rows = static_cast<Eigen::Index>(array.shape[0]);
  const auto columns = static_cast<Eigen::Index>(array.shape.size() == 2 ? array.shape[1] : 1);
  MatrixOf<T> matrix(rows, columns);
  T* next = matrix.data();
  visit_numbers(array, name, [&](auto value) { *next++ = static_cast<T>(value); });
  return matrix;
}

}  // namespace

std::size_t size_of(DType dtype) {
  switch (dtype) {
    case DType::float32:
    case DType::int32:
      return 4;
    case DType::float64:
    case DType::int64:
      return 8;
    case DType::uint8:
      return 1;
    case DType::text:
      return 0;
  }
  return 0;
}

std::string name_of(DType dtype) {
  switch (dtype) {
    case DType::float32:
      return "float32";
    case DType::float64:
      return "float64";
    case DType::int32:
      return "int32";
    case DType::int64:
      return "int64";
    case DType::uint8:
      return "uint8";
    case DType::text:
      return "text";
  }
  return "";
}

std::size_t Array::size() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

Array from_matrix(MatrixRef matrix) { return from_rows(DType::float32, matrix); }

Array from_matrix(MatrixDRef matrix) { return from_rows(DType::float64, matrix); }

Array from_vector(std::span<const float> values) {
  return from_values(DType::float32, {values.size()}, values.data(), values.size());
}

Array from_vector(std::span<const double> values) {
  return from_values(DType::float64, {values.size()}, values.data(), values.size());
}

Array from_vector(std::span<const std::int32_t> values) {
  return from_values(DType::int32, {values.size()}, values.data(), values.size());
}

Array from_strings(std::span<const std::string> values) {
  return {DType::text, {values.size()}, {}, std::vector<std::string>(values.begin(), values.end())};
}

Array from_string(const std::string& value) { return {DType::text, {}, {}, {value}}; }

Array from_number(double value) { return from_values(DType::float64, {}, &value, 1); }

Array from_integer(std::int64_t value) { return from_values(DType::int64, {}, &value, 1); }

Matrix to_matrix(const Array& array, const std::string& name) { return to_matrix_of<float>(array, name); }

MatrixD to_matrix_double(const Array& array, const std::string& name) {
  return to_matrix_of<double>(array, name);
}

std::vector<float> to_floats(const Array& array, const std::string& name) {
  return to_values<float>(array, name);
}

std::vector<double> to_doubles(const Array& array, const std::string& name) {
  return to_values<double>(array, name);
}

std::vector<std::int32_t> to_integers(const Array& array, const std::string& name) {
  std::vector<std::int32_t> values;
  values.reserve(array.size());
  visit_numbers(array, name, [&](auto value) {
    const auto wide = static_cast<double>(value);
    if (!(wide >= std::numeric_limits<std::int32_t>::min() &&
          wide <= std::numeric_limits<std::int32_t>::max()) ||
        wide != std::floor(wide))
      fail(ErrorKind::data, name + ": element " + std::to_string(values.size()) + " = " +
                                std::to_string(wide) + " is not a 32-bit integer");
    values.push_back(static_cast<std::int32_t>(value));
  });
  return values;
}

std::vector<std::string> to_strings(const Array& array, const std::string& name) {
  if (array.dtype != DType::text)
    fail(ErrorKind::data, name + ": holds " + name_of(array.dtype) + " where text is needed");
  return array.text;
}

std::string to_string(const Array& array, const std::string& name) {
  const std::vector<std::string> values = to_strings(array, name);
  if (values.size() != 1)
    fail(ErrorKind::data, name + ": has " + std::to_string(values.size()) + " elements, one is needed");
  return values.front();
}

double to_number(const Array& array, const std::string& name) {
  const std::vector<double> values = to_doubles(array, name);
  if (values.size() != 1)
    fail(ErrorKind::data, name + ": has " + std::to_string(values.size()) + " elements, one is needed");
  return values.front();
}

std::vector<std::string> reading_notes(const Archive& archive) {
  std::vector<std::string> notes;
  for (const auto& [name, array] : archive) {
    if (array.dtype != DType::text || array.text.empty()) continue;
    if (name.starts_with(kUnread))
      notes.push_back(name.substr(sizeof(kUnread) - 1) + ": " + array.text.front());
    if (name != kReading) continue;
    std::size_t begin = 0;
    const std::string& text = array.text.front();
    while (begin < text.size()) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      notes.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return notes;
}

const Array& require(const Archive& archive, const std::string& name, const std::string& file) {
  const auto found = archive.find(name);
  if (found != archive.end()) return found->second;
  if (const auto unread = archive.find(kUnread + name); unread != archive.end())
    fail(ErrorKind::data, file + ":" + name + ": " + to_string(unread->second, name));
  std::string present;
  for (const auto& [key, unused] : archive)
    if (!key.starts_with('@')) present += (present.empty() ? "" : ", ") + key;
  fail(ErrorKind::data,
       file + ": has no array '" + name + "' (it has: " + (present.empty() ? "none" : present) + ")");
}

}  // namespace rssviz::formats
