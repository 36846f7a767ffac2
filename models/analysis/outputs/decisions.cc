#include "models/analysis/outputs/decisions.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"

namespace rssviz::models {

Decision decide(std::span<const double> outputs, double threshold) {
  if (outputs.empty()) fail(ErrorKind::internal, "a decision needs options");
  const double top = *std::max_element(outputs.begin(), outputs.end());
  std::vector<double> shares;
  double sum = 0;
  for (const double output : outputs) {
    shares.push_back(std::exp(output - top));
    sum += shares.back();
  }
  int first = 0, second = -1;
  for (int k = 1; k < static_cast<int>(shares.size()); ++k) {
    if (shares[static_cast<std::size_t>(k)] > shares[static_cast<std::size_t>(first)]) {
      second = first;
      first = k;
    } else if (second < 0 || shares[static_cast<std::size_t>(k)] > shares[static_cast<std::size_t>(second)]) {
      second = k;
    }
  }
  const double highest = shares[static_cast<std::size_t>(first)] / sum;
  const double over = highest - threshold;
  if (over < 0) return {-1, first, -over};
  const double lead = second < 0 ? 1.0 : highest - shares[static_cast<std::size_t>(second)] / sum;
  return lead < over ? Decision{first, second, lead} : Decision{first, -1, over};
}

}  // namespace rssviz::models
