#include "core/error.h"

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

void Error::add_context(std::string_view context) { text_ = std::string(context) + ": " + text_; }

void fail(ErrorKind kind, std::string message) { throw Error(kind, std::move(message)); }

}  // namespace rssviz
