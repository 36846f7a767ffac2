#include "models/analysis/statistics/bootstrap_intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Efron's a: a sixth of the skewness of the statistic's influence, summed over samples.
double acceleration(std::span<const std::vector<double>> jackknife) {
  double cubes = 0, squares = 0;
  for (const std::vector<double>& without : jackknife) {
    if (without.empty()) continue;
    const double n = static_cast<double>(without.size()), mean = mean_of(without);
    double third = 0, second = 0;
    for (const double value : without) {
      const double influence = (n - 1) * (mean - value);
      third += influence * influence * influence;
      second += influence * influence;
    }
    cubes += third / (n * n * n);
    squares += second / (n * n);
  }
  return squares > 0 ? cubes / std::pow(squares, 1.5) / 6 : 0;
}

std::vector<double> resampled(std::span<const double> values, Rng& rng) {
  std::vector<double> result(values.size());
  for (double& value : result) value = values[rng.below(values.size())];
  return result;
}

// The statistic without each of the values in turn; none for one value.
std::vector<double> without_each(std::span<const double> values, const ValueStatistic& statistic) {
  std::vector<double> result;
  if (values.size() < 2) return result;
  std::vector<double> rest(values.begin() + 1, values.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.push_back(statistic(rest));
    if (i < rest.size()) rest[i] = values[i];
  }
  return result;
}

std::vector<double> drawn(const Resampling& resampling, const Execution& execution,
                          const std::function<double(Rng&)>& draw_one) {
  std::vector<double> draws(static_cast<std::size_t>(resampling.draws));
  execution.workers.for_each(draws.size(), [&](std::size_t draw) {
    Rng rng(resampling.seed, resampling.stage, draw);
    draws[draw] = draw_one(rng);
  });
  return draws;
}

Difference without_test(double estimate, std::size_t values, std::size_t nulls) {
  return {.estimate = estimate,
          .interval = {kNone, kNone},
          .p = kNone,
          .statistic = kNone,
          .degrees = kNone,
          .standard_error = kNone,
          .values = values,
          .nulls = nulls};
}

}  // namespace

Interval bca_interval(double estimate, std::span<const double> draws,
                      std::span<const std::vector<double>> jackknife, double coverage) {
  check_coverage(coverage);
  check_values("estimate", std::span(&estimate, 1));
  check_values("draws", draws);
  const auto [least, most] = std::minmax_element(draws.begin(), draws.end());
  if (*least == *most) return {*least, *most};
  double share = 0;
  for (const double draw : draws) share += draw < estimate ? 1 : draw == estimate ? 0.5 : 0;
  share /= static_cast<double>(draws.size());
  const bool any = std::any_of(jackknife.begin(), jackknife.end(),
                               [](const std::vector<double>& without) { return without.size() > 1; });
  if (!(share > 0 && share < 1) || !any) return {kNone, kNone};
  const double bias = normal_quantile(share), a = acceleration(jackknife);
  const double z = normal_quantile((1 - coverage) / 2);
  const auto place = [&](double from) {
    const double moved = bias + from;
    return normal_below(bias + moved / (1 - a * moved));
  };
  const std::vector<double> all(draws.begin(), draws.end());
  return {quantile(all, place(z)), quantile(all, place(-z))};
}

Difference bootstrap_difference(std::span<const double> differences, const ValueStatistic& statistic,
                                const Resampling& resampling, const Execution& execution) {
  resampling.check();
  check_values("differences", differences);
  Difference result = without_test(statistic(differences), differences.size(), 0);
  if (differences.size() < 2) return result;
  const std::vector<double> draws =
      drawn(resampling, execution, [&](Rng& rng) { return statistic(resampled(differences, rng)); });
  const std::vector<std::vector<double>> jackknife{without_each(differences, statistic)};
  result.interval = bca_interval(result.estimate, draws, jackknife, resampling.coverage);
  return result;
}

Difference bootstrap_unpaired(std::span<const double> values, std::span<const double> null,
                              const ValueStatistic& statistic, const Resampling& resampling,
                              const Execution& execution) {
  resampling.check();
  check_values("values", values);
  check_values("null", null);
  const double of_values = statistic(values), of_null = statistic(null);
  Difference result = without_test(of_values - of_null, values.size(), null.size());
  if (values.size() < 2 || null.size() < 2) return result;
  const std::vector<double> draws = drawn(resampling, execution, [&](Rng& rng) {
    const double first = statistic(resampled(values, rng));
    return first - statistic(resampled(null, rng));
  });
  std::vector<std::vector<double>> jackknife{without_each(values, statistic), without_each(null, statistic)};
  for (double& value : jackknife[0]) value -= of_null;
  for (double& value : jackknife[1]) value = of_values - value;
  result.interval = bca_interval(result.estimate, draws, jackknife, resampling.coverage);
  return result;
}

Interval block_bootstrap(std::size_t rows, std::size_t block, const RowStatistic& statistic,
                         const Resampling& resampling, const Execution& execution) {
  resampling.check();
  if (block < 1 || block > rows) {
    fail(ErrorKind::usage, "block = " + std::to_string(block) + " is out of range: 1 to the " +
                               std::to_string(rows) + " rows that there are");
  }
  const std::vector<double> draws = drawn(resampling, execution, [&](Rng& rng) {
    std::vector<std::size_t> chosen;
    chosen.reserve(rows + block);
    while (chosen.size() < rows) {
      const std::size_t first = rng.below(rows - block + 1);
      for (std::size_t i = 0; i < block; ++i) chosen.push_back(first + i);
    }
    chosen.resize(rows);
    return statistic(chosen);
  });
  return middle_of(draws, resampling.coverage);
}

}  // namespace rssviz::models
