#include "models/training/recurrent_training.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/training/descent.h"
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

// One epoch after the other over the training sentences.
class SentenceLearner {
 public:
  SentenceLearner(const Corpus& corpus, const RecurrentRun& run)
      : corpus_(corpus), options_(run.options), seed_(run.seed), targets_(corpus.targets.cast<float>()) {}

  void run_epoch(Descent& descent, int epoch, const Progress& progress) {
    const std::vector<std::int32_t> order = order_of(epoch);
    const auto batch_size = static_cast<std::size_t>(options_.batch_size);
    std::size_t step = 1;
    for (std::size_t from = 0; from < order.size(); from += batch_size, ++step) {
      progress.check_stop();
      const std::size_t count = std::min(batch_size, order.size() - from);
      descent.begin();
      descent.end(loss_of(std::span(order).subspan(from, count), epoch, descent), epoch, step);
    }
    descent.check_weights(epoch, step - 1);
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

  // The loss of a batch, whose gradient is added to that of `descent`.
  float loss_of(std::span<const std::int32_t> rows, int epoch, Descent& descent) {
    const auto width = static_cast<std::size_t>(targets_.cols());
    const float scale = 1.0F / static_cast<float>(rows.size() * width);
    float loss = 0.0F;
    for (const std::int32_t row : rows) {
      const std::span<const float> target(targets_.row(row).data(), width);
      const Tokens& tokens = corpus_.sequences[static_cast<std::size_t>(row)];
      draw_masks(tokens.size(), epoch, row);
      loss += scale * descent.backprop().accumulate(tokens, target, scale, descent.gradient(), masks_);
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

  const Corpus& corpus_;
  RecurrentOptions options_;
  std::uint64_t seed_;
  Matrix targets_;
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
  check_range("decay", decay, decay > 0 && decay <= 1, "above 0 to 1");
  check_count("decay_after", decay_after, 0);
  check_count("patience", patience, 0);
  check_count("stage_batches", stage_batches, 0);
  check_range("uniform", uniform, uniform >= 0, "0 or more");
}

void RecurrentOptions::check_layered_dropout() const {
  if (dropout > 0) check_count("layers", layers, 2, " with dropout, which acts between layers");
}

void train_stages(const Corpus& corpus, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage) {
  const RecurrentOptions& options = run.options;
  options.check();
  options.check_layered_dropout();
  corpus.check();
  if (corpus.train.empty()) fail(ErrorKind::data, "there are no sentences to train on");
  SentenceLearner learner(corpus, run);
  train_epochs(shape_of(corpus, options), static_cast<std::int64_t>(corpus.train.size()), run,
               std::move(optimizer), execution, on_stage,
               [&](Descent& descent, int epoch) { learner.run_epoch(descent, epoch, execution.progress); });
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
