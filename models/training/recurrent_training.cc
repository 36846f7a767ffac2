#include "models/training/recurrent_training.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/training/measure_network.h"

namespace rssviz::models {
namespace {

void check_count(const char* field, int value, int low, const char* why = "") {
  if (value < low) {
    fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(value) +
                               " is out of range: " + std::to_string(low) + " or more" + why);
  }
}

RecurrentShape shape_of(const Corpus& corpus, const RecurrentOptions& options) {
  return {options.cell, static_cast<int>(corpus.vocabulary.size()), options.units,
          static_cast<int>(corpus.targets.cols()), options.layers};
}

// Scales the gradient to a norm of at most `limit`. Summed in order, in double.
void clip_norm(double limit, Vector& gradient) {
  double sum = 0;
  for (const float g : gradient) sum += static_cast<double>(g) * static_cast<double>(g);
  const double norm = std::sqrt(sum);
  if (norm > limit) gradient *= static_cast<float>(limit / norm);
}

// One epoch after the other over the training sentences.
class Trainer {
 public:
  Trainer(const Corpus& corpus, const RecurrentRun& run, RecurrentParameters<float> start,
          OptimizerState<float> optimizer)
      : corpus_(corpus),
        options_(run.options),
        seed_(run.seed),
        targets_(corpus.targets.cast<float>()),
        parameters_(std::move(start)),
        backprop_(parameters_.shape),
        optimizer_(std::move(optimizer)),
        gradient_(Vector::Zero(parameters_.values.size())) {}

  const RecurrentParameters<float>& parameters() const { return parameters_; }
  const OptimizerState<float>& optimizer() const { return optimizer_; }

  void run_epoch(int epoch, const Progress& progress) {
    const std::vector<std::int32_t> order = order_of(epoch);
    const auto batch_size = static_cast<std::size_t>(options_.batch_size);
    std::size_t step = 1;
    for (std::size_t from = 0; from < order.size(); from += batch_size, ++step) {
      progress.check_stop();
      const std::size_t count = std::min(batch_size, order.size() - from);
      const float loss = learn_batch(std::span(order).subspan(from, count), epoch);
      if (!std::isfinite(loss)) not_finite("the loss", epoch, step);
      if (options_.clip) clip_norm(*options_.clip, gradient_);
      descend(options_.optimizer, gradient_, optimizer_, parameters_.values);
    }
    if (!parameters_.values.allFinite()) not_finite("a weight", epoch, step - 1);
  }

 private:
  std::vector<std::int32_t> order_of(int epoch) const {
    std::vector<std::int32_t> order = corpus_.train;
    if (options_.shuffle) {
      Rng rng(seed_, "order of sentences", static_cast<std::uint64_t>(epoch));
      rng.shuffle(std::span<std::int32_t>(order));
    }
    return order;
  }

  // The loss of a batch; gradient_ becomes its gradient.
  float learn_batch(std::span<const std::int32_t> rows, int epoch) {
    const auto width = static_cast<std::size_t>(targets_.cols());
    const float scale = 1.0F / static_cast<float>(rows.size() * width);
    gradient_.setZero();
    backprop_.set_parameters(parameters_);
    float loss = 0.0F;
    for (const std::int32_t row : rows) {
      const std::span<const float> target(targets_.row(row).data(), width);
      const Tokens& tokens = corpus_.sequences[static_cast<std::size_t>(row)];
      draw_masks(tokens.size(), epoch, row);
      loss += scale * backprop_.accumulate(tokens, target, scale, gradient_, masks_);
    }
    return loss;
  }

  void draw_masks(std::size_t steps, int epoch, std::int32_t row) {
    if (!(options_.dropout > 0)) return;
    const auto kept = static_cast<float>(1.0 / (1.0 - options_.dropout));
    const std::uint64_t sentences = corpus_.sequences.size();
    Rng rng(seed_, "dropout",
            static_cast<std::uint64_t>(epoch) * sentences + static_cast<std::uint64_t>(row));
    masks_.resize(static_cast<std::size_t>(options_.layers - 1) * steps *
                  static_cast<std::size_t>(options_.units));
    for (float& mask : masks_) mask = rng.uniform() < options_.dropout ? 0.0F : kept;
  }

  [[noreturn]] void not_finite(const char* what, int epoch, std::size_t step) const {
    fail(ErrorKind::numeric, "training " + std::string(name_of(options_.cell)) + ": " + what +
                                 " is not finite at epoch " + std::to_string(epoch) + ", step " +
                                 std::to_string(step) + "; a smaller learning rate or clip may help");
  }

  const Corpus& corpus_;
  RecurrentOptions options_;
  std::uint64_t seed_;
  Matrix targets_;
  RecurrentParameters<float> parameters_;
  RecurrentBackprop<float> backprop_;
  OptimizerState<float> optimizer_;
  Vector gradient_;
  std::vector<float> masks_;
};

}  // namespace

void RecurrentOptions::check() const {
  constexpr int kMostUnits = 10000, kMostLayers = 100;  // beyond these, weights fill the memory
  check_range("units", units, units >= 1 && units <= kMostUnits, "1 to 10000");
  check_range("layers", layers, layers >= 1 && layers <= kMostLayers, "1 to 100");
  check_count("epochs", epochs, 1, " (the network before training is stage 0 of every run)");
  check_count("batch_size", batch_size, 1);
  optimizer.check();
  if (clip) check_range("clip", *clip, *clip > 0, "above 0");
  check_range("dropout", dropout, dropout >= 0 && dropout < 1, "0 to below 1");
  if (dropout > 0) check_count("layers", layers, 2, " with dropout, which acts between layers");
}

void train_stages(const Corpus& corpus, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage) {
  const RecurrentOptions& options = run.options;
  options.check();
  corpus.check();
  if (corpus.train.empty()) fail(ErrorKind::data, "there are no sentences to train on");
  const RecurrentShape shape = shape_of(corpus, options);
  const auto keep = [&](const RecurrentParameters<float>& parameters, const OptimizerState<float>& state) {
    const auto epoch = static_cast<std::int64_t>(run.stages.size());
    run.stages.push_back(parameters);
    run.sentences.push_back(epoch * static_cast<std::int64_t>(corpus.train.size()));
    if (on_stage) on_stage(run, state);
  };
  if (run.stages.empty()) {
    optimizer = initial_state<float>(options.optimizer, static_cast<Eigen::Index>(shape.size()));
    keep(initial_parameters(shape, run.seed), optimizer);
  }
  if (run.stages.back().shape != shape || static_cast<std::size_t>(optimizer.second.size()) != shape.size()) {
    fail(ErrorKind::data, "the stages to go on from are of another shape than the options say");
  }
  Trainer trainer(corpus, run, run.stages.back(), std::move(optimizer));
  execution.progress.begin("training " + std::string(name_of(options.cell)),
                           static_cast<std::size_t>(options.epochs));
  for (int epoch = static_cast<int>(run.stages.size()); epoch <= options.epochs; ++epoch) {
    trainer.run_epoch(epoch, execution.progress);
    keep(trainer.parameters(), trainer.optimizer());
    execution.progress.advance(static_cast<std::size_t>(epoch));
  }
}

void measure_stages(const Corpus& corpus, const Judge& judge, const Execution& execution, RecurrentRun& run) {
  const PrefixTrie trie = build_trie(corpus.sequences);
  run.metrics.resize(run.stages.size() * kSplits.size());
  execution.workers.for_each(run.stages.size(), [&](std::size_t stage) {
    const std::vector<StageMetrics> measured =
        measure_network(*make_recurrent_network(run.stages[stage]), trie, corpus, judge, execution);
    for (std::size_t k = 0; k < measured.size(); ++k) {
      StageMetrics& metrics = run.metrics[stage * kSplits.size() + k];
      metrics = measured[k];
      metrics.stage = static_cast<int>(stage);
      metrics.epoch = static_cast<int>(stage);
      metrics.sentences = run.sentences[stage];
    }
  });
}

RecurrentRun train_recurrent(const Corpus& corpus, const RecurrentOptions& options, std::uint64_t seed,
                             const Judge& judge, const Execution& execution) {
  RecurrentRun run{.options = options, .seed = seed};
  train_stages(corpus, run, {}, execution);
  measure_stages(corpus, judge, execution, run);
  return run;
}

std::unique_ptr<Network> network_at(const RecurrentRun& run, int stage) {
  const int last = static_cast<int>(run.stages.size()) - 1;
  if (stage < -1 || stage > last) {
    fail(ErrorKind::usage,
         "stage = " + std::to_string(stage) + " is out of range: 0 to " + std::to_string(last));
  }
  return make_recurrent_network(run.stages[static_cast<std::size_t>(stage < 0 ? last : stage)]);
}

}  // namespace rssviz::models
