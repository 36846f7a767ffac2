#include "cli/compose/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rssviz::cli {

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

}  // namespace rssviz::cli
