#include "cli/compose/reservoir_study.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "core/error.h"
#include "models/analysis/state_numbers.h"
#include "models/recording/record.h"
#include "models/tasks/csl_annotations.h"
#include "models/training/esn_training.h"

namespace rssviz::cli {
namespace {

struct ParameterNames {
  const char* name;
  const char* words;
  const char* option;  // that lists its values
};

const ParameterNames& names_of(Parameter parameter) {
  static constexpr std::array<ParameterNames, kParameters.size()> kNames{
      {{"spectral-radius", "spectral radius", "spectral-radii"},
       {"leak-rate", "leak rate", "leak-rates"},
       {"density", "density", "densities"},
       {"input-scaling", "input scaling", "input-scalings"}}};
  return kNames[static_cast<std::size_t>(parameter)];
}

const std::vector<double>& usual_values(Parameter parameter) {
  static const std::array<std::vector<double>, kParameters.size()> kUsual{
      {{0.1, 0.7, 1.1, 2, 5}, {0.005, 0.05, 0.2, 0.5, 1}, {0.01, 0.1, 0.4, 0.85, 1}, {0.1, 0.5, 1, 2, 5}}};
  return kUsual[static_cast<std::size_t>(parameter)];
}

// The reference's value where it is listed, else the middle one.
void refer(const std::vector<double>& values, Parameter parameter, ReservoirSetting& reference) {
  if (std::find(values.begin(), values.end(), reference.value(parameter)) == values.end())
    reference.set(parameter, values[values.size() / 2]);
}

}  // namespace

const char* name_of(Parameter parameter) { return names_of(parameter).name; }
const char* words_of(Parameter parameter) { return names_of(parameter).words; }

Parameter parameter_named(const std::string& name) {
  std::string known;
  for (const Parameter parameter : kParameters) {
    if (name == name_of(parameter)) return parameter;
    known += std::string(known.empty() ? "" : ", ") + name_of(parameter);
  }
  fail(ErrorKind::usage, "--vary: there is no parameter '" + name + "'; there are: " + known);
}

std::string short_number(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

std::vector<std::string> separated(const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  for (const std::string& text : texts) {
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
      if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::vector<double> numbers_in(const std::vector<std::string>& texts, const std::string& option) {
  std::vector<double> numbers;
  for (const std::string& text : separated(texts)) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
      fail(ErrorKind::usage, "--" + option + ": '" + text + "' is not a number");
    numbers.push_back(value);
  }
  return numbers;
}

std::vector<double> values_of(const Settings& settings, Parameter parameter) {
  const char* const option = names_of(parameter).option;
  if (!settings.has(option)) return usual_values(parameter);
  return numbers_in(settings.texts(option), option);
}

ReservoirBench::ReservoirBench(const Settings& settings, int usual_units, const Execution& execution)
    : execution_(execution),
      seed_(static_cast<std::uint64_t>(settings.integer("seed"))),
      data_(make_task(static_cast<int>(settings.integer("objects")), seed_)),
      units_(settings.has("units") ? static_cast<int>(settings.integer("units")) : usual_units),
      sentences_(sampled_sequences(*data_.corpus, models::Split::test, settings.integer("sample"), seed_)) {
  words_ =
      models::record_states(*models::make_input_trace(static_cast<int>(data_.corpus->vocabulary.size()), 0.5),
                            sentences_, data_.corpus->vocabulary, data_.corpus->output_names, {}, execution_);
  task_view(data_).annotate(words_);
}

models::EsnOptions ReservoirBench::options_of(const ReservoirSetting& setting) const {
  models::EsnOptions options;
  options.units = units_;
  options.spectral_radius = setting.value(Parameter::spectral_radius);
  options.leak_rate = setting.value(Parameter::leak_rate);
  options.density = setting.value(Parameter::density);
  options.input_scaling = setting.value(Parameter::input_scaling);
  options.check();
  return options;
}

std::shared_ptr<const models::Reservoir<float>> ReservoirBench::reservoir(
    const ReservoirSetting& setting) const {
  return std::make_shared<const models::Reservoir<float>>(models::make_reservoir(
      options_of(setting), static_cast<int>(data_.corpus->vocabulary.size()), setting.seed));
}

models::StateTrace ReservoirBench::trace(const ReservoirSetting& setting) const {
  const auto network = models::make_esn_network(reservoir(setting), MatrixD(0, 0));
  return models::record_states(*network, sentences_, data_.corpus->vocabulary, data_.corpus->output_names, {},
                               execution_);
}

ReservoirNumbers ReservoirBench::numbers(const ReservoirSetting& setting,
                                         const models::StateTrace& trace) const {
  const auto network = models::make_esn_network(reservoir(setting), MatrixD(0, 0));
  models::MemoryOptions memory;
  memory.seed = seed_;
  models::LyapunovOptions lyapunov;
  lyapunov.seed = seed_;
  const models::WordMemory found = models::word_memory(trace, memory);
  return {models::participation_ratio(models::distinct_states(trace)), found.capacity, found.length,
          models::conditional_lyapunov(*network, sentences_, lyapunov)};
}

ReservoirErrors ReservoirBench::trained_errors(const ReservoirSetting& setting) const {
  models::EsnTrainingOptions options;
  options.reservoir = options_of(setting);
  options.measure_radius = false;
  const models::EsnRun run = models::train_esn(*data_.corpus, options, setting.seed,
                                               models::csl_judge(*data_.task, *data_.corpus), execution_);
  const models::StageMetrics* const last =
      models::find_metrics(run.metrics, run.stages() - 1, models::Split::validation);
  return {last->valid_error.value_or(1), last->exact_error.value_or(1)};
}

const ReservoirCell& ReservoirGrid::reference_cell() const {
  return *std::find_if(cells.begin(), cells.end(),
                       [&](const ReservoirCell& cell) { return is_reference(cell); });
}

int ReservoirGrid::rows() const {
  int most = 0;
  for (const ReservoirCell& cell : cells) most = std::max(most, cell.row + 1);
  return most;
}

int ReservoirGrid::columns() const {
  int most = 0;
  for (const ReservoirCell& cell : cells) most = std::max(most, cell.column + 1);
  return most;
}

ReservoirGrid make_grid(const Settings& settings) {
  ReservoirGrid grid;
  grid.reference.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  for (const std::string& name : separated(settings.texts("vary")))
    grid.varied.push_back(parameter_named(name));
  if (grid.varied.empty()) {
    grid.row_values = values_of(settings, Parameter::spectral_radius);
    grid.column_values = values_of(settings, Parameter::leak_rate);
    refer(grid.row_values, Parameter::spectral_radius, grid.reference);
    refer(grid.column_values, Parameter::leak_rate, grid.reference);
    for (std::size_t r = 0; r < grid.row_values.size(); ++r)
      for (std::size_t c = 0; c < grid.column_values.size(); ++c) {
        ReservoirCell cell;
        cell.setting = grid.reference;
        cell.setting.set(Parameter::spectral_radius, grid.row_values[r]);
        cell.setting.set(Parameter::leak_rate, grid.column_values[c]);
        cell.row = static_cast<int>(r);
        cell.column = static_cast<int>(c);
        grid.cells.push_back(std::move(cell));
      }
  }
  for (const Parameter parameter : grid.varied)
    refer(values_of(settings, parameter), parameter, grid.reference);
  for (std::size_t r = 0; r < grid.varied.size(); ++r) {
    const std::vector<double> values = values_of(settings, grid.varied[r]);
    for (std::size_t c = 0; c < values.size(); ++c) {
      ReservoirCell cell;
      cell.setting = grid.reference;
      cell.setting.set(grid.varied[r], values[c]);
      cell.row = static_cast<int>(r);
      cell.column = static_cast<int>(c);
      grid.cells.push_back(std::move(cell));
    }
  }
  for (int k = 1; k <= settings.integer("band-seeds"); ++k) {
    ReservoirCell cell;
    cell.setting = grid.reference;
    cell.setting.seed += static_cast<std::uint64_t>(k);
    grid.band.push_back(std::move(cell));
  }
  return grid;
}

}  // namespace rssviz::cli
