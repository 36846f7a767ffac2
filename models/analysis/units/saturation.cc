#include "models/analysis/units/saturation.h"

namespace rssviz::models {

std::vector<Saturation> saturation(MatrixRef gates) {
  constexpr float kRight = 0.9F, kLeft = 0.1F;
  std::vector<Saturation> shares(static_cast<std::size_t>(gates.cols()));
  const auto steps = static_cast<double>(gates.rows());
  for (Eigen::Index unit = 0; unit < gates.cols(); ++unit) {
    long long right = 0, left = 0;
    for (Eigen::Index step = 0; step < gates.rows(); ++step) {
      if (gates(step, unit) > kRight) ++right;
      if (gates(step, unit) < kLeft) ++left;
    }
    if (steps > 0)
      shares[static_cast<std::size_t>(unit)] = {static_cast<double>(right) / steps,
                                                static_cast<double>(left) / steps};
  }
  return shares;
}

}  // namespace rssviz::models
