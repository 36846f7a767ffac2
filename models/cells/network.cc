#include "models/cells/network.h"

#include "core/error.h"

namespace rssviz::models {

void unknown_trace(const Network& network, std::string_view name) {
  std::string message =
      "the " + std::string(network.cell()) + " has no trace called " + std::string(name) + "; it has:";
  for (const std::string& known : network.trace_names()) message += " " + known;
  fail(ErrorKind::usage, message);
}

}  // namespace rssviz::models
