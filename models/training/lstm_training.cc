#include "models/training/lstm_training.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "models/recording/prefix_trie.h"

namespace rssviz::models {
namespace {

void check_count(const char* field, int value, int low) {
  if (value < low) {
    fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(value) +
                               " is out of range: " + std::to_string(low) + " or more");
  }
}

// One pass over the training sentences in order.
class Trainer {
 public:
  Trainer(const Corpus& corpus, const LstmTrainingOptions& options, LstmParameters<float> start)
      : corpus_(corpus),
        batch_size_(static_cast<std::size_t>(options.batch_size)),
        targets_(corpus.targets.cast<float>()),
        parameters_(std::move(start)),
        backprop_(parameters_.shape),
        adam_(options.adam, parameters_.values.size()),
        gradient_(Vector::Zero(parameters_.values.size())) {}

  const LstmParameters<float>& parameters() const { return parameters_; }

  void run_epoch(int epoch) {
    const auto width = static_cast<std::size_t>(targets_.cols());
    for (std::size_t from = 0, step = 1; from < corpus_.train.size(); from += batch_size_, ++step) {
      const std::size_t count = std::min(batch_size_, corpus_.train.size() - from);
      const float scale = 1.0F / static_cast<float>(count * width);
      gradient_.setZero();
      backprop_.set_parameters(parameters_);
      float loss = 0.0F;
      for (std::size_t i = from; i < from + count; ++i) {
        const std::int32_t row = corpus_.train[i];
        const std::span<const float> target(targets_.row(row).data(), width);
        loss += scale * backprop_.accumulate(corpus_.sequences[static_cast<std::size_t>(row)], target, scale,
                                             gradient_);
      }
      if (!std::isfinite(loss)) {
        fail(ErrorKind::numeric, "training lstm: the loss is not finite at epoch " + std::to_string(epoch) +
                                     ", step " + std::to_string(step));
      }
      adam_.update(gradient_, parameters_.values);
    }
  }

 private:
  const Corpus& corpus_;
  std::size_t batch_size_;
  Matrix targets_;
  LstmParameters<float> parameters_;
  LstmBackprop<float> backprop_;
  Adam<float> adam_;
  Vector gradient_;
};

// Outputs after the last token: rows.size() x outputs.
MatrixD final_outputs(const MatrixD& by_node, const PrefixTrie& trie, const std::vector<std::int32_t>& rows) {
  MatrixD result(static_cast<Eigen::Index>(rows.size()), by_node.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result.row(static_cast<Eigen::Index>(i)) = by_node.row(trie.last(static_cast<std::size_t>(rows[i])));
  }
  return result;
}

void measure_stages(const Corpus& corpus, const Judge& judge, const Execution& execution, LstmRun& run) {
  const PrefixTrie trie = build_trie(corpus.sequences);
  run.metrics.resize(run.stages.size() * kSplits.size());
  execution.workers.for_each(run.stages.size(), [&](std::size_t stage) {
    const std::unique_ptr<Network> network = make_lstm_network(run.stages[stage]);
    const MatrixD outputs = network->read_out_double(states_of(*network, trie, execution));
    for (std::size_t k = 0; k < kSplits.size(); ++k) {
      StageMetrics& metrics = run.metrics[stage * kSplits.size() + k];
      metrics = measure(corpus, kSplits[k], final_outputs(outputs, trie, corpus.indices(kSplits[k])), judge);
      metrics.stage = static_cast<int>(stage);
      metrics.epoch = static_cast<int>(stage);
      metrics.sentences = run.sentences[stage];
    }
  });
}

}  // namespace

void LstmTrainingOptions::check() const {
  check_count("units", units, 1);
  check_count("epochs", epochs, 0);
  check_count("batch_size", batch_size, 1);
  adam.check();
}

LstmRun train_lstm(const Corpus& corpus, const LstmTrainingOptions& options, std::uint64_t seed,
                   const Judge& judge, const Execution& execution) {
  options.check();
  corpus.check();
  if (corpus.train.empty()) fail(ErrorKind::data, "there are no sentences to train on");
  const LstmShape shape{static_cast<int>(corpus.vocabulary.size()), options.units,
                        static_cast<int>(corpus.targets.cols())};
  LstmRun run{.options = options, .seed = seed};
  Trainer trainer(corpus, options, initial_lstm(shape, seed));
  execution.progress.begin("training lstm", static_cast<std::size_t>(options.epochs));
  run.stages.push_back(trainer.parameters());
  run.sentences.push_back(0);
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    execution.progress.check_stop();
    trainer.run_epoch(epoch);
    run.stages.push_back(trainer.parameters());
    run.sentences.push_back(static_cast<std::int64_t>(epoch) *
                            static_cast<std::int64_t>(corpus.train.size()));
    execution.progress.advance(static_cast<std::size_t>(epoch));
  }
  measure_stages(corpus, judge, execution, run);
  return run;
}

std::unique_ptr<Network> network_at(const LstmRun& run, int stage) {
  const int last = static_cast<int>(run.stages.size()) - 1;
  if (stage < -1 || stage > last) {
    fail(ErrorKind::usage,
         "stage = " + std::to_string(stage) + " is out of range: 0 to " + std::to_string(last));
  }
  return make_lstm_network(run.stages[static_cast<std::size_t>(stage < 0 ? last : stage)]);
}

}  // namespace rssviz::models
