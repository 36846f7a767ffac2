#include "models/training/class_training.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/training/array_metrics.h"
#include "models/training/class_backprop.h"
#include "models/training/class_metrics.h"
#include "models/training/descent.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kPiece = 64;    // sequences of a batch that are run together
constexpr std::size_t kJudged = 250;  // the same where outputs alone are wanted

RecurrentShape shape_of(const ClassSequences& sequences, const RecurrentOptions& options) {
  return {options.cell, sequences.inputs, options.units, sequences.outputs(), options.layers};
}

// One epoch after the other over the training sequences.
class BatchLearner {
 public:
  BatchLearner(const ClassSequences& sequences, const ClassOptions& options, const RecurrentRun& run)
      : sequences_(sequences),
        options_(options),
        recurrent_(run.options),
        shape_(shape_of(sequences, run.options)),
        seed_(run.seed) {}

  void run_epoch(Descent& descent, int epoch, const Execution& execution) {
    const std::vector<std::int32_t> order = order_of(epoch);
    const auto batch = static_cast<std::size_t>(recurrent_.batch_size);
    std::size_t step = 1;
    for (std::size_t from = 0; from < order.size(); from += batch, ++step) {
      execution.progress.check_stop();
      const std::size_t count = std::min(batch, order.size() - from);
      descent.gradient().setZero();
      const float loss = loss_of(std::span(order).subspan(from, count), descent, execution.workers);
      if (!options_.bias) hold_biases(descent.gradient());
      descent.end(loss, epoch, step);
    }
    descent.check_weights(epoch, step - 1);
  }

 private:
  std::vector<std::int32_t> order_of(int epoch) const {
    std::vector<std::int32_t> order = sequences_.train;
    if (recurrent_.shuffle) {
      Rng rng(seed_, "order of sequences", static_cast<std::uint64_t>(epoch));
      rng.shuffle(std::span<std::int32_t>(order));
    }
    return order;
  }

  // The mean loss of a batch, whose gradient is left in that of `descent`.
  float loss_of(std::span<const std::int32_t> ids, Descent& descent, const Workers& workers) {
    const std::size_t pieces = (ids.size() + kPiece - 1) / kPiece;
    while (backprops_.size() < pieces) {
      backprops_.emplace_back(shape_);
      gradients_.emplace_back(Vector::Zero(descent.gradient().size()));
    }
    std::vector<float> losses(pieces);
    const float scale = 1.0F / static_cast<float>(ids.size());
    workers.for_each(pieces, [&](std::size_t k) {
      const std::size_t from = k * kPiece;
      gradients_[k].setZero();
      losses[k] = backprops_[k].accumulate(descent.parameters(), sequences_,
                                           ids.subspan(from, std::min(kPiece, ids.size() - from)), scale,
                                           gradients_[k]);
    });
    float loss = 0;
    for (std::size_t k = 0; k < pieces; ++k) {
      descent.gradient() += gradients_[k];
      loss += scale * losses[k];
    }
    return loss;
  }

  void hold_biases(Vector& gradient) const {
    const auto hold = [&](std::size_t offset, std::size_t count) {
      gradient.segment(static_cast<Eigen::Index>(offset), static_cast<Eigen::Index>(count)).setZero();
    };
    for (int block = 0; block < shape_.blocks(); ++block) {
      hold(shape_.bias_offset(block), shape_.gates());
      if (shape_.has_recurrent_bias()) hold(shape_.recurrent_bias_offset(block), shape_.gates());
    }
    hold(shape_.readout_bias_offset(), static_cast<std::size_t>(shape_.outputs));
  }

  const ClassSequences& sequences_;
  ClassOptions options_;
  RecurrentOptions recurrent_;
  RecurrentShape shape_;
  std::uint64_t seed_;
  std::vector<ClassBackprop<float>> backprops_;  // one a piece
  std::vector<Vector> gradients_;
};

// Stage 0: drawn as ever, the recurrent weights times the gain.
void begin_run(const ClassSequences& sequences, const ClassOptions& options, RecurrentRun& run,
               OptimizerState<float>& optimizer, const OnStage& on_stage) {
  const RecurrentShape shape = shape_of(sequences, run.options);
  RecurrentParameters<float> drawn = initial_parameters(shape, run.seed);
  for (int block = 0; block < shape.blocks(); ++block)
    drawn.values.segment(static_cast<Eigen::Index>(shape.recurrent_offset(block)),
                         static_cast<Eigen::Index>(shape.recurrent_size())) *=
        static_cast<float>(options.gain);
  run.stages.push_back(std::move(drawn));
  run.sentences.push_back(0);
  optimizer = initial_state<float>(run.options.optimizer, static_cast<Eigen::Index>(shape.size()));
  if (on_stage) on_stage(run, optimizer);
}

StageMetrics measured(const RecurrentParameters<float>& stage, const ClassSequences& sequences,
                      std::span<const std::int32_t> ids, Split split, const Execution& execution) {
  MatrixD outputs = class_logits(stage, sequences, ids, execution).cast<double>();
  softmax_rows(outputs);
  return class_metrics(sequences, ids, split, outputs, true);
}

}  // namespace

Matrix class_logits(const RecurrentParameters<float>& parameters, const ClassSequences& sequences,
                    std::span<const std::int32_t> ids, const Execution& execution) {
  Matrix outputs(static_cast<Eigen::Index>(ids.size()), parameters.shape.outputs);
  execution.workers.for_each((ids.size() + kJudged - 1) / kJudged, [&](std::size_t block) {
    execution.progress.check_stop();
    const std::size_t from = block * kJudged, count = std::min(kJudged, ids.size() - from);
    ClassBackprop<float> network(parameters.shape);
    outputs.middleRows(static_cast<Eigen::Index>(from), static_cast<Eigen::Index>(count)) =
        network.logits(parameters, sequences, ids.subspan(from, count));
  });
  return outputs;
}

void train_stages(const ClassSequences& sequences, const ClassOptions& options, RecurrentRun& run,
                  OptimizerState<float> optimizer, const Execution& execution, const OnStage& on_stage) {
  run.options.check();
  options.check();
  sequences.check();
  if (run.options.dropout > 0)
    fail(ErrorKind::usage, "dropout = " + std::to_string(run.options.dropout) +
                               " isn't known where classes of sequences are learned; leave it out");
  if (run.stages.empty()) begin_run(sequences, options, run, optimizer, on_stage);
  BatchLearner learner(sequences, options, run);
  train_epochs(shape_of(sequences, run.options), static_cast<std::int64_t>(sequences.train.size()), run,
               std::move(optimizer), execution, on_stage,
               [&](Descent& descent, int epoch) { learner.run_epoch(descent, epoch, execution); });
}

void measure_stages(const ClassSequences& sequences, const Execution& execution, RecurrentRun& run) {
  const std::vector<std::int32_t> train = judged_training(sequences);
  run.metrics.clear();
  for (std::size_t stage = 0; stage < run.stages.size(); ++stage)
    for (const Split split : {Split::train, Split::test}) {
      const std::vector<std::int32_t>& ids = split == Split::train ? train : sequences.test;
      StageMetrics metrics = measured(run.stages[stage], sequences, ids, split, execution);
      metrics.stage = static_cast<int>(stage);
      metrics.epoch = static_cast<int>(stage);
      metrics.sentences = run.sentences[stage];
      run.metrics.push_back(std::move(metrics));
    }
}

RecurrentRun train_recurrent(const ClassSequences& sequences, const ClassOptions& options,
                             const RecurrentOptions& recurrent, std::uint64_t seed,
                             const Execution& execution) {
  RecurrentRun run{.options = recurrent, .seed = seed};
  train_stages(sequences, options, run, {}, execution);
  measure_stages(sequences, execution, run);
  return run;
}

}  // namespace rssviz::models
