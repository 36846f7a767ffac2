#include "cli/compose/parts/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "render/figure/palette.h"

namespace rssviz::cli {

render::Color judged_color(std::size_t verdict, const render::Style& style) {
  return render::seen_on(kJudgedColors[verdict], style);
}

std::vector<double> group_probabilities(const Matrix& outputs, Eigen::Index row,
                                        const std::vector<int>& group) {
  double top = std::numeric_limits<double>::lowest();
  for (const int k : group) top = std::max(top, static_cast<double>(outputs(row, k)));
  std::vector<double> shares;
  double sum = 0;
  for (const int k : group) sum += shares.emplace_back(std::exp(static_cast<double>(outputs(row, k)) - top));
  for (double& share : shares) share /= sum;
  return shares;
}

Matrix shown_outputs(const NetworkView& view, const Matrix& outputs) {
  if (!view.softmax) return outputs;
  Matrix shown(outputs.rows(), outputs.cols());
  for (Eigen::Index row = 0; row < outputs.rows(); ++row)
    for (const OutputGroup& group : view.task->groups()) {
      const std::vector<double> shares = group_probabilities(outputs, row, group.outputs);
      for (std::size_t k = 0; k < shares.size(); ++k)
        shown(row, group.outputs[k]) = static_cast<float>(shares[k]);
    }
  return shown;
}

}  // namespace rssviz::cli
