#include "models/analysis/statistics/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  std::vector<double> result(values.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from + 1;
    while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
    // Places from + 1 .. to share their mean.
    const double shared = (static_cast<double>(from + 1) + static_cast<double>(to)) / 2;
    for (; from < to; ++from) result[order[from]] = shared;
  }
  return result;
}

double pearson(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) fail(ErrorKind::internal, "a correlation needs as many x as y");
  if (x.size() < 2) return kNone;
  const double n = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i];
    mean_y += y[i];
  }
  mean_x /= n;
  mean_y /= n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : kNone;
}

double spearman(std::span<const double> x, std::span<const double> y) { return pearson(ranks(x), ranks(y)); }

double auroc(std::span<const double> scores, std::span<const std::int32_t> positive) {
  if (scores.size() != positive.size()) fail(ErrorKind::internal, "AUROC needs a class for each score");
  const std::vector<double> rank = ranks(scores);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (positive[i] == 0) continue;
    sum += rank[i];
    count += 1;
  }
  const double rest = static_cast<double>(scores.size()) - count;
  return count > 0 && rest > 0 ? (sum - count * (count + 1) / 2) / (count * rest) : kNone;
}

double quantile(std::vector<double> values, double p) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return kNone;
  std::sort(values.begin(), values.end());
  const double place = std::clamp(p, 0.0, 1.0) * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

void Resampling::check() const {
  if (draws < 1) fail(ErrorKind::usage, "draws = " + std::to_string(draws) + " is out of range: 1 or more");
  check_range("coverage", coverage, coverage > 0 && coverage < 1, "above 0, below 1");
}

Interval middle_of(const std::vector<double>& values, double coverage) {
  return {quantile(values, (1 - coverage) / 2), quantile(values, (1 + coverage) / 2)};
}

Interval bootstrap(std::size_t rows, const RowStatistic& statistic, const Resampling& resampling,
                   const Execution& execution) {
  resampling.check();
  if (rows == 0) return {kNone, kNone};
  std::vector<double> values(static_cast<std::size_t>(resampling.draws));
  execution.workers.for_each(values.size(), [&](std::size_t draw) {
    Rng rng(resampling.seed, resampling.stage, draw);
    std::vector<std::size_t> chosen(rows);
    for (std::size_t& row : chosen) row = rng.below(rows);
    values[draw] = statistic(chosen);
  });
  return middle_of(values, resampling.coverage);
}

std::vector<double> permuted(std::size_t rows, const RowStatistic& statistic, const Resampling& resampling,
                             const Execution& execution) {
  resampling.check();
  std::vector<double> values(static_cast<std::size_t>(resampling.draws));
  execution.workers.for_each(values.size(), [&](std::size_t draw) {
    Rng rng(resampling.seed, resampling.stage, draw);
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    rng.shuffle(std::span(order));
    values[draw] = statistic(order);
  });
  return values;
}

}  // namespace rssviz::models
