// Untrained reservoirs as figures and films see them: settings, states of the same sentences, numbers that
// mean something before training, and the error that each reaches once trained. Functions are safe to call
// from several threads.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "core/parallel.h"
#include "embed/embedding.h"
#include "models/cells/esn.h"
#include "models/data/state_trace.h"
#include "models/tasks/arrays/arrays_task.h"

namespace rssviz::cli {

// What may be varied: in figures and films the first four, whose names are those of --vary, in sweeps all.
enum class Parameter {
  spectral_radius,
  leak_rate,
  density,
  input_scaling,
  input_density,
  bias_scaling,
  units,
  regularization
};
inline constexpr std::array kParameters{Parameter::spectral_radius, Parameter::leak_rate, Parameter::density,
                                        Parameter::input_scaling};
inline constexpr std::array kSweptParameters{
    Parameter::spectral_radius, Parameter::leak_rate,    Parameter::density, Parameter::input_scaling,
    Parameter::input_density,   Parameter::bias_scaling, Parameter::units,   Parameter::regularization};
inline constexpr double kDerived =
    std::numeric_limits<double>::lowest();  // of bias_scaling: the input scaling; of units: those of all
                                            // cells
inline constexpr std::array<double, kSweptParameters.size()> kUsualValues = {
    1.1, 0.05, 0.85, 1.0, 0.1, kDerived, kDerived, 0.00031622776601683794};
const char* name_of(Parameter parameter);
const char* words_of(Parameter parameter);                 // "spectral radius"
Parameter parameter_named(const std::string& name);        // Error{usage} listing the names
Parameter swept_parameter_named(const std::string& name);  // the same of all

struct ReservoirSetting {
  std::array<double, kSweptParameters.size()> values = kUsualValues;  // by parameter
  bool rescale_radius{false};
  std::uint64_t seed{1};
  double value(Parameter parameter) const { return values[static_cast<std::size_t>(parameter)]; }
  void set(Parameter parameter, double value) { values[static_cast<std::size_t>(parameter)] = value; }
  bool operator==(const ReservoirSetting&) const = default;
};

// Throws Error{usage} naming field, value and range.
models::EsnOptions esn_options_of(const ReservoirSetting& setting, int units);

// Before any training.
struct ReservoirNumbers {
  double participation{0};
  double memory{0};  // words
  int memory_length{0};
  double lyapunov{0};  // a word
};

// On validation sentences, once the readout is trained.
struct ReservoirErrors {
  double not_valid{0};
  double not_exact{0};
  double loss{0};  // over arrays: on the test steps, instead
};

// The task and the sentences, or the arrays, that all reservoirs of a figure read.
class ReservoirBench {
 public:
  // Reads --seed, --units (`usual_units` where it isn't given), --objects and --sample; or, with --inputs,
  // also --lengths, --labels and --washout.
  ReservoirBench(const Settings& settings, int usual_units, const Execution& execution);
  // Over arrays; with targets where errors are wanted.
  ReservoirBench(std::shared_ptr<const models::ArrayData> arrays, int units, std::uint64_t seed,
                 const Execution& execution);

  std::shared_ptr<const models::Reservoir<float>> reservoir(const ReservoirSetting& setting) const;
  models::StateTrace trace(const ReservoirSetting& setting) const;
  // `delays`: words or steps back that memory is looked for, at most.
  ReservoirNumbers numbers(const ReservoirSetting& setting, const models::StateTrace& trace,
                           int delays = 12) const;
  ReservoirErrors trained_errors(const ReservoirSetting& setting) const;

  // What the words (or steps) tell about the distinct states: the same for every reservoir.
  const models::StateTrace& words() const { return words_; }
  // That, with the column that colours points.
  const models::ColorColumn& color() const { return color_; }
  std::string description() const { return task_->description(); }  // of the task
  const models::Corpus& corpus() const { return *corpus_; }
  models::Wording wording() const { return task_->wording(); }
  // Whether the inputs are rows of numbers, a step each, instead of words.
  bool over_arrays() const { return task_->every_step(); }
  std::string sample() const;  // "200 test sentences", "2,900 steps"
  std::size_t sentences() const { return sentences_.size(); }
  int units() const { return units_; }
  std::uint64_t seed() const { return seed_; }
  const Execution& execution() const { return execution_; }

 private:
  std::unique_ptr<models::Network> network(const ReservoirSetting& setting) const;
  void read_arrays(std::shared_ptr<const models::ArrayData> arrays);
  const Execution& execution_;
  std::uint64_t seed_;
  int units_;
  std::vector<models::Tokens> sentences_{};
  std::shared_ptr<const models::Task> task_{};
  std::vector<std::int32_t> rows_{};  // of the arrays, that count
  std::shared_ptr<const models::Corpus> corpus_{};
  models::ColorColumn color_{};
  models::StateTrace words_{};
};

// The values of a parameter: those that its option lists, or `otherwise`. Error{usage} naming what isn't a
// number.
std::vector<double> values_of(const Settings& settings, Parameter parameter);
// A repeated option's values, those separated by commas too.
std::vector<std::string> separated(const std::vector<std::string>& texts);
std::vector<double> numbers_in(const std::vector<std::string>& texts, const std::string& option);
std::string short_number(double value);  // as short as it reads back

// One cell of the grid.
struct ReservoirCell {
  ReservoirSetting setting{};
  int row{0}, column{0};
  Matrix states{};  // distinct states
  embed::Embedding map{};
  double overlap{1};
  ReservoirNumbers numbers{};
  ReservoirErrors errors{};
};

// Rows and columns of settings, and the reference among them. Without --vary: spectral radius by leak rate;
// with it one row a parameter, the others at the reference's values.
struct ReservoirGrid {
  std::vector<Parameter> varied{};  // empty: the grid of two parameters
  std::vector<double> row_values{}, column_values{};
  ReservoirSetting reference{};
  std::vector<ReservoirCell> cells{};
  std::vector<ReservoirCell> band{};  // other seeds at the reference's settings

  bool is_reference(const ReservoirCell& cell) const { return cell.setting == reference; }
  const ReservoirCell& reference_cell() const;
  int rows() const;
  int columns() const;
  // The lowest and highest of a number over the band.
  template <class Number>
  std::pair<double, double> range(const Number& number) const {
    std::pair<double, double> found{1e300, -1e300};
    for (const ReservoirCell& cell : band)
      found = {std::min<double>(found.first, number(cell)), std::max<double>(found.second, number(cell))};
    return found;
  }
};

ReservoirGrid make_grid(const Settings& settings);
// "spectral radius 1.1, leak rate 0.05, density 0.85, input scaling 1", of the reference.
std::string reference_text(const ReservoirGrid& grid);

}  // namespace rssviz::cli
