#include "cli/pipeline/runs/train_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <sstream>
#include <string_view>

#include "core/error.h"

namespace rssviz::cli {
namespace {

constexpr std::array<std::string_view, 11> kOfEsn{
    "learning",      "spectral-radius", "rescale-radius", "density", "leak-rate", "input-scaling",
    "input-density", "bias-scaling",    "regularization", "solver",  "stages"};
constexpr std::array<std::string_view, 8> kOfRecurrent{"layers",        "epochs", "batch-size", "optimizer",
                                                       "learning-rate", "clip",   "dropout",    "shuffle"};

// Defaults may be spelt out, as --print-config does.
bool is_changed(const Settings& settings, std::string_view name) {
  if (!settings.given(name)) return false;
  const Option& option = *settings.table().find(name);
  const std::string otherwise =
      option.type == OptionType::flag && option.default_text.empty() ? "false" : option.default_text;
  return settings.text(name) != otherwise;
}

template <class Names>
void refuse_changed(const Settings& settings, const Names& names) {
  for (const std::string_view name : names)
    if (is_changed(settings, name))
      fail(ErrorKind::usage,
           "--" + std::string(name) + " has no effect on --cell " + settings.text("cell") + "; leave it out");
}

// "40" is a number of stages, "0,100,1000" a list of them.
void set_stages(const std::string& text, models::EsnTrainingOptions& options) {
  std::vector<int> numbers;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    int value = 0;
    const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
    if (result.ec != std::errc{} || result.ptr != part.data() + part.size())
      fail(ErrorKind::usage,
           "--stages: '" + text + "' is neither a number of stages nor a list of numbers of sentences");
    numbers.push_back(value);
  }
  if (numbers.size() == 1)
    options.n_stages = numbers.front();
  else
    options.stages = numbers;
}

void take(const Settings& settings, const char* name, double& value) {
  if (settings.has(name)) value = settings.number(name);
}

void take(const Settings& settings, const char* name, int& value) {
  if (settings.has(name))
    value = static_cast<int>(std::clamp<long long>(settings.integer(name), INT_MIN, INT_MAX));
}

}  // namespace

models::EsnTrainingOptions esn_options(const Settings& settings) {
  refuse_changed(settings, kOfRecurrent);
  const bool continuous = settings.text("learning") == "continuous";
  models::EsnTrainingOptions options =
      models::default_options(continuous ? models::Learning::continuous : models::Learning::final);
  models::EsnOptions& reservoir = options.reservoir;
  take(settings, "units", reservoir.units);
  take(settings, "spectral-radius", reservoir.spectral_radius);
  reservoir.rescale_radius = settings.flag("rescale-radius");
  take(settings, "density", reservoir.density);
  take(settings, "leak-rate", reservoir.leak_rate);
  take(settings, "input-scaling", reservoir.input_scaling);
  take(settings, "input-density", reservoir.input_density);
  if (settings.has("bias-scaling")) reservoir.bias_scaling = settings.number("bias-scaling");
  take(settings, "regularization", options.regularization);
  options.solver = settings.text("solver") == "rls" ? models::Solver::rls : models::Solver::ridge;
  set_stages(settings.text("stages"), options);
  options.check();
  return options;
}

models::RecurrentOptions recurrent_options(const Settings& settings) {
  refuse_changed(settings, kOfEsn);
  models::RecurrentOptions options;
  options.cell = models::cell_named(settings.text("cell"));
  take(settings, "units", options.units);
  take(settings, "layers", options.layers);
  take(settings, "epochs", options.epochs);
  take(settings, "batch-size", options.batch_size);
  options.optimizer.kind = models::optimizer_named(settings.text("optimizer"));
  take(settings, "learning-rate", options.optimizer.learning_rate);
  if (settings.has("clip")) options.clip = settings.number("clip");
  take(settings, "dropout", options.dropout);
  options.shuffle = settings.flag("shuffle");
  options.check();
  return options;
}

}  // namespace rssviz::cli
