#include "models/cells/cell_form.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "models/cells/activation.h"

namespace rssviz::models {
namespace {

constexpr CellFunction kFunctions[] = {CellFunction::tanh,         CellFunction::sigmoid,
                                       CellFunction::relu,         CellFunction::identity,
                                       CellFunction::hard_sigmoid, CellFunction::hard_sigmoid_6};

void hard_sigmoid(float slope, float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = std::min(std::max(slope * values[i] + 0.5F, 0.F), 1.F);
}

}  // namespace

std::string_view name_of(CellFunction function) {
  switch (function) {
    case CellFunction::tanh:
      return "tanh";
    case CellFunction::sigmoid:
      return "sigmoid";
    case CellFunction::relu:
      return "relu";
    case CellFunction::identity:
      return "identity";
    case CellFunction::hard_sigmoid:
      return "hard_sigmoid";
    case CellFunction::hard_sigmoid_6:
      return "hard_sigmoid_6";
  }
  fail(ErrorKind::internal, "a function without a name");
}

CellFunction cell_function_named(std::string_view name) {
  if (name == "linear") return CellFunction::identity;
  std::string known;
  for (const CellFunction function : kFunctions) {
    if (name == name_of(function)) return function;
    known += (known.empty() ? "" : ", ") + std::string(name_of(function));
  }
  fail(ErrorKind::usage, "activation = " + std::string(name) + " is not one of " + known);
}

void apply_in_place(CellFunction function, float* values, std::size_t count) {
  switch (function) {
    case CellFunction::tanh:
      return tanh_in_place(values, count);
    case CellFunction::sigmoid:
      return sigmoid_in_place(values, count);
    case CellFunction::relu:
      for (std::size_t i = 0; i < count; ++i) values[i] = std::max(values[i], 0.F);
      return;
    case CellFunction::identity:
      return;
    case CellFunction::hard_sigmoid:
      return hard_sigmoid(0.2F, values, count);
    case CellFunction::hard_sigmoid_6:
      return hard_sigmoid(1.F / 6.F, values, count);
  }
}

std::string_view name_of(Reading reading) {
  return reading == Reading::forward ? "forward" : reading == Reading::backward ? "backward" : "both";
}

Reading reading_named(std::string_view name) {
  for (const Reading reading : {Reading::forward, Reading::backward, Reading::both})
    if (name == name_of(reading)) return reading;
  fail(ErrorKind::data, "reading = " + std::string(name) + " is not one of forward, backward, both");
}

}  // namespace rssviz::models
