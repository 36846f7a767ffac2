#include "cli/subjects/named_axes.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostAxes = 5;

std::string canonical(std::string name) {
  static const std::map<std::string, const char*> kNames{
      {"time", "step"},      {"times", "step"},         {"timestep", "step"}, {"timesteps", "step"},
      {"batch", "sequence"}, {"sentences", "sequence"}, {"features", "unit"}, {"neurons", "unit"},
      {"inputs", "unit"},    {"input", "unit"},         {"outputs", "unit"},  {"columns", "unit"},
      {"channels", "unit"},  {"hidden", "unit"},        {"epochs", "stage"},  {"checkpoints", "stage"}};
  if (const auto known = kNames.find(name); known != kNames.end()) return known->second;
  if (name.size() > 1 && name.ends_with('s') && !name.ends_with("ss")) name.pop_back();
  return name;
}

std::size_t place_of(const std::vector<std::string>& axes, const char* name) {
  return static_cast<std::size_t>(std::find(axes.begin(), axes.end(), name) - axes.begin());
}

void check_axes(const std::vector<std::string>& axes, const std::string& text) {
  const auto has = [&](const char* name) { return place_of(axes, name) < axes.size(); };
  const auto refuse = [&](const std::string& what) {
    fail(ErrorKind::usage, "--axes: '" + text + "' " + what +
                               "; write a name for each dimension, e.g. sequences,steps,units or "
                               "steps,sequences,units or stages,points,units");
  };
  if (axes.size() < 2 || axes.size() > kMostAxes) refuse("has " + std::to_string(axes.size()) + " names");
  if (!has("unit")) refuse("names no units");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].empty()) refuse("has an empty name");
    if (std::count(axes.begin(), axes.end(), axes[i]) > 1) refuse("names " + axes[i] + "s twice");
  }
  if (has("point") && (has("step") || has("sequence"))) refuse("names points beside steps or sequences");
  if (axes.size() == 2 && has("stage")) refuse("has stages and units alone");
}

// The dimensions in the order in which they are wanted, as places in the array.
std::vector<std::size_t> wanted_order(const std::vector<std::string>& axes) {
  std::vector<std::size_t> order;
  if (const std::size_t stage = place_of(axes, "stage"); stage < axes.size()) order.push_back(stage);
  for (std::size_t i = 0; i < axes.size(); ++i)
    if (axes[i] != "stage" && axes[i] != "step" && axes[i] != "unit") order.push_back(i);
  if (const std::size_t step = place_of(axes, "step"); step < axes.size()) order.push_back(step);
  order.push_back(place_of(axes, "unit"));
  return order;
}

// The elements of an array with its dimensions in another order.
std::vector<std::byte> permuted(const formats::Array& array, const std::vector<std::size_t>& order) {
  const std::size_t width = formats::size_of(array.dtype);
  std::vector<std::size_t> stride(array.shape.size(), width);
  for (std::size_t d = array.shape.size() - 1; d-- > 0;) stride[d] = stride[d + 1] * array.shape[d + 1];
  std::vector<std::byte> out(array.data.size());
  std::vector<std::size_t> at(order.size(), 0);
  std::byte* next = out.data();
  const std::byte* from = array.data.data();
  for (std::size_t left = array.size(); left > 0; --left) {
    std::memcpy(next, from, width);
    next += width;
    for (std::size_t d = order.size(); d-- > 0;) {
      from += stride[order[d]];
      if (++at[d] < array.shape[order[d]]) break;
      from -= stride[order[d]] * array.shape[order[d]];
      at[d] = 0;
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> parse_axes(const std::string& text) {
  std::vector<std::string> axes;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string name = text.substr(begin, end - begin);
    name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
    axes.push_back(canonical(std::move(name)));
    begin = end + 1;
  }
  check_axes(axes, text);
  return axes;
}

std::size_t ArrangedStates::sequences() const {
  std::size_t count = 1;
  for (const Axis& axis : outer) count *= axis.size;
  return count;
}

ArrangedStates arrange(formats::Array states, const std::vector<std::string>& axes,
                       const std::string& source) {
  if (states.shape.size() != axes.size())
    fail(ErrorKind::data, source + ": has " + std::to_string(states.shape.size()) + " dimensions (" +
                              text_of_shape(states.shape) + "), --axes names " + std::to_string(axes.size()));
  ArrangedStates result;
  const std::vector<std::size_t> order = wanted_order(axes);
  std::size_t last_outer = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] == "stage") {
      result.stages = states.shape[i];
    } else if (axes[i] == "step") {
      result.steps = states.shape[i];
    } else if (axes[i] != "unit") {
      result.outer.push_back({axes[i], states.shape[i]});
      last_outer = i;
    }
  }
  result.steps_first = result.steps > 0 && !result.outer.empty() && place_of(axes, "step") < last_outer;
  if (!std::is_sorted(order.begin(), order.end())) states.data = permuted(states, order);
  const std::size_t units = states.shape[place_of(axes, "unit")];
  states.shape = {result.points(), units};
  if (result.stages > 0) states.shape.insert(states.shape.begin(), result.stages);
  result.states = std::move(states);
  return result;
}

std::string counted(std::size_t count, const std::string& name) {
  return with_commas(static_cast<long long>(count)) + " " + name + (count == 1 ? "" : "s");
}

std::string text_of(const ArrangedStates& arranged, bool up_to) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " x ") + part; };
  if (arranged.stages > 0) add(counted(arranged.stages, "stage"));
  for (const Axis& axis : arranged.outer) add(counted(axis.size, axis.name));
  if (arranged.steps > 0) add((up_to ? "up to " : "") + counted(arranged.steps, "step"));
  add(counted(arranged.units(), "unit"));
  return text;
}

std::string text_of_shape(const std::vector<std::size_t>& shape) {
  std::string text;
  for (const std::size_t side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text.empty() ? "a single value" : text;
}

}  // namespace rssviz::cli
