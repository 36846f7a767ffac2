#include "cli/studies/comparison.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>

#include "cli/studies/paired_differences.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json_fields.h"
#include "models/recording/prefix_trie.h"
#include "models/tasks/csl/bag_of_words.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/tasks/csl/csl_task.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

struct Cell {
  std::string network{};
  int objects{4};
  std::uint64_t seed{1};

  std::string name() const { return network + "-n" + std::to_string(objects) + "-s" + std::to_string(seed); }
};

// What a cell came to. NaN: doesn't apply.
struct Result {
  double valid_error{std::nan("")};
  double exact_error{std::nan("")};
  double rmse{std::nan("")};
  double rmse_floor{std::nan("")};
  double train_exact_error{std::nan("")};
  long long parameters{0};  // trained ones
  int epochs{0};
  double training_seconds{0};  // kept apart: not reproducible
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<int> whole_numbers(const Settings& settings, const char* option) {
  std::vector<int> numbers;
  for (const std::string& text : settings.texts(option)) {
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
      fail(ErrorKind::usage, "--" + std::string(option) + ": '" + text + "' is not a whole number");
    numbers.push_back(value);
  }
  return numbers;
}

std::vector<Cell> cells_of(const Settings& settings) {
  std::vector<int> objects = whole_numbers(settings, "objects");
  if (objects.empty()) objects = {3, 4, 6, 10, 15, 20, 30, 40, 50};
  std::vector<std::string> networks = settings.texts("networks");
  if (networks.empty()) networks = compared_networks();
  for (const std::string& network : networks)
    if (std::find(compared_networks().begin(), compared_networks().end(), network) ==
        compared_networks().end()) {
      const std::string near = nearest_name(network, compared_networks());
      fail(ErrorKind::usage, "--networks: there is no '" + network + "'" +
                                 (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
  const long long seeds = settings.integer("seeds");
  if (seeds < 1) fail(ErrorKind::usage, "--seeds: " + std::to_string(seeds) + " is below 1");
  const auto first = static_cast<std::uint64_t>(settings.integer("seed"));
  std::vector<Cell> cells;
  for (const int n : objects)
    for (const std::string& network : networks)
      for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(seeds); ++k)
        cells.push_back({network, n, first + k});
  return cells;
}

void read_metrics(const std::vector<models::StageMetrics>& metrics, int stage, Result& result) {
  const models::StageMetrics* const test = models::find_metrics(metrics, stage, models::Split::test);
  const models::StageMetrics* const train = models::find_metrics(metrics, stage, models::Split::train);
  if (test != nullptr) {
    result.valid_error = test->value("valid_error").value_or(std::nan(""));
    result.exact_error = test->value("exact_error").value_or(std::nan(""));
    result.rmse = test->value("rmse").value_or(std::nan(""));
  }
  if (train != nullptr) result.train_exact_error = train->value("exact_error").value_or(std::nan(""));
}

// One cell's training, with what all cells share.
class CellTrainer {
 public:
  CellTrainer(const Settings& settings, const Cell& cell, const Execution& execution)
      : settings_(settings),
        cell_(cell),
        execution_(execution),
        task_(models::make_csl_task(cell.objects, cell.seed)),
        judge_(task_->lesson().judge) {}

  // How a network of that name is trained; by the names that --networks takes.
  struct Row {
    const char* name;
    Result (CellTrainer::*train)() const;
  };
  static const std::array<Row, 6>& rows() {
    static constexpr std::array<Row, 6> kRows{{{"esn", &CellTrainer::final_esn},
                                               {"esn-continuous", &CellTrainer::continuous_esn},
                                               {"lstm", &CellTrainer::lstm},
                                               {"lstm-plateau", &CellTrainer::plateau_lstm},
                                               {"lstm-large", &CellTrainer::large_lstm},
                                               {"bag-of-words", &CellTrainer::bag_of_words}}};
    return kRows;
  }

  Result run() const {
    const auto row =
        std::find_if(rows().begin(), rows().end(), [&](const Row& one) { return cell_.network == one.name; });
    Result result = (this->*row->train)();
    result.rmse_floor = models::rmse_floor(task_->grammar(), task_->sequences({"test", 0, 1}));
    return result;
  }

 private:
  int units(const char* option, int otherwise) const {
    return settings_.has(option) ? static_cast<int>(settings_.integer(option)) : otherwise;
  }
  long long outputs() const { return task_->grammar().n_outputs(); }
  long long inputs() const { return static_cast<long long>(task_->corpus()->vocabulary.size()); }
  int esn_units() const { return units("esn-units", 1000); }

  Result bag_of_words() const {
    Result result;
    const auto start = std::chrono::steady_clock::now();
    read_metrics(models::bag_of_words_metrics(task_->grammar(), *task_->corpus()), 1, result);
    result.training_seconds = seconds_since(start);
    return result;
  }

  Result esn(models::Learning learning) const {
    models::EsnTrainingOptions options = models::default_options(learning);
    options.reservoir.units = esn_units();
    options.measure_radius = false;
    const models::EsnRun run = models::train_esn(*task_->corpus(), options, cell_.seed, judge_, execution_);
    Result result;
    result.parameters = outputs() * (esn_units() + 1);
    result.training_seconds = run.training_seconds;
    read_metrics(run.metrics, run.stages() - 1, result);
    return result;
  }

  Result final_esn() const { return esn(models::Learning::final); }
  Result continuous_esn() const { return esn(models::Learning::continuous); }

  long long lstm_parameters(long long u) const { return 4 * u * (inputs() + u + 1) + outputs() * (u + 1); }

  // As many units as come nearest to the number of trained parameters of the ESN.
  int units_like_the_esn() const {
    const long long wanted = outputs() * (esn_units() + 1);
    long long u = 1;
    while (lstm_parameters(u + 1) <= wanted) ++u;
    return static_cast<int>(wanted - lstm_parameters(u) <= lstm_parameters(u + 1) - wanted ? u : u + 1);
  }

  Result lstm() const { return lstm_of(units("lstm-units", 20), false); }
  Result plateau_lstm() const { return lstm_of(units("lstm-units", 20), true); }
  Result large_lstm() const { return lstm_of(units_like_the_esn(), false); }

  Result lstm_of(int n_units, bool to_plateau) const {
    models::RecurrentRun run;
    run.options.units = n_units;
    run.options.epochs = static_cast<int>(settings_.integer("epochs"));
    run.seed = cell_.seed;
    const auto start = std::chrono::steady_clock::now();
    if (to_plateau)
      train_to_plateau(run);
    else
      models::train_stages(*task_->corpus(), run, {}, execution_);
    const double seconds = seconds_since(start);
    keep_last(run);
    models::measure_stages(*task_->corpus(), judge_, execution_, run);
    Result result;
    result.parameters = lstm_parameters(run.options.units);
    result.epochs = epochs_;
    result.training_seconds = seconds;
    read_metrics(run.metrics, 0, result);
    return result;
  }

  // Only the last stage is judged: metrics of all would take as long as training.
  void keep_last(models::RecurrentRun& run) const {
    epochs_ = static_cast<int>(run.stages.size()) - 1;
    run.stages.erase(run.stages.begin(), run.stages.end() - 1);
    run.sentences.erase(run.sentences.begin(), run.sentences.end() - 1);
  }

  // Until the validation loss has not fallen by half a per cent for --patience epochs, or --most-epochs are
  // done.
  void train_to_plateau(models::RecurrentRun& run) const {
    const int patience = static_cast<int>(settings_.integer("patience"));
    run.options.epochs = static_cast<int>(settings_.integer("most-epochs"));
    double best = std::numeric_limits<double>::infinity();
    int best_epoch = 0;
    struct Plateau {};
    try {
      models::train_stages(*task_->corpus(), run, {}, execution_,
                           [&](const models::RecurrentRun& so_far, const models::OptimizerState<float>&) {
                             const int epoch = static_cast<int>(so_far.stages.size()) - 1;
                             const double loss = validation_loss(so_far);
                             if (loss < 0.995 * best) {
                               best = loss;
                               best_epoch = epoch;
                             }
                             if (epoch - best_epoch >= patience) throw Plateau{};
                           });
    } catch (const Plateau&) {  // the stages so far are kept
    }
  }

  double validation_loss(const models::RecurrentRun& run) const {
    const models::Corpus& corpus = *task_->corpus();
    const auto network = models::network_at(run, static_cast<int>(run.stages.size()) - 1);
    const std::vector<models::Tokens> sentences = task_->sequences({"validation", 0, 1});
    const models::PrefixTrie trie = models::build_trie(sentences);
    const Matrix states = models::states_of(*network, trie, execution_);
    Matrix last(static_cast<Eigen::Index>(sentences.size()), states.cols());
    for (std::size_t i = 0; i < sentences.size(); ++i)
      last.row(static_cast<Eigen::Index>(i)) = states.row(trie.last(i));
    const MatrixD outputs = network->read_out_double(last);
    return models::measure(corpus, models::Split::validation, outputs, {}).value("loss").value_or(0);
  }

  const Settings& settings_;
  const Cell& cell_;
  const Execution& execution_;
  std::shared_ptr<const models::CslTask> task_;
  models::Judge judge_;
  mutable int epochs_ = 0;
};

formats::Json json_of(const Cell& cell, const Result& result, const std::string& recipe) {
  const auto number = [](double value) {
    return std::isnan(value) ? formats::Json(nullptr) : formats::Json(value);
  };
  formats::Json json;
  json["network"] = cell.network;
  json["objects"] = cell.objects;
  json["seed"] = cell.seed;
  json["valid_error"] = number(result.valid_error);
  json["exact_error"] = number(result.exact_error);
  json["rmse"] = number(result.rmse);
  json["rmse_floor"] = number(result.rmse_floor);
  json["train_exact_error"] = number(result.train_exact_error);
  json["parameters"] = result.parameters;
  json["epochs"] = result.epochs;
  json["recipe"] = recipe;
  return json;
}

// The settings that decide a cell: all but the lists of cells.
std::string cell_recipe(const Settings& settings, const Cell& cell) {
  formats::Json recipe;
  recipe["rssviz"] = program_version();
  recipe["format_version"] = 2;
  recipe["cell"] = cell.name();
  for (const char* name : {"esn-units", "lstm-units", "epochs", "patience", "most-epochs"})
    recipe[toml_key(name)] = settings.has(name) ? settings.text(name) : "";
  return formats::ascii_line(recipe);
}

bool is_done(const fs::path& file, const std::string& recipe) {
  try {
    if (!fs::exists(file)) return false;
    return formats::field_or<std::string>(formats::read_json(file), "recipe", "", file.string()) == recipe;
  } catch (const Error&) {
    return false;  // a damaged cell is trained again
  }
}

std::string field(const formats::Json& json, const std::string& name, const std::string& file) {
  const formats::Json& value = formats::member(json, name, file);
  if (value.is_null()) return "";
  return value.is_string()         ? value.get<std::string>()
         : value.is_number_float() ? formats::format_number(value.get<double>())
                                   : value.dump();
}

void write_table(const fs::path& folder, const std::vector<Cell>& cells) {
  formats::Table table;
  table.header = {"network",    "objects",           "seed",       "valid_error", "exact_error", "rmse",
                  "rmse_floor", "train_exact_error", "parameters", "epochs"};
  for (const Cell& cell : cells) {
    const fs::path file = folder / "cells" / (cell.name() + ".json");
    const formats::Json json = formats::read_json(file);
    std::vector<std::string> row;
    for (const std::string& name : table.header) row.push_back(field(json, name, file.string()));
    table.rows.push_back(std::move(row));
  }
  formats::write_csv(folder / "objects.csv", table);
  formats::write_csv(folder / "differences.csv", paired_differences(table));
}

}  // namespace

const std::vector<std::string>& compared_networks() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> found;
    for (const CellTrainer::Row& row : CellTrainer::rows()) found.emplace_back(row.name);
    return found;
  }();
  return names;
}

std::size_t compare_networks(const Settings& settings, const fs::path& folder, const Execution& execution) {
  const std::vector<Cell> cells = cells_of(settings);
  for (const Cell& cell : cells)
    (void)models::CrossSituationalTask(models::CslSpec{.n_objects = cell.objects});
  const FolderLock writer(folder, kLockPatience_s, execution.progress);
  formats::Json timings = formats::Json::object();
  if (fs::exists(folder / "timings.json")) timings = formats::read_json(folder / "timings.json");
  if (!timings.is_object())
    fail(ErrorKind::data, (folder / "timings.json").string() + ": must be an object; remove it");
  std::vector<const Cell*> missing;
  for (const Cell& cell : cells)
    if (!is_done(folder / "cells" / (cell.name() + ".json"), cell_recipe(settings, cell)))
      missing.push_back(&cell);
  std::mutex mutex;
  std::size_t done = 0;
  InnerProgress inner(execution.progress);
  execution.progress.begin("comparing networks", missing.size());
  // Cells with many objects and epochs take longest; they go first, so that no thread is left with one at the
  // end.
  execution.workers.for_each(missing.size(), [&](std::size_t i) {
    const Cell& cell = *missing[missing.size() - 1 - i];
    execution.progress.check_stop();
    const Execution cell_execution{execution.workers, inner};
    const Result result =
        with_context(cell.name(), [&] { return CellTrainer(settings, cell, cell_execution).run(); });
    formats::write_json(folder / "cells" / (cell.name() + ".json"),
                        json_of(cell, result, cell_recipe(settings, cell)));
    const std::lock_guard lock(mutex);
    timings[cell.name()] = result.training_seconds;
    formats::write_json(folder / "timings.json", timings);
    execution.progress.advance(++done);
  });
  write_table(folder, cells);
  return missing.size();
}

}  // namespace rssviz::cli
