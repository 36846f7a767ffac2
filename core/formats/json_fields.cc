#include "core/formats/json_fields.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/error.h"

namespace rssviz::formats {
namespace {

std::string kind_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "true or false";
  if (value.is_number()) return "the number " + value.dump();
  if (value.is_string()) return "text";
  return value.is_array() ? "a list" : "an object";
}

// The library would cut a number that doesn't fit. A float is below 2^digits, not at most the largest T: as a
// double that is rounded up to 2^digits, which doesn't fit.
template <class T>
bool is_whole(const Json& value) {
  if (value.is_number_unsigned()) return std::in_range<T>(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::in_range<T>(value.get<std::int64_t>());
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return number >= static_cast<double>(std::numeric_limits<T>::min()) &&
         number < std::ldexp(1.0, std::numeric_limits<T>::digits) && std::floor(number) == number;
}

// What an error says is needed, where `value` is something else; "" where it is that.
template <class T>
struct Needed {
  static std::string in(const Json& value) {
    if constexpr (std::is_same_v<T, bool>)
      return value.is_boolean() ? "" : "true or false";
    else if constexpr (std::is_integral_v<T>)
      return is_whole<T>(value) ? "" : "a whole number in range";
    else if constexpr (std::is_floating_point_v<T>)
      return value.is_number() ? "" : "a number";
    else
      return value.is_string() ? "" : "text";
  }
};

template <class T>
struct Needed<std::vector<T>> {
  static std::string in(const Json& value) {
    if (!value.is_array()) return "a list";
    for (const Json& element : value)
      if (const std::string needed = Needed<T>::in(element); !needed.empty()) return "a list of " + needed;
    return "";
  }
};

}  // namespace

template <class T>
T value_as(const Json& value, const std::string& name, const std::string& file) {
  const std::string needed = Needed<T>::in(value);
  if (!needed.empty())
    fail(ErrorKind::data,
         file + ": the field " + name + " is " + kind_of(value) + ", " + needed + " is needed");
  return value.get<T>();
}

template bool value_as(const Json&, const std::string&, const std::string&);
template int value_as(const Json&, const std::string&, const std::string&);
template std::int64_t value_as(const Json&, const std::string&, const std::string&);
template std::uint64_t value_as(const Json&, const std::string&, const std::string&);
template double value_as(const Json&, const std::string&, const std::string&);
template std::string value_as(const Json&, const std::string&, const std::string&);
template std::vector<std::uint64_t> value_as(const Json&, const std::string&, const std::string&);
template std::vector<std::uint32_t> value_as(const Json&, const std::string&, const std::string&);
template std::vector<int> value_as(const Json&, const std::string&, const std::string&);
template std::vector<double> value_as(const Json&, const std::string&, const std::string&);
template std::vector<std::string> value_as(const Json&, const std::string&, const std::string&);

const Json& member(const Json& record, const std::string& name, const std::string& file) {
  if (!record.is_object())
    fail(ErrorKind::data,
         file + ": is " + kind_of(record) + " where an object with the field " + name + " is needed");
  if (!record.contains(name)) fail(ErrorKind::data, file + ": the field " + name + " is missing");
  return record.at(name);
}

bool has_field(const Json& record, const std::string& name) {
  return record.is_object() && record.contains(name) && !record.at(name).is_null();
}

void rethrow_naming(const std::string& file) {
  try {
    throw;
  } catch (const Json::exception&) {
    fail(ErrorKind::data, file + ": a field is missing or of another kind");
  }
}

}  // namespace rssviz::formats
