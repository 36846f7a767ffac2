// How much more alike networks of one group are than those of two, against groups dealt at random.
#include <cmath>
#include <limits>
#include <span>

#include "cli/studies/similarity_study.h"
#include "core/rng.h"

namespace rssviz::cli {
namespace {

constexpr int kDeals = 999;

double mean_of(double sum, int count) {
  return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

// Of the values between each two networks.
double contrast(const MatrixD& values, const std::vector<std::string>& groups) {
  double within = 0, between = 0;
  int pairs_within = 0, pairs_between = 0;
  for (std::size_t a = 0; a < groups.size(); ++a)
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      const double value = values(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
      if (std::isnan(value)) continue;
      (groups[a] == groups[b] ? within : between) += value;
      ++(groups[a] == groups[b] ? pairs_within : pairs_between);
    }
  return mean_of(within, pairs_within) - mean_of(between, pairs_between);
}

}  // namespace

GroupContrast group_contrast(const SimilarityStudy& study, Similarity measure,
                             const std::vector<std::string>& groups, const SimilarityOptions& options) {
  const auto count = static_cast<Eigen::Index>(groups.size());
  MatrixD values = MatrixD::Constant(count, count, std::numeric_limits<double>::quiet_NaN());
  for (const PairSimilarity& pair : study.pairs) {
    if (pair.measure != measure) continue;
    const auto a = static_cast<Eigen::Index>(pair.a), b = static_cast<Eigen::Index>(pair.b);
    values(a, b) = values(b, a) = pair.value;
  }
  GroupContrast made;
  for (std::size_t a = 0; a < groups.size(); ++a) {
    double within = 0, between = 0;
    int same = 0, other = 0;
    for (std::size_t b = 0; b < groups.size(); ++b) {
      const double value = values(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
      if (std::isnan(value)) continue;
      (groups[a] == groups[b] ? within : between) += value;
      ++(groups[a] == groups[b] ? same : other);
    }
    made.within.push_back(mean_of(within, same));
    made.between.push_back(mean_of(between, other));
  }
  made.difference = contrast(values, groups);
  int as_far = 1;
  Rng rng(options.seed, "groups dealt", static_cast<std::uint64_t>(measure));
  std::vector<std::string> dealt = groups;
  for (int deal = 0; deal < kDeals; ++deal) {
    rng.shuffle(std::span<std::string>(dealt));
    as_far += std::abs(contrast(values, dealt)) >= std::abs(made.difference) - 1e-12 ? 1 : 0;
  }
  made.p = as_far / (kDeals + 1.);
  return made;
}

}  // namespace rssviz::cli
