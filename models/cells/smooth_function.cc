#include "models/cells/smooth_function.h"

#include <algorithm>

#include "models/cells/activation.h"

namespace rssviz::models {
namespace {

void hard_sigmoid(double steepness, Eigen::Ref<VectorD> values, Eigen::Ref<VectorD> slopes) {
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    values[i] = std::clamp(values[i] * steepness + 0.5, 0.0, 1.0);
    slopes[i] = values[i] > 0 && values[i] < 1 ? steepness : 0.0;
  }
}

}  // namespace

void apply_with_slopes(CellFunction function, Eigen::Ref<VectorD> values, Eigen::Ref<VectorD> slopes) {
  const auto count = static_cast<std::size_t>(values.size());
  switch (function) {
    case CellFunction::tanh:
      tanh_in_place(values.data(), count);
      slopes = 1.0 - values.array().square();
      return;
    case CellFunction::sigmoid:
      sigmoid_in_place(values.data(), count);
      slopes = values.array() * (1.0 - values.array());
      return;
    case CellFunction::relu:
      slopes = (values.array() > 0.0).cast<double>();
      values = values.cwiseMax(0.0);
      return;
    case CellFunction::identity:
      slopes.setOnes();
      return;
    case CellFunction::hard_sigmoid:
      return hard_sigmoid(0.2, values, slopes);
    case CellFunction::hard_sigmoid_6:
      return hard_sigmoid(1.0 / 6.0, values, slopes);
  }
}

bool is_bounded(CellFunction function) {
  return function != CellFunction::relu && function != CellFunction::identity;
}

}  // namespace rssviz::models
