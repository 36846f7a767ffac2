#include "models/tasks/classes/class_options.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json_fields.h"

namespace rssviz::models {

using Type = TaskOption::Type;

std::vector<TaskOption> class_task_options() {
  return {{"bias",
           Type::text,
           "none",
           "lstm, gru, rnn: whether biases are learned, or stay as they begin (0; forget gates 1)",
           {"none", "learned"}},
          {"gain", Type::number, "1", "lstm, gru, rnn: what drawn recurrent weights are multiplied by", {}}};
}

double number_option(const TaskSource& source, const std::string& name) {
  const std::string text = source.value(name);
  double number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !std::isfinite(number))
    fail(ErrorKind::usage, "--" + name + ": '" + text + "' is not a number");
  return number;
}

ClassOptions class_options(const TaskSource& source) {
  ClassOptions options;
  options.bias = source.value("bias") == "learned";
  options.gain = number_option(source, "gain");
  options.check();
  return options;
}

void put_class_options(const ClassOptions& options, formats::Json& record) {
  record["bias"] = options.bias ? "learned" : "none";
  record["gain"] = options.gain;
}

ClassOptions class_options_of(const formats::Json& record, const std::string& file) {
  ClassOptions options;
  options.bias = formats::field<std::string>(record, "bias", file) == "learned";
  options.gain = formats::field<double>(record, "gain", file);
  return options;
}

}  // namespace rssviz::models
