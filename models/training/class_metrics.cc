#include "models/training/class_metrics.h"

#include <algorithm>
#include <cmath>

namespace rssviz::models {

std::vector<std::int32_t> judged_training(const ClassSequences& sequences) {
  constexpr std::size_t kMost = 5000;
  const std::size_t count = std::min(kMost, sequences.train.size());
  return {sequences.train.begin(), sequences.train.begin() + static_cast<std::ptrdiff_t>(count)};
}

StageMetrics class_metrics(const ClassSequences& sequences, std::span<const std::int32_t> ids, Split split,
                           MatrixDRef outputs, bool cross_entropy) {
  double entropy = 0, squares = 0;
  std::int64_t wrong = 0;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    const auto own = static_cast<Eigen::Index>(
        sequences.classes[static_cast<std::size_t>(ids[static_cast<std::size_t>(i)])]);
    Eigen::Index said = 0;
    outputs.row(i).maxCoeff(&said);
    wrong += said != own ? 1 : 0;
    entropy -= std::log(std::max(outputs(i, own), 1e-300));
    for (Eigen::Index k = 0; k < outputs.cols(); ++k) {
      const double error = outputs(i, k) - (k == own ? 1 : 0);
      squares += error * error;
    }
  }
  const auto count = static_cast<double>(std::max<Eigen::Index>(1, outputs.rows()));
  const double mean_square =
      squares / (count * static_cast<double>(std::max<Eigen::Index>(1, outputs.cols())));
  StageMetrics metrics;
  metrics.split = split;
  metrics.set("loss", cross_entropy ? entropy / count : mean_square);
  metrics.set("rmse", std::sqrt(mean_square));
  metrics.set("exact_error", static_cast<double>(wrong) / count);
  return metrics;
}

}  // namespace rssviz::models
