// How much more alike networks of one group are than those of two, against groups dealt at random.
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "cli/studies/similarity_study.h"
#include "core/rng.h"

namespace rssviz::cli {
namespace {

constexpr int kDeals = 999, kDraws = 1999;

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

// Each network counted `times`: a pair as often as both of it, a network with itself never.
double weighted_contrast(const MatrixD& values, const std::vector<std::string>& groups,
                         const std::vector<int>& times) {
  double sums[2]{}, counts[2]{};
  for (std::size_t a = 0; a < groups.size(); ++a) {
    if (times[a] == 0) continue;
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      const double value = values(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
      const int often = times[a] * times[b];
      if (often == 0 || std::isnan(value)) continue;
      sums[groups[a] == groups[b] ? 0 : 1] += often * value;
      counts[groups[a] == groups[b] ? 0 : 1] += often;
    }
  }
  if (!(counts[0] > 0) || !(counts[1] > 0)) return std::numeric_limits<double>::quiet_NaN();
  return sums[0] / counts[0] - sums[1] / counts[1];
}

// The contrast of networks drawn again, as many of each group as it has.
models::Interval interval_of(const MatrixD& values, const std::vector<std::string>& groups, Rng& rng) {
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t n = 0; n < groups.size(); ++n) members[groups[n]].push_back(n);
  std::vector<double> draws;
  for (int draw = 0; draw < kDraws; ++draw) {
    std::vector<int> times(groups.size(), 0);
    for (const auto& [name, of_group] : members)
      for (std::size_t k = 0; k < of_group.size(); ++k) ++times[of_group[rng.below(of_group.size())]];
    const double found = weighted_contrast(values, groups, times);
    if (!std::isnan(found)) draws.push_back(found);
  }
  if (draws.size() < kDraws / 2) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    return {none, none};
  }
  return models::middle_of(draws, 0.95);
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
  Rng drawn(options.seed, "networks drawn", static_cast<std::uint64_t>(measure));
  made.interval = interval_of(values, groups, drawn);
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
