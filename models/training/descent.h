// What training by gradient shares, whatever is learned: weights that follow the gradient of a batch, and
// stages that are kept after each epoch. A Descent belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "models/training/recurrent_training.h"

namespace rssviz::models {

class Descent {
 public:
  // Goes on from the last stage of `run`.
  Descent(const RecurrentRun& run, OptimizerState<float> optimizer);

  // A batch: begin(), add to gradient() by backprop(), end(). Throws Error{numeric} naming epoch and step
  // where the loss isn't finite.
  void begin();
  RecurrentBackprop<float>& backprop() { return backprop_; }
  Vector& gradient() { return gradient_; }
  void end(float loss, int epoch, std::size_t step);
  // After an epoch. Throws Error{numeric} where a weight isn't finite.
  void check_weights(int epoch, std::size_t step) const;

  const RecurrentParameters<float>& parameters() const { return parameters_; }
  const OptimizerState<float>& optimizer() const { return optimizer_; }

 private:
  [[noreturn]] void not_finite(const char* what, int epoch, std::size_t step) const;

  RecurrentOptions options_;
  RecurrentParameters<float> parameters_;
  RecurrentBackprop<float> backprop_;
  OptimizerState<float> optimizer_;
  Vector gradient_;
};

// Trains until run.stages holds all epochs, as train_stages in recurrent_training.h says; `per_epoch`:
// sentences or steps of an epoch.
using RunEpoch = std::function<void(Descent& descent, int epoch)>;
void train_epochs(const RecurrentShape& shape, std::int64_t per_epoch, RecurrentRun& run,
                  OptimizerState<float> optimizer, const Execution& execution, const OnStage& on_stage,
                  const RunEpoch& run_epoch);

}  // namespace rssviz::models
