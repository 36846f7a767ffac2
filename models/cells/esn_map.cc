#include "models/cells/esn_map.h"

#include "core/error.h"
#include "models/cells/smooth_function.h"

namespace rssviz::models {
namespace {

CellFunction function_of(Activation activation) {
  switch (activation) {
    case Activation::tanh:
      return CellFunction::tanh;
    case Activation::relu:
      return CellFunction::relu;
    case Activation::identity:
      return CellFunction::identity;
    case Activation::sigmoid:
      return CellFunction::sigmoid;
  }
  fail(ErrorKind::internal, "an activation without a function");
}

// x' = (1 - a) x + a f(W x + d), J = (1 - a) I + a diag(f') W; of the external form
// s' = (1 - a) s + a (W f(s) + d), J = (1 - a) I + a W diag(f').
class EsnMap final : public StateMap {
 public:
  explicit EsnMap(const Reservoir<float>& reservoir)
      : leak_(static_cast<double>(reservoir.leak_rate)),
        input_(reservoir.input.cast<double>()),
        recurrent_(reservoir.recurrent.cast<double>()),
        external_(reservoir.equation == Equation::external),
        function_(function_of(reservoir.activation)) {}

  Eigen::Index size() const override { return recurrent_.rows(); }
  Eigen::Index inputs() const override { return input_.rows() - 1; }
  VectorD drive(const VectorD& input) const override {
    return input_.row(0).transpose() + input_.bottomRows(inputs()).transpose() * input;
  }
  // An external form's s is a leaky mean of bounded numbers too.
  bool is_bounded() const override { return models::is_bounded(function_); }

  void step(const VectorD& state, const VectorD& drive, VectorD& next, MatrixD* jacobian) const override {
    VectorD slopes(size());
    if (external_) {
      VectorD values = state;
      apply_with_slopes(function_, values, slopes);
      next.noalias() = recurrent_ * values;
      next = (1 - leak_) * state + leak_ * (next + drive);
      if (jacobian != nullptr) *jacobian = recurrent_ * (leak_ * slopes).asDiagonal();
    } else {
      VectorD values = drive;
      values.noalias() += recurrent_ * state;
      apply_with_slopes(function_, values, slopes);
      next = (1 - leak_) * state + leak_ * values;
      if (jacobian != nullptr) *jacobian = (leak_ * slopes).asDiagonal() * recurrent_;
    }
    if (jacobian != nullptr) jacobian->diagonal().array() += 1 - leak_;
  }

 private:
  double leak_;
  MatrixD input_;      // (1 + inputs) x units
  MatrixD recurrent_;  // units x units
  bool external_;
  CellFunction function_;
};

}  // namespace

std::unique_ptr<StateMap> make_esn_map(const Reservoir<float>& reservoir) {
  return std::make_unique<EsnMap>(reservoir);
}

}  // namespace rssviz::models
