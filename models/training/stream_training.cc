#include "models/training/stream_training.h"

#include <chrono>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/memory.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/cells/stream_backprop.h"
#include "models/training/descent.h"
#include "models/training/memory_plan.h"

namespace rssviz::models {
namespace {

// What is trained on, as streams of equal length.
class TrainingStreams {
 public:
  TrainingStreams(const TextCorpus& text, int streams, int window)
      : text_(text), streams_(streams), window_(window), piece_(text.split.train.front().size()) {
    length_ = text.split.symbols(Split::train) / streams;
    if (windows() < 1)
      fail(ErrorKind::data, "a text with " + with_commas(text.split.symbols(Split::train)) +
                                " symbols to train on gives " + with_commas(streams) + " streams of " +
                                with_commas(length_) + "; a window of " + with_commas(window) + " needs " +
                                with_commas(window + 1) +
                                " of each: take a longer text, or a smaller --batch-size or --window");
  }
  std::int64_t windows() const { return (length_ - 1) / window_; }

  void fill(std::int64_t window, std::vector<std::int32_t>& inputs,
            std::vector<std::int32_t>& targets) const {
    inputs.resize(static_cast<std::size_t>(streams_) * static_cast<std::size_t>(window_));
    targets.resize(inputs.size());
    std::size_t i = 0;
    for (std::int64_t t = 0; t < window_; ++t)
      for (std::int64_t b = 0; b < streams_; ++b, ++i) {
        const std::int64_t at = b * length_ + window * window_ + t;
        inputs[i] = symbol(at);
        targets[i] = symbol(at + 1);
      }
  }

 private:
  // Of the pieces one after another, which are all as long.
  std::int32_t symbol(std::int64_t at) const {
    const Piece& piece = text_.split.train[static_cast<std::size_t>(at / piece_)];
    return text_.codes[static_cast<std::size_t>(piece.begin + at % piece_)];
  }

  const TextCorpus& text_;
  std::int64_t streams_, window_, piece_;
  std::int64_t length_{0};
};

RecurrentShape shape_of(const TextCorpus& text, const RecurrentOptions& options) {
  const int symbols = text.alphabet.size();
  return {options.cell, symbols, options.units, symbols, options.layers};
}

void add_uniform(double limit, Rng& rng, float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] += static_cast<float>(rng.uniform(-limit, limit));
}

// Stages, what the optimiser remembers, and the numbers of one window that its way back needs.
TrainingMemory memory_of(const RecurrentShape& shape, const RecurrentOptions& options, int window,
                         std::int64_t stages) {
  TrainingMemory plan = plan_memory(shape, options);
  plan.weights = 4. * static_cast<double>(shape.size()) * static_cast<double>(stages + 2);
  const double units = shape.units, gates = static_cast<double>(shape.gates());
  const double layer = (shape.has_recurrent_bias() ? 2 : 1) * gates + (options.dropout > 0 ? 5 : 3) * units;
  plan.states = 4. * options.batch_size * window * (shape.layers * layer + shape.outputs);
  return plan;
}

// One call of train_stages.
class StreamTrainer {
 public:
  StreamTrainer(const StreamLesson& lesson, RecurrentRun& run, OptimizerState<float> optimizer,
                const Execution& execution, const OnStage& on_stage)
      : lesson_(lesson),
        run_(run),
        execution_(execution),
        on_stage_(on_stage),
        streams_(*lesson.text, run.options.batch_size, lesson.window),
        shape_(shape_of(*lesson.text, run.options)),
        backprop_(shape_, run.options.batch_size, lesson.window) {
    per_batch_ = std::int64_t{run.options.batch_size} * lesson.window;
    total_ = streams_.windows() * run.options.epochs;
    check_memory(memory_of(shape_, run.options, lesson.window, total_ / stage_every()), available_memory());
    if (run.stages.empty()) {
      optimizer = initial_state<float>(run.options.optimizer, static_cast<Eigen::Index>(shape_.size()));
      run.stages.push_back(initial_parameters(shape_, run.options, run.seed));
      run.sentences.push_back(0);
      run.carried = Matrix::Zero(run.options.batch_size, shape_.layers * shape_.layer_state());
      measure(first_loss());
      if (on_stage) on_stage(run, optimizer);
    }
    check(optimizer);
    descent_ = std::make_unique<Descent>(run, std::move(optimizer));
  }

  void run() {
    using Clock = std::chrono::steady_clock;
    std::int64_t done = run_.sentences.back() / per_batch_;
    const std::int64_t every = stage_every();
    execution_.progress.begin("training " + std::string(name_of(run_.options.cell)),
                              static_cast<std::size_t>(total_));
    Clock::time_point start = Clock::now();
    const std::int64_t first = done;
    while (done < total_ && !is_past_best(done)) {
      execution_.progress.check_stop();
      learn(done);
      ++done;
      execution_.progress.advance(static_cast<std::size_t>(done));
      if (done % every != 0 && done != total_) continue;
      keep(done);
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      tell(done, static_cast<double>((done - first) * per_batch_) / seconds);
    }
  }

 private:
  // Batches from stage to stage.
  std::int64_t stage_every() const {
    return run_.options.stage_batches > 0 ? run_.options.stage_batches : streams_.windows();
  }
  void check(const OptimizerState<float>& optimizer) const {
    if (run_.stages.back().shape != shape_ ||
        static_cast<std::size_t>(optimizer.second.size()) != shape_.size() ||
        run_.carried.rows() != run_.options.batch_size)
      fail(ErrorKind::data, "the stages to go on from are of another shape than the options say");
  }

  // Of the first window, before anything is learned.
  double first_loss() {
    streams_.fill(0, inputs_, targets_);
    backprop_.set_parameters(run_.stages.back());
    Matrix state = run_.carried;
    double sum = 0;
    for (const float nats : backprop_.run({inputs_, targets_}, state, execution_.workers))
      sum += static_cast<double>(nats);
    return sum / static_cast<double>(per_batch_);
  }

  void learn(std::int64_t done) {
    const std::int64_t windows = streams_.windows();
    const int epoch = static_cast<int>(done / windows) + 1;
    streams_.fill(done % windows, inputs_, targets_);
    backprop_.set_parameters(descent_->parameters());
    descent_->gradient().setZero();
    const StreamDropout dropout{run_.options.dropout,
                                stream_key(run_.seed, "dropout", static_cast<std::uint64_t>(done))};
    double sum = 0;
    for (const float nats :
         backprop_.accumulate({inputs_, targets_}, 1.0F / static_cast<float>(per_batch_), dropout,
                              run_.carried, descent_->gradient(), execution_.workers))
      sum += static_cast<double>(nats);
    since_stage_ += sum;
    ++batches_since_stage_;
    descent_->end(static_cast<float>(sum / static_cast<double>(per_batch_)), epoch,
                  static_cast<std::size_t>(done % windows) + 1);
  }

  void keep(std::int64_t done) {
    const std::int64_t windows = streams_.windows();
    descent_->check_weights(static_cast<int>((done - 1) / windows) + 1,
                            static_cast<std::size_t>((done - 1) % windows) + 1);
    run_.stages.push_back(descent_->parameters());
    run_.sentences.push_back(done * per_batch_);
    measure(since_stage_ / static_cast<double>(batches_since_stage_ * per_batch_));
    since_stage_ = 0;
    batches_since_stage_ = 0;
    if (on_stage_) on_stage_(run_, descent_->optimizer());
  }

  // The metrics of the last stage.
  void measure(double training_loss) {
    for (const Split split : kSplits) {
      const std::vector<Piece>& pieces = lesson_.text->split.pieces(split);
      if (pieces.empty()) continue;
      StageMetrics metrics;
      metrics.stage = static_cast<int>(run_.stages.size()) - 1;
      metrics.epoch = static_cast<int>(run_.sentences.back() / per_batch_ / streams_.windows());
      metrics.sentences = run_.sentences.back();
      metrics.split = split;
      metrics.set("loss", split == Split::train
                              ? training_loss
                              : text_loss(run_.stages.back(), *lesson_.text, pieces, execution_).mean());
      run_.metrics.push_back(metrics);
    }
  }

  // Whether so many epochs went by without a lower loss on validation.
  bool is_past_best(std::int64_t done) const {
    const std::int64_t windows = streams_.windows();
    if (run_.options.patience == 0 || done % windows != 0) return false;
    double least = std::numeric_limits<double>::infinity();
    std::int64_t at = 0, last = 0;
    for (const StageMetrics& row : run_.metrics) {
      if (row.split != Split::validation || row.sentences % (windows * per_batch_) != 0) continue;
      last = row.sentences;
      const double loss = row.value("loss").value_or(least);
      if (loss < least) {
        least = loss;
        at = row.sentences;
      }
    }
    const bool past = (last - at) / (windows * per_batch_) >= run_.options.patience;
    if (past)
      execution_.progress.warn("stopped early: validation was best after epoch " +
                               std::to_string(at / (windows * per_batch_)));
    return past;
  }

  void tell(std::int64_t done, double a_second) const {
    const StageMetrics* const validation =
        find_metrics(run_.metrics, static_cast<int>(run_.stages.size()) - 1, Split::validation);
    const double left = static_cast<double>((total_ - done) * per_batch_) / a_second;
    if (done % streams_.windows() != 0 && done != total_) return;
    execution_.progress.warn(
        "epoch " + decimals(static_cast<double>(done) / static_cast<double>(streams_.windows()), 2) + " of " +
        std::to_string(run_.options.epochs) +
        (validation == nullptr
             ? std::string()
             : ": validation " + decimals(validation->value("loss").value_or(0), 4) + " nats a symbol") +
        ", " + with_commas(static_cast<long long>(a_second)) + " symbols a second, " +
        with_commas(static_cast<long long>(left)) + " s left");
  }

  const StreamLesson& lesson_;
  RecurrentRun& run_;
  const Execution& execution_;
  const OnStage& on_stage_;
  TrainingStreams streams_;
  RecurrentShape shape_;
  StreamBackprop<float> backprop_;
  std::unique_ptr<Descent> descent_;
  std::int64_t per_batch_{0}, total_{0};
  std::vector<std::int32_t> inputs_, targets_;
  double since_stage_{0};
  std::int64_t batches_since_stage_{0};
};

void check_lesson(const StreamLesson& lesson, const RecurrentOptions& options) {
  options.check();
  check_range("window", lesson.window, lesson.window >= 1 && lesson.window <= 100000, "1 to 100000");
  if (options.shuffle) fail(ErrorKind::usage, "shuffle: a text has one order; leave it out");
  if (options.patience > 0 && lesson.text->split.validation.empty())
    fail(ErrorKind::usage, "patience: nothing is kept to validate on; see --split");
}

}  // namespace

RecurrentParameters<float> initial_parameters(const RecurrentShape& shape, const RecurrentOptions& options,
                                              std::uint64_t seed) {
  if (!(options.uniform > 0)) return initial_parameters(shape, seed);
  RecurrentParameters<float> parameters{shape, Vector::Zero(static_cast<Eigen::Index>(shape.size()))};
  Rng rng(seed, "initial weights"), second(seed, "initial weights, second biases");
  add_uniform(options.uniform, rng, parameters.values.data(), shape.size());
  const auto units = static_cast<std::size_t>(shape.units);
  for (int layer = 0; layer < shape.layers; ++layer) {
    float* const bias = parameters.values.data() + shape.bias_offset(layer);
    if (options.two_biases && !shape.has_recurrent_bias())
      add_uniform(options.uniform, second, bias, shape.gates());
    if (options.forget_one && shape.has_cell()) std::fill_n(bias + units, units, 1.0F);
  }
  return parameters;
}

std::int64_t windows_of(const StreamLesson& lesson, const RecurrentOptions& options) {
  return TrainingStreams(*lesson.text, options.batch_size, lesson.window).windows();
}

std::int64_t parameters_of_size(Cell cell, int symbols, int layers, int units) {
  const std::int64_t gates = std::int64_t{cell == Cell::lstm ? 4 : cell == Cell::gru ? 3 : 1} * units;
  return gates * (symbols + units + 2) + (layers - 1) * gates * (2 * std::int64_t{units} + 2) +
         std::int64_t{symbols} * (units + 1);
}

int units_of_size(Cell cell, int symbols, int layers, std::int64_t parameters) {
  constexpr int kMostUnits = 10000;
  const auto away = [&](int units) {
    return std::llabs(parameters_of_size(cell, symbols, layers, units) - parameters);
  };
  if (parameters_of_size(cell, symbols, layers, 1) > parameters)
    fail(ErrorKind::usage, "--parameters " + with_commas(parameters) + ": one unit has " +
                               with_commas(parameters_of_size(cell, symbols, layers, 1)) + " already");
  int units = 1;
  while (units < kMostUnits && away(units + 1) <= away(units)) ++units;
  return units;
}

void train_stages(const StreamLesson& lesson, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage) {
  check_lesson(lesson, run.options);
  StreamTrainer(lesson, run, std::move(optimizer), execution, on_stage).run();
}

void measure_stages(const StreamLesson& lesson, const Execution& execution, RecurrentRun& run) {
  for (std::size_t stage = 0; stage < run.stages.size(); ++stage)
    for (const Split split : {Split::validation, Split::test}) {
      const std::vector<Piece>& pieces = lesson.text->split.pieces(split);
      if (pieces.empty() || find_metrics(run.metrics, static_cast<int>(stage), split) != nullptr) continue;
      StageMetrics metrics;
      metrics.stage = static_cast<int>(stage);
      metrics.sentences = run.sentences[stage];
      metrics.split = split;
      metrics.set("loss", text_loss(run.stages[stage], *lesson.text, pieces, execution).mean());
      run.metrics.push_back(metrics);
    }
}

}  // namespace rssviz::models
