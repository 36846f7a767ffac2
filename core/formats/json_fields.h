// Fields of JSON records of a known type. What is wrong with them is the file's fault, and is said so: no
// exception of the library leaves these functions. Throw Error{data} "FILE: the field NAME is missing", or
// "... is text, a number is needed". Any thread.
#pragma once

#include <string>
#include <utility>

#include "core/formats/json.h"

namespace rssviz::formats {

// `value` itself as a T; `name` is what errors call it. T: bool, int, std::int64_t, std::uint64_t (whole
// numbers that fit), double, std::string, and std::vector of int, double and std::string.
template <class T>
T value_as(const Json& value, const std::string& name, const std::string& file);

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

// Throws the exception that is being handled again, as Error{data} naming `file` where it is the library's.
[[noreturn]] void rethrow_naming(const std::string& file);

// Runs `work`, which reads a record with the library's own functions: what they throw becomes an Error{data}
// naming `file`.
template <class Work>
decltype(auto) reading_json(const std::string& file, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (...) {
    rethrow_naming(file);
  }
}

}  // namespace rssviz::formats
