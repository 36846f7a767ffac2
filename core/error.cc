#include "core/error.h"

#include <array>
#include <charconv>
#include <cmath>

namespace rssviz {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return 64;
    case ErrorKind::data:
      return 65;
    case ErrorKind::no_input:
      return 66;
    case ErrorKind::internal:
    case ErrorKind::numeric:
    case ErrorKind::codec:
      return 70;
    case ErrorKind::cannot_create:
      return 73;
    case ErrorKind::io:
      return 74;
    case ErrorKind::retry:
      return 75;
    case ErrorKind::recipe:
      return 78;
    case ErrorKind::interrupted:
      return 130;
  }
  return 70;
}

Error::Error(ErrorKind kind, std::string message) : kind_(kind), text_(std::move(message)) {}

void Error::add_context(std::string_view context) {
  const std::string front = std::string(context) + ": ";
  if (!text_.starts_with(front)) text_ = front + text_;
}

void fail(ErrorKind kind, std::string message) { throw Error(kind, std::move(message)); }

void check_range(std::string_view field, double value, bool fits, std::string_view range) {
  if (fits && std::isfinite(value)) return;
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  fail(ErrorKind::usage, std::string(field) + " = " + std::string(digits.data(), end) +
                             " is out of range: " + std::string(range));
}

}  // namespace rssviz
