#include "models/training/descent.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/memory.h"
#include "models/training/memory_plan.h"

namespace rssviz::models {
namespace {

// Scales the gradient to a norm of at most `limit`. Summed in order, in double.
void clip_norm(double limit, Vector& gradient) {
  double sum = 0;
  for (const float g : gradient) sum += static_cast<double>(g) * static_cast<double>(g);
  const double norm = std::sqrt(sum);
  if (norm > limit) gradient *= static_cast<float>(limit / norm);
}

void clip_values(double limit, Vector& gradient) {
  const auto most = static_cast<float>(limit);
  for (float& g : gradient) g = std::isfinite(g) ? std::clamp(g, -most, most) : g;
}

// Runs over the biases of a network that has one a gate.
template <class Parameters, class Use>
void each_bias(Parameters& parameters, const Use& use) {
  const RecurrentShape& shape = parameters.shape;
  const auto width = static_cast<Eigen::Index>(shape.gates());
  for (int block = 0; block < shape.blocks() && !shape.has_recurrent_bias(); ++block)
    use(block * width, parameters.values.segment(static_cast<Eigen::Index>(shape.bias_offset(block)), width));
}

Vector biases_of(const RecurrentParameters<float>& parameters) {
  Vector biases(static_cast<Eigen::Index>(parameters.shape.gates()) * parameters.shape.blocks());
  each_bias(parameters, [&](Eigen::Index at, const auto& bias) { biases.segment(at, bias.size()) = bias; });
  return biases;
}

// Each of two biases takes the step that their sum's gradient asks for.
void move_biases_again(const Vector& before, RecurrentParameters<float>& parameters) {
  each_bias(parameters, [&](Eigen::Index at, auto bias) { bias += bias - before.segment(at, bias.size()); });
}

}  // namespace

Descent::Descent(const RecurrentRun& run, OptimizerState<float> optimizer)
    : options_(run.options),
      parameters_(run.stages.back()),
      backprop_(parameters_.shape),
      optimizer_(std::move(optimizer)),
      gradient_(Vector::Zero(parameters_.values.size())) {}

void Descent::begin() {
  gradient_.setZero();
  backprop_.set_parameters(parameters_);
}

void Descent::end(float loss, int epoch, std::size_t step) {
  if (!std::isfinite(loss)) not_finite("the loss", epoch, step);
  if (options_.clip && options_.clip_by == ClipBy::norm) clip_norm(*options_.clip, gradient_);
  if (options_.clip && options_.clip_by == ClipBy::value) clip_values(*options_.clip, gradient_);
  OptimizerOptions now = options_.optimizer;
  now.learning_rate *= std::pow(options_.decay, std::max(0, epoch - 1 - options_.decay_after));
  const Vector biases = options_.two_biases ? biases_of(parameters_) : Vector();
  descend(now, gradient_, optimizer_, parameters_.values);
  if (options_.two_biases) move_biases_again(biases, parameters_);
}

void Descent::check_weights(int epoch, std::size_t step) const {
  if (!parameters_.values.allFinite()) not_finite("a weight", epoch, step);
}

void Descent::not_finite(const char* what, int epoch, std::size_t step) const {
  fail(ErrorKind::numeric, "training " + std::string(name_of(options_.cell)) + ": " + what +
                               " is not finite at epoch " + std::to_string(epoch) + ", step " +
                               std::to_string(step) + "; a smaller learning rate or clip may help");
}

void train_epochs(const RecurrentShape& shape, std::int64_t per_epoch, RecurrentRun& run,
                  OptimizerState<float> optimizer, const Execution& execution, const OnStage& on_stage,
                  const RunEpoch& run_epoch) {
  const auto keep = [&](const RecurrentParameters<float>& parameters, const OptimizerState<float>& state) {
    const auto epoch = static_cast<std::int64_t>(run.stages.size());
    run.stages.push_back(parameters);
    run.sentences.push_back(epoch * per_epoch);
    if (on_stage) on_stage(run, state);
  };
  check_memory(plan_memory(shape, run.options), available_memory());
  if (run.stages.empty()) {
    optimizer = initial_state<float>(run.options.optimizer, static_cast<Eigen::Index>(shape.size()));
    keep(initial_parameters(shape, run.seed), optimizer);
  }
  if (run.stages.back().shape != shape || static_cast<std::size_t>(optimizer.second.size()) != shape.size()) {
    fail(ErrorKind::data, "the stages to go on from are of another shape than the options say");
  }
  Descent descent(run, std::move(optimizer));
  execution.progress.begin("training " + std::string(name_of(run.options.cell)),
                           static_cast<std::size_t>(run.options.epochs));
  for (int epoch = static_cast<int>(run.stages.size()); epoch <= run.options.epochs; ++epoch) {
    run_epoch(descent, epoch);
    keep(descent.parameters(), descent.optimizer());
    execution.progress.advance(static_cast<std::size_t>(epoch));
  }
}

}  // namespace rssviz::models
