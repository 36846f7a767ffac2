// Fields of JSON records of a known type. What is wrong with them is the file's fault, and is said so: no
// exception of the library leaves these functions. Throw Error{data} "FILE: the field NAME is missing", or
// "... is text, a number is needed". Any thread.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "core/formats/json.h"

namespace rssviz::formats {

// "a number", "text", "a list" ...
std::string kind_of(const Json& value);

namespace detail {

[[noreturn]] void missing_field(const Json& record, const std::string& name, const std::string& file);
[[noreturn]] void wrong_field(const Json& value, const std::string& name, const std::string& file,
                              const char* needed);
// Whether a whole number fits the type; nlohmann would cut it.
bool fits(const Json& value, double least, double most);

template <class T>
constexpr const char* needed_for() {
  if constexpr (std::is_same_v<T, bool>) return "true or false";
  if constexpr (std::is_integral_v<T>) return "a whole number in range";
  if constexpr (std::is_floating_point_v<T>) return "a number";
  if constexpr (std::is_same_v<T, std::string>) return "text";
  return "another kind";
}

template <class T>
bool is_kind(const Json& value) {
  if constexpr (std::is_same_v<T, bool>) return value.is_boolean();
  if constexpr (std::is_integral_v<T>)
    return fits(value, static_cast<double>(std::numeric_limits<T>::min()),
                static_cast<double>(std::numeric_limits<T>::max()));
  if constexpr (std::is_floating_point_v<T>) return value.is_number();
  if constexpr (std::is_same_v<T, std::string>) return value.is_string();
  return true;
}

}  // namespace detail

// `value` itself as a T; `name` is what errors call it.
template <class T>
T value_as(const Json& value, const std::string& name, const std::string& file) {
  if (!detail::is_kind<T>(value)) detail::wrong_field(value, name, file, detail::needed_for<T>());
  try {
    return value.get<T>();
  } catch (const Json::exception&) {
    detail::wrong_field(value, name, file, detail::needed_for<T>());
  }
}

// The field itself, of whatever kind.
const Json& member(const Json& record, const std::string& name, const std::string& file);

// Whether `record` is an object that has the field, and it isn't null.
bool has_field(const Json& record, const std::string& name);

template <class T>
T field(const Json& record, const std::string& name, const std::string& file) {
  return value_as<T>(member(record, name, file), name, file);
}

// `otherwise` where it is missing or null; of another kind it is an error all the same.
template <class T>
T field_or(const Json& record, const std::string& name, const T& otherwise, const std::string& file) {
  return has_field(record, name) ? field<T>(record, name, file) : otherwise;
}

// Runs `work`, which reads a record with the library's own functions: what they throw becomes an Error{data}
// naming `file`.
template <class Work>
decltype(auto) reading_json(const std::string& file, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const Json::exception&) {
    fail(ErrorKind::data, file + ": a field is missing or of another kind");
  }
}

}  // namespace rssviz::formats
