// One exception for the whole program: what went wrong, in which words, and with which exit code.
// Libraries throw it; only cli/main.cc prints it and exits. Values; safe on any thread.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace rssviz {

// Kinds of error. Several share an exit code (see exit_code), as sysexits.h names them.
enum class ErrorKind {
  usage,          // 64: the command line is wrong
  data,           // 65: an input's content is wrong
  no_input,       // 66: an input can't be opened
  internal,       // 70: a defect of the program
  numeric,        // 70: a computation left the finite numbers
  codec,          // 70: an encoder or decoder failed
  cannot_create,  // 73: an output can't be created
  io,             // 74: reading or writing failed midway
  retry,          // 75: a resource is short now; try again
  recipe,         // 78: a recipe is wrong
  interrupted,    // 130: the user stopped it
};

// The process exit code of a kind.
int exit_code(ErrorKind kind);

class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message);
  ErrorKind kind() const { return kind_; }
  // The message with its context in front: "while embedding run esn: n_neighbors = 15 needs ...".
  const char* what() const noexcept override { return text_.c_str(); }
  // Puts "context: " in front of the message, unless it stands there; called while the exception travels up.
  void add_context(std::string_view context);

 private:
  ErrorKind kind_;
  std::string text_;
};

// Throws Error(kind, message).
[[noreturn]] void fail(ErrorKind kind, std::string message);

// Throws Error{usage} "FIELD = VALUE is out of range: RANGE" unless `fits` and the value is finite. The value
// is written as short as it reads back.
void check_range(std::string_view field, double value, bool fits, std::string_view range);

// Runs `work` and returns its result; an Error that leaves it gets `context` put in front.
template <class Work>
decltype(auto) with_context(std::string_view context, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (Error& error) {
    error.add_context(context);
    throw;
  }
}

}  // namespace rssviz
