#include "core/formats/json_fields.h"

#include <cmath>

namespace rssviz::formats {

std::string kind_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "true or false";
  if (value.is_number_integer()) return "the number " + value.dump();
  if (value.is_number()) return "a number";
  if (value.is_string()) return "text";
  return value.is_array() ? "a list" : "an object";
}

namespace detail {

void missing_field(const Json& record, const std::string& name, const std::string& file) {
  if (!record.is_object())
    fail(ErrorKind::data,
         file + ": is " + kind_of(record) + " where an object with the field " + name + " is needed");
  fail(ErrorKind::data, file + ": the field " + name + " is missing");
}

void wrong_field(const Json& value, const std::string& name, const std::string& file, const char* needed) {
  fail(ErrorKind::data,
       file + ": the field " + name + " is " + kind_of(value) + ", " + needed + " is needed");
}

bool fits(const Json& value, double least, double most) {
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return number >= least && number <= most && std::floor(number) == number;
}

}  // namespace detail

const Json& member(const Json& record, const std::string& name, const std::string& file) {
  if (!record.is_object() || !record.contains(name)) detail::missing_field(record, name, file);
  return record.at(name);
}

bool has_field(const Json& record, const std::string& name) {
  return record.is_object() && record.contains(name) && !record.at(name).is_null();
}

}  // namespace rssviz::formats
