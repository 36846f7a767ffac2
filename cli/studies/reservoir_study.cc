#include "cli/studies/reservoir_study.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <sstream>

#include "cli/options/option_table.h"
#include "cli/subjects/input_rows.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/state_numbers.h"
#include "models/baselines/input_trace.h"
#include "models/cells/over_rows.h"
#include "models/tasks/arrays/arrays_task.h"
#include "models/tasks/csl/csl_task.h"
#include "models/training/lesson.h"

namespace rssviz::cli {
namespace {

struct ParameterNames {
  const char* name;
  const char* words;
  const char* option;  // that lists its values; null: only sweeps vary it
};

const ParameterNames& names_of(Parameter parameter) {
  static constexpr std::array<ParameterNames, kSweptParameters.size()> kNames{
      {{"spectral-radius", "spectral radius", "spectral-radii"},
       {"leak-rate", "leak rate", "leak-rates"},
       {"density", "density", "densities"},
       {"input-scaling", "input scaling", "input-scalings"},
       {"input-density", "input density", nullptr},
       {"bias-scaling", "bias scaling", nullptr},
       {"units", "units", nullptr},
       {"regularization", "regularisation", nullptr}}};
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

namespace {

Parameter named_among(std::span<const Parameter> parameters, const std::string& name) {
  std::string known;
  for (const Parameter parameter : parameters) {
    if (name == name_of(parameter)) return parameter;
    known += std::string(known.empty() ? "" : ", ") + name_of(parameter);
  }
  fail(ErrorKind::usage, "--vary: there is no parameter '" + name + "'; there are: " + known);
}

}  // namespace

Parameter parameter_named(const std::string& name) { return named_among(kParameters, name); }
Parameter swept_parameter_named(const std::string& name) { return named_among(kSweptParameters, name); }

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

namespace {

// What a figure names on its own: inputs without targets.
std::shared_ptr<const models::ArrayData> inputs_alone(const Settings& settings) {
  auto data = std::make_shared<models::ArrayData>();
  InputRows input = read_input_rows(settings.text("inputs"),
                                    settings.has("lengths") ? settings.text("lengths") : std::string());
  if (settings.has("labels")) {
    StepColumns columns = read_step_columns(settings.text("labels"), input);
    data->task.integers = std::move(columns.integers);
    data->task.floats = std::move(columns.floats);
  }
  data->task.inputs = std::move(input.rows);
  data->task.sequences = std::move(input.sequences);
  data->task.targets = MatrixD(data->task.inputs.rows(), 0);
  drop_padding(data->task);
  data->options.washout =
      static_cast<int>(std::clamp<long long>(settings.integer("washout"), -1, 1'000'000'000));
  data->options.check();
  return data;
}

}  // namespace

// What belongs to arrays of one's own, or to the sentences that are run without them.
static void check_what_is_run(const Settings& settings) {
  const bool arrays = settings.has("inputs");
  for (const char* name : {"lengths", "labels", "washout"}) {
    const Option* const option = settings.table().find(name);
    if (!arrays && option != nullptr && settings.has(name) && settings.text(name) != option->default_text)
      fail(ErrorKind::usage, "--" + std::string(name) + " belongs to --inputs, an array of one's own");
  }
  for (const char* name : {"objects", "sample"}) {
    const Option* const option = settings.table().find(name);
    if (arrays && option != nullptr && settings.text(name) != option->default_text)
      fail(ErrorKind::usage, "--" + std::string(name) +
                                 " belongs to the sentences that are run without --inputs; all of " +
                                 settings.text("inputs") + " is run");
  }
}

ReservoirBench::ReservoirBench(const Settings& settings, int usual_units, const Execution& execution)
    : execution_(execution),
      seed_(static_cast<std::uint64_t>(settings.integer("seed"))),
      units_(settings.has("units") ? static_cast<int>(settings.integer("units")) : usual_units) {
  check_what_is_run(settings);
  if (settings.has("inputs")) {
    read_arrays(inputs_alone(settings));
    return;
  }
  task_ = models::make_csl_task(static_cast<int>(settings.integer("objects")), seed_);
  sentences_ = task_->sequences({"test", settings.integer("sample"), seed_});
  corpus_ = task_->corpus();
  color_ = {task_->role("part").front(), "", ""};
  words_ = task_->record(*models::make_input_trace(static_cast<int>(task_->corpus()->vocabulary.size()), 0.5),
                         sentences_, {}, execution_);
}

ReservoirBench::ReservoirBench(std::shared_ptr<const models::ArrayData> arrays, int units, std::uint64_t seed,
                               const Execution& execution)
    : execution_(execution), seed_(seed), units_(units) {
  read_arrays(std::move(arrays));
}

void ReservoirBench::read_arrays(std::shared_ptr<const models::ArrayData> arrays) {
  const auto task = std::make_shared<const models::ArraysTask>(std::move(arrays));
  const models::ArrayData& data = task->data();
  task_ = task;
  for (const models::Split split : {models::Split::train, models::Split::test}) {
    const std::vector<std::int32_t> steps = models::counted_steps(data.task, data.options, split);
    rows_.insert(rows_.end(), steps.begin(), steps.end());
  }
  std::sort(rows_.begin(), rows_.end());
  if (rows_.empty())
    fail(ErrorKind::data, "no step is left after a washout of " + std::to_string(data.options.washout));
  constexpr std::size_t kStretch = 160;  // what a Lyapunov exponent is measured along
  for (const models::Tokens& run : models::runs_of(data.task, data.options))
    for (std::size_t from = 0; from < run.size(); from += kStretch)
      sentences_.emplace_back(
          run.begin() + static_cast<std::ptrdiff_t>(from),
          run.begin() + static_cast<std::ptrdiff_t>(std::min(run.size(), from + kStretch)));
  corpus_ = task_->corpus();
  color_ = task_->color();
  words_ = task_->record(*models::make_input_traces(data.task.inputs, {1}), {rows_}, {}, execution_);
}

std::string ReservoirBench::sample() const {
  const auto counted = [](std::size_t count, const char* name) {
    return with_commas(static_cast<long long>(count)) + name + (count == 1 ? "" : "s");
  };
  return over_arrays() ? counted(rows_.size(), " step") : counted(sentences_.size(), " test sentence");
}

models::EsnOptions esn_options_of(const ReservoirSetting& setting, int units) {
  models::EsnOptions options;
  const double units_of_its_own = setting.value(Parameter::units),
               bias = setting.value(Parameter::bias_scaling);
  options.units = units_of_its_own == kDerived ? units : static_cast<int>(units_of_its_own);
  options.spectral_radius = setting.value(Parameter::spectral_radius);
  options.leak_rate = setting.value(Parameter::leak_rate);
  options.density = setting.value(Parameter::density);
  options.input_scaling = setting.value(Parameter::input_scaling);
  options.input_density = setting.value(Parameter::input_density);
  if (bias != kDerived) options.bias_scaling = bias;
  options.rescale_radius = setting.rescale_radius;
  options.check();
  return options;
}

std::shared_ptr<const models::Reservoir<float>> ReservoirBench::reservoir(
    const ReservoirSetting& setting) const {
  const models::Lesson lesson = task_->lesson();
  const auto inputs = lesson.every_step() ? static_cast<int>(lesson.steps->inputs.cols())
                                          : static_cast<int>(lesson.corpus->vocabulary.size());
  return std::make_shared<const models::Reservoir<float>>(
      models::make_reservoir(esn_options_of(setting, units_), inputs, setting.seed));
}

std::unique_ptr<models::Network> ReservoirBench::network(const ReservoirSetting& setting) const {
  std::shared_ptr<const models::Reservoir<float>> made = reservoir(setting);
  if (over_arrays())
    made = std::make_shared<const models::Reservoir<float>>(
        models::over_input_rows(*made, task_->lesson().steps->inputs));
  return models::make_esn_network(std::move(made), MatrixD(0, 0));
}

models::StateTrace ReservoirBench::trace(const ReservoirSetting& setting) const {
  return task_->record(*network(setting), over_arrays() ? std::vector<models::Tokens>{rows_} : sentences_, {},
                       execution_);
}

ReservoirNumbers ReservoirBench::numbers(const ReservoirSetting& setting, const models::StateTrace& trace,
                                         int delays) const {
  models::MemoryOptions memory;
  memory.longest = delays;
  memory.seed = seed_;
  models::LargestExponentOptions lyapunov;
  lyapunov.seed = seed_;
  const models::WordMemory found =
      over_arrays() ? models::input_memory(trace, task_->lesson().steps->inputs, memory, execution_)
                    : models::word_memory(trace, memory);
  return {models::participation_ratio(models::distinct_states(trace)), found.capacity, found.length,
          models::conditional_lyapunov(*network(setting), sentences_, lyapunov)};
}

ReservoirErrors ReservoirBench::trained_errors(const ReservoirSetting& setting) const {
  models::EsnTrainingOptions options;
  options.reservoir = esn_options_of(setting, units_);
  options.measure_radius = false;
  options.regularization = setting.value(Parameter::regularization);
  const models::EsnRun run = models::train_esn(task_->lesson(), options, setting.seed, execution_);
  const bool steps = over_arrays();
  const models::StageMetrics* const last = models::find_metrics(
      run.metrics, run.stages() - 1, steps ? models::Split::test : models::Split::validation);
  if (steps) return {.loss = last->value("loss").value_or(0)};
  return {last->value("valid_error").value_or(1), last->value("exact_error").value_or(1)};
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

namespace {

ReservoirCell cell_at(const ReservoirSetting& setting, std::size_t row, std::size_t column) {
  ReservoirCell cell;
  cell.setting = setting;
  cell.row = static_cast<int>(row);
  cell.column = static_cast<int>(column);
  return cell;
}

// Of parameters that don't vary one value may be given, which is the reference's.
void refer_to_given(const Settings& settings, const std::vector<Parameter>& varied,
                    ReservoirSetting& reference) {
  for (const Parameter parameter : kParameters) {
    const std::string option = names_of(parameter).option;
    if (std::find(varied.begin(), varied.end(), parameter) != varied.end() || !settings.has(option)) continue;
    const std::vector<double> values = numbers_in(settings.texts(option), option);
    if (values.size() != 1)
      fail(ErrorKind::usage, "--" + option + " lists " + std::to_string(values.size()) +
                                 " values of what doesn't vary; "
                                 "give one, the reference's, or --vary " +
                                 name_of(parameter));
    reference.set(parameter, values.front());
  }
}

void fill_grid(const Settings& settings, ReservoirGrid& grid) {
  refer_to_given(settings, {Parameter::spectral_radius, Parameter::leak_rate}, grid.reference);
  grid.row_values = values_of(settings, Parameter::spectral_radius);
  grid.column_values = values_of(settings, Parameter::leak_rate);
  refer(grid.row_values, Parameter::spectral_radius, grid.reference);
  refer(grid.column_values, Parameter::leak_rate, grid.reference);
  for (std::size_t r = 0; r < grid.row_values.size(); ++r)
    for (std::size_t c = 0; c < grid.column_values.size(); ++c) {
      ReservoirSetting setting = grid.reference;
      setting.set(Parameter::spectral_radius, grid.row_values[r]);
      setting.set(Parameter::leak_rate, grid.column_values[c]);
      grid.cells.push_back(cell_at(setting, r, c));
    }
}

void fill_rows(const Settings& settings, ReservoirGrid& grid) {
  refer_to_given(settings, grid.varied, grid.reference);
  for (const Parameter parameter : grid.varied)
    refer(values_of(settings, parameter), parameter, grid.reference);
  for (std::size_t r = 0; r < grid.varied.size(); ++r) {
    const std::vector<double> values = values_of(settings, grid.varied[r]);
    for (std::size_t c = 0; c < values.size(); ++c) {
      ReservoirSetting setting = grid.reference;
      setting.set(grid.varied[r], values[c]);
      grid.cells.push_back(cell_at(setting, r, c));
    }
  }
}

}  // namespace

ReservoirGrid make_grid(const Settings& settings) {
  ReservoirGrid grid;
  grid.reference.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  for (const std::string& name : separated(settings.texts("vary")))
    grid.varied.push_back(parameter_named(name));
  grid.varied.empty() ? fill_grid(settings, grid) : fill_rows(settings, grid);
  if (settings.table().find("band-seeds") == nullptr) return grid;  // the kind draws its seeds itself
  for (int k = 1; k <= settings.integer("band-seeds"); ++k) {
    grid.band.push_back(cell_at(grid.reference, 0, 0));
    grid.band.back().setting.seed += static_cast<std::uint64_t>(k);
  }
  return grid;
}

std::string reference_text(const ReservoirGrid& grid) {
  std::string text;
  for (const Parameter parameter : kParameters)
    text += (text.empty() ? "" : ", ") + std::string(words_of(parameter)) + " " +
            short_number(grid.reference.value(parameter));
  return text;
}

}  // namespace rssviz::cli
