#include "cli/pipeline/runs/train_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <map>
#include <sstream>
#include <string_view>

#include "cli/subjects/array_files.h"
#include "core/error.h"
#include "models/baselines/ngram_run.h"
#include "models/training/run.h"

namespace rssviz::cli {
namespace {

constexpr std::array<std::string_view, 12> kOfEsn{
    "learning",      "spectral-radius", "rescale-radius", "density", "leak-rate", "input-scaling",
    "input-density", "bias-scaling",    "regularization", "solver",  "stages",    "reservoir"};
constexpr std::array<std::string_view, 13> kOfRecurrent{
    "layers", "epochs",  "batch-size", "optimizer", "learning-rate", "rho",        "epsilon",
    "clip",   "clip-by", "decay",      "dropout",   "shuffle",       "decay-after"};
constexpr std::array<std::string_view, 1> kOfNgrams{"order"};
constexpr std::array<std::string_view, 4> kOfTexts{"preset", "parameters", "patience", "stage-batches"};

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

// Options that others make meaningless.
void refuse_unread(const Settings& settings, const models::RecurrentOptions& options) {
  const auto refuse = [&](const char* name, bool unread, const char* why) {
    if (unread && is_changed(settings, name))
      fail(ErrorKind::usage, "--" + std::string(name) + " has no effect " + why + "; leave it out");
  };
  refuse("rho", options.optimizer.kind != models::OptimizerKind::rmsprop, "without --optimizer rmsprop");
  refuse("clip-by", !options.clip, "without --clip");
  refuse("decay-after", options.decay == 1, "without --decay");
}

void refuse_of_texts(const Settings& settings) {
  for (const std::string_view name : kOfTexts)
    if (is_changed(settings, name))
      fail(ErrorKind::usage, "--" + std::string(name) + " belongs to --task text");
}

void take_text_options(const Settings& settings, models::RecurrentOptions& options) {
  take(settings, "patience", options.patience);
  take(settings, "stage-batches", options.stage_batches);
  const std::string& preset = settings.text("preset");
  if (preset == "none") return;
  options.uniform = 0.08;
  options.two_biases = true;
  options.forget_one = preset == "char-rnn";
}

using Values = std::vector<std::pair<const char*, const char*>>;

// Of texts; "none" has what suits them where nothing is asked for.
const std::map<std::string, Values>& presets() {
  static const std::map<std::string, Values> all{{"none",
                                                  {{"batch-size", "50"},
                                                   {"learning-rate", "0.002"},
                                                   {"clip", "5"},
                                                   {"clip-by", "value"},
                                                   {"epochs", "10"}}},
                                                 {"paper",
                                                  {{"batch-size", "100"},
                                                   {"window", "100"},
                                                   {"epochs", "50"},
                                                   {"optimizer", "rmsprop"},
                                                   {"learning-rate", "0.002"},
                                                   {"rho", "0.95"},
                                                   {"epsilon", "1e-08"},
                                                   {"decay", "0.95"},
                                                   {"decay-after", "10"},
                                                   {"clip", "5"},
                                                   {"clip-by", "value"},
                                                   {"patience", "6"},
                                                   {"split-by", "rows:100"}}},
                                                 {"char-rnn",
                                                  {{"batch-size", "50"},
                                                   {"window", "50"},
                                                   {"epochs", "50"},
                                                   {"optimizer", "rmsprop"},
                                                   {"learning-rate", "0.002"},
                                                   {"rho", "0.95"},
                                                   {"epsilon", "1e-08"},
                                                   {"decay", "0.97"},
                                                   {"decay-after", "10"},
                                                   {"clip", "5"},
                                                   {"clip-by", "value"},
                                                   {"split-by", "rows:50"}}}};
  return all;
}

}  // namespace

Settings with_preset(const Settings& settings) {
  refuse_foreign_options(settings);
  Settings result = settings;
  const std::string& cell = settings.text("cell");
  if (settings.text("task") != "text" || models::is_reservoir(cell) || models::is_ngram(cell)) return result;
  for (const auto& [name, value] : presets().at(settings.text("preset"))) {
    // Adam has no rho; whoever asks for it means the rest of the preset.
    if (std::string_view(name) == "rho" && result.text("optimizer") != "rmsprop") continue;
    if (!settings.given(name)) result.set(name, value);
  }
  if (settings.has("parameters") && settings.has("units"))
    fail(ErrorKind::usage, "--parameters chooses the units: leave out --units, or it");
  return result;
}

void refuse_network_options(const Settings& settings) {
  refuse_changed(settings, kOfEsn);
  refuse_changed(settings, kOfRecurrent);
  refuse_changed(settings, kOfTexts);
  refuse_changed(settings, std::array<std::string_view, 1>{"units"});
}

models::EsnTrainingOptions esn_options(const Settings& settings) {
  refuse_changed(settings, kOfNgrams);
  refuse_changed(settings, kOfRecurrent);
  refuse_changed(settings, kOfTexts);
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
  refuse_changed(settings, kOfNgrams);
  refuse_changed(settings, kOfEsn);
  models::RecurrentOptions options;
  options.cell = models::cell_named(settings.text("cell"));
  take(settings, "units", options.units);
  take(settings, "layers", options.layers);
  take(settings, "epochs", options.epochs);
  take(settings, "batch-size", options.batch_size);
  options.optimizer.kind = models::optimizer_named(settings.text("optimizer"));
  take(settings, "learning-rate", options.optimizer.learning_rate);
  take(settings, "rho", options.optimizer.rho);
  take(settings, "epsilon", options.optimizer.epsilon);
  if (settings.has("clip")) options.clip = settings.number("clip");
  if (settings.text("clip-by") == "value") options.clip_by = models::ClipBy::value;
  take(settings, "decay", options.decay);
  take(settings, "decay-after", options.decay_after);
  take(settings, "dropout", options.dropout);
  options.shuffle = settings.flag("shuffle");
  refuse_unread(settings, options);
  if (settings.text("task") == "text")
    take_text_options(settings, options);
  else
    refuse_of_texts(settings);
  options.check();
  return options;
}

}  // namespace rssviz::cli
