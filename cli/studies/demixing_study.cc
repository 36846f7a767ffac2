#include "cli/studies/demixing_study.h"

#include <algorithm>
#include <limits>
#include <span>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

constexpr double kPenalties[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1};
constexpr double kWithoutChoice = 1e-6;

std::vector<int> counts_of(const Trials& trials, const std::vector<int>& condition) {
  std::vector<int> counts(static_cast<std::size_t>(trials.conditions()), 0);
  for (const int c : condition) ++counts[static_cast<std::size_t>(c)];
  return counts;
}

// One trial of each condition, drawn by seed, and the averages of the others.
struct Split {
  models::Conditions train{}, test{};
};

Split split_of(const Trials& trials, std::uint64_t seed, std::size_t number) {
  Rng rng(seed, "trials held out", number);
  std::vector<int> rest = trials.condition;
  Split made;
  for (int c = 0; c < trials.conditions(); ++c) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < trials.condition.size(); ++i)
      if (trials.condition[i] == c) members.push_back(i);
    const std::size_t held = members[rng.below(members.size())];
    made.test.push_back(trials.of[held]);
    rest[held] = -1;
  }
  made.train = averages_of(trials, rest);
  return made;
}

double chosen_penalty(const Trials& trials, const DemixingOptions& options, const Execution& execution) {
  std::vector<Split> splits;
  for (int k = 0; k < options.splits; ++k)
    splits.push_back(split_of(trials, options.seed, static_cast<std::size_t>(k)));
  std::vector<double> errors(std::size(kPenalties), 0);
  execution.workers.for_each(errors.size(), [&](std::size_t p) {
    for (const Split& split : splits)
      errors[p] += models::demixing_error(split.train, split.test, trials.factors,
                                          {options.components, kPenalties[p]});
  });
  return kPenalties[std::min_element(errors.begin(), errors.end()) - errors.begin()];
}

// Variance of trials around their average, over how many there are: what an average varies by chance.
double noise_share(const Trials& trials, const models::Conditions& means) {
  const std::vector<int> counts = counts_of(trials, trials.condition);
  double noise = 0;
  for (std::size_t i = 0; i < trials.of.size(); ++i) {
    const auto c = static_cast<std::size_t>(trials.condition[i]);
    if (counts[c] < 2) continue;
    noise += (trials.of[i] - means[c]).squaredNorm() / (counts[c] * (counts[c] - 1.));
  }
  return noise / std::max(1e-300, models::centred_averages(means).squaredNorm());
}

std::vector<double> marginal_shares(const models::Conditions& means, const models::Factors& factors) {
  std::vector<double> shares;
  const double total = std::max(1e-300, models::centred_averages(means).squaredNorm());
  for (const models::Marginal& marginal : models::marginals_of(means, factors))
    shares.push_back(marginal.part.squaredNorm() / total);
  return shares;
}

std::vector<MarginalNull> shuffled_shares(const Trials& trials, const DemixingOptions& options,
                                          const Execution& execution) {
  std::vector<std::vector<double>> draws(static_cast<std::size_t>(options.shuffles));
  execution.workers.for_each(draws.size(), [&](std::size_t k) {
    execution.progress.check_stop();
    Rng rng(options.seed, "conditions shuffled", k);
    std::vector<int> condition = trials.condition;
    rng.shuffle(std::span<int>(condition));
    draws[k] = marginal_shares(averages_of(trials, condition), trials.factors);
  });
  std::vector<MarginalNull> nulls;
  for (std::size_t m = 0; m < draws.front().size(); ++m) {
    std::vector<double> values;
    for (const std::vector<double>& draw : draws) values.push_back(draw[m]);
    nulls.push_back({models::quantile(values, 0.025), models::quantile(values, 0.975)});
  }
  return nulls;
}

}  // namespace

void DemixingOptions::check() const {
  check_range("components", components, components >= 1 && components <= 20, "1 to 20");
  check_range("shuffles", shuffles, shuffles >= 19 && shuffles <= 9999, "19 to 9999");
  check_range("splits", splits, splits >= 1 && splits <= 100, "1 to 100");
}

models::Conditions averages_of(const Trials& trials, const std::vector<int>& condition) {
  const std::vector<int> counts = counts_of({{}, {}, trials.factors}, [&] {
    std::vector<int> some;
    for (const int c : condition)
      if (c >= 0) some.push_back(c);
    return some;
  }());
  models::Conditions means(counts.size(), MatrixD::Zero(trials.of.front().rows(), trials.of.front().cols()));
  for (std::size_t i = 0; i < condition.size(); ++i)
    if (condition[i] >= 0) means[static_cast<std::size_t>(condition[i])] += trials.of[i];
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) fail(ErrorKind::data, "condition " + std::to_string(c + 1) + " has no trials");
    means[c] /= counts[c];
  }
  return means;
}

DemixingStudy study_demixing(const Trials& trials, const DemixingOptions& options,
                             const Execution& execution) {
  options.check();
  DemixingStudy study;
  study.means = averages_of(trials, trials.condition);
  const std::vector<int> counts = counts_of(trials, trials.condition);
  study.penalty_chosen = *std::min_element(counts.begin(), counts.end()) > 1;
  study.penalty = study.penalty_chosen ? chosen_penalty(trials, options, execution) : kWithoutChoice;
  study.noise = std::numeric_limits<double>::quiet_NaN();
  if (study.penalty_chosen) {
    study.noise = noise_share(trials, study.means);
    study.nulls = shuffled_shares(trials, options, execution);
  }
  study.demixed = models::demixed_of(study.means, trials.factors, {options.components, study.penalty});
  return study;
}

}  // namespace rssviz::cli
