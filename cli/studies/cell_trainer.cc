#include "cli/studies/cell_trainer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <limits>
#include <numeric>

#include "models/analysis/statistics/rank_statistics.h"
#include "models/data/least_squares.h"
#include "models/recording/prefix_trie.h"
#include "models/tasks/csl/bag_of_words.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/tasks/csl/csl_task.h"
#include "models/training/continuous_learning.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"
#include "models/training/run.h"

namespace rssviz::cli {
namespace {

constexpr int kTimes = 5;  // of which the median is taken

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void read_metrics(const std::vector<models::StageMetrics>& metrics, int stage, CellResult& result) {
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
    CellResult (CellTrainer::*train)() const;
  };
  static const std::array<Row, 6>& rows() {
    static constexpr std::array<Row, 6> kRows{{{"esn", &CellTrainer::final_esn},
                                               {"esn-continuous", &CellTrainer::continuous_esn},
                                               {"lstm", &CellTrainer::lstm},
                                               {"lstm-plateau", &CellTrainer::lstm},
                                               {"lstm-large", &CellTrainer::lstm},
                                               {"bag-of-words", &CellTrainer::bag_of_words}}};
    return kRows;
  }

  CellResult run() const {
    CellResult result = (this->*row()->train)();
    result.rmse_floor = models::rmse_floor(task_->grammar(), task_->sequences({"test", 0, 1}));
    return result;
  }

  // Processor seconds of the whole process, which does nothing else.
  double seconds_alone() const {
    const std::clock_t start = std::clock();
    if (cell_.network.starts_with("esn"))
      train_readout(training_sentences_alone());
    else
      (void)trained_lstm();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  }

 private:
  const Row* row() const {
    return std::find_if(rows().begin(), rows().end(),
                        [&](const Row& one) { return cell_.network == one.name; });
  }
  int units(const char* option, int otherwise) const {
    return settings_.has(option) ? static_cast<int>(settings_.integer(option)) : otherwise;
  }
  long long outputs() const { return task_->grammar().n_outputs(); }
  long long inputs() const { return static_cast<long long>(task_->corpus()->vocabulary.size()); }
  int esn_units() const { return units("esn-units", 1000); }

  CellResult bag_of_words() const {
    CellResult result;
    const auto start = std::chrono::steady_clock::now();
    read_metrics(models::bag_of_words_metrics(task_->grammar(), *task_->corpus()), 1, result);
    result.training_seconds = seconds_since(start);
    return result;
  }

  CellResult esn(models::Learning learning) const {
    models::EsnTrainingOptions options = models::default_options(learning);
    options.reservoir.units = esn_units();
    options.measure_radius = false;
    const auto run = std::make_shared<const models::EsnRun>(
        models::train_esn(*task_->corpus(), options, cell_.seed, judge_, execution_));
    CellResult result;
    result.parameters = outputs() * (esn_units() + 1);
    result.training_seconds = run->training_seconds;
    read_metrics(run->metrics, run->stages() - 1, result);
    add_measures(models::make_run(run), result);
    return result;
  }

  void add_measures(std::shared_ptr<const models::Run> run, CellResult& result) const {
    const std::vector<std::string> asked = asked_measures(settings_);
    if (asked.empty()) return;
    MeasureOptions options{settings_.integer("sample"), static_cast<int>(settings_.integer("maps")),
                           static_cast<int>(settings_.integer("ablation-draws"))};
    options.check();
    const NetworkView view = measured_view(std::move(run), task_, options, execution_);
    for (const std::string& name : asked)
      result.measures[name] = measure_named(name).rows(view, options, execution_);
  }

  // The corpus without the sentences that training doesn't read.
  models::Corpus training_sentences_alone() const {
    models::Corpus corpus = *task_->corpus();
    MatrixD targets(static_cast<Eigen::Index>(corpus.train.size()), corpus.targets.cols());
    for (std::size_t i = 0; i < corpus.train.size(); ++i)
      targets.row(static_cast<Eigen::Index>(i)) = corpus.targets.row(corpus.train[i]);
    corpus.sequences = corpus.sequences_of(corpus.train);
    corpus.targets = std::move(targets);
    std::iota(corpus.train.begin(), corpus.train.end(), 0);
    corpus.validation.clear();
    corpus.test.clear();
    return corpus;
  }

  // What train_esn does until its last readout.
  void train_readout(const models::Corpus& corpus) const {
    const bool final = !cell_.network.ends_with("-continuous");
    models::EsnTrainingOptions options =
        models::default_options(final ? models::Learning::final : models::Learning::continuous);
    options.reservoir.units = esn_units();
    const auto reservoir = std::make_shared<const models::Reservoir<float>>(
        models::make_reservoir(options.reservoir, static_cast<int>(inputs()), cell_.seed));
    const std::vector<int> all{static_cast<int>(corpus.train.size())};
    if (!final) {
      (void)models::continuous_readouts(corpus, reservoir, options, all, execution_);
      return;
    }
    const MatrixD states = models::final_states(*reservoir, models::build_trie(corpus.sequences), execution_);
    (void)models::ridge_readouts(states, corpus.targets, all, options.regularization, execution_);
  }

  CellResult final_esn() const { return esn(models::Learning::final); }
  CellResult continuous_esn() const { return esn(models::Learning::continuous); }

  long long lstm_parameters(long long u) const { return 4 * u * (inputs() + u + 1) + outputs() * (u + 1); }

  // As many units as come nearest to the number of trained parameters of the ESN.
  int units_like_the_esn() const {
    const long long wanted = outputs() * (esn_units() + 1);
    long long u = 1;
    while (lstm_parameters(u + 1) <= wanted) ++u;
    return static_cast<int>(wanted - lstm_parameters(u) <= lstm_parameters(u + 1) - wanted ? u : u + 1);
  }

  models::RecurrentRun trained_lstm() const {
    models::RecurrentRun run;
    run.options.units = cell_.network == "lstm-large" ? units_like_the_esn() : units("lstm-units", 20);
    run.options.epochs = static_cast<int>(settings_.integer("epochs"));
    run.seed = cell_.seed;
    if (cell_.network == "lstm-plateau")
      train_to_plateau(run);
    else
      models::train_stages(*task_->corpus(), run, {}, execution_);
    return run;
  }

  CellResult lstm() const {
    const auto start = std::chrono::steady_clock::now();
    models::RecurrentRun run = trained_lstm();
    const double seconds = seconds_since(start);
    const models::RecurrentParameters<float> untrained = run.stages.front();
    keep_last(run);
    models::measure_stages(*task_->corpus(), judge_, execution_, run);
    CellResult result;
    result.parameters = lstm_parameters(run.options.units);
    result.epochs = epochs_;
    result.training_seconds = seconds;
    read_metrics(run.metrics, 0, result);
    run.stages.insert(run.stages.begin(), untrained);
    run.sentences.insert(run.sentences.begin(), 0);
    add_measures(models::make_run(std::make_shared<const models::RecurrentRun>(std::move(run))), result);
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
  const Execution execution_;
  std::shared_ptr<const models::CslTask> task_;
  models::Judge judge_;
  mutable int epochs_ = 0;
};

}  // namespace

const std::vector<std::string>& compared_networks() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> found;
    for (const CellTrainer::Row& row : CellTrainer::rows()) found.emplace_back(row.name);
    return found;
  }();
  return names;
}

std::vector<std::string> asked_measures(const Settings& settings) {
  std::vector<std::string> asked;
  for (const std::string& name : settings.texts("measures"))
    if (name != "time") asked.emplace_back(measure_named(name).name);
  return asked;
}

CellResult train_cell(const Settings& settings, const Cell& cell, const Execution& execution) {
  return CellTrainer(settings, cell, execution).run();
}

double seconds_alone(const Settings& settings, const Cell& cell, Progress& progress) {
  if (cell.network == "bag-of-words") return std::nan("");
  const Workers one(1);
  const CellTrainer trainer(settings, cell, {one, progress});
  std::vector<double> seconds;
  for (int k = 0; k < kTimes; ++k) seconds.push_back(trainer.seconds_alone());
  return models::quantile(std::move(seconds), 0.5);
}

}  // namespace rssviz::cli
