// Statistics of ranks, and the intervals and nulls that go with them.
// Spearman's rho: Pearson's correlation of ranks, ties at their mean rank. AUROC: the chance that a positive
// scores above a negative, ties counted half (Mann and Whitney 1947). Bootstrap: percentile interval over
// resampled rows (Efron 1979). Pure functions; the same bytes at any number of threads, since draw k has the
// stream (seed, stage, k) of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/parallel.h"

namespace rssviz::models {

// The rank of each value, counted from 1; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values);
// Of as many x as y; NaN for fewer than two rows or where either side is constant.
double pearson(std::span<const double> x, std::span<const double> y);
double spearman(std::span<const double> x, std::span<const double> y);
// `positive[i]`: 1 or 0; NaN where one of the classes is empty.
double auroc(std::span<const double> scores, std::span<const std::int32_t> positive);

// The value below which the share `p` of the values lies, by linear interpolation (NumPy's default). NaNs
// are left out; NaN where nothing is left.
double quantile(std::vector<double> values, double p);

struct Interval {
  double low{};
  double high{};
};

struct Resampling {
  int draws{1000};
  double coverage{0.95};
  std::uint64_t seed{1};
  std::string_view stage{"bootstrap"};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// A statistic of some rows, which may repeat. Called from several threads at once.
using RowStatistic = std::function<double(std::span<const std::size_t>)>;

// The percentile interval of `statistic` over resampled rows 0 .. rows - 1. Draws where it is NaN are left
// out.
Interval bootstrap(std::size_t rows, const RowStatistic& statistic, const Resampling& resampling,
                   const Execution& execution);
// The values of `statistic` under random permutations of the rows: what it is when nothing is tied to
// anything.
std::vector<double> permuted(std::size_t rows, const RowStatistic& statistic, const Resampling& resampling,
                             const Execution& execution);
// The middle `coverage` of some values.
Interval middle_of(const std::vector<double>& values, double coverage);

}  // namespace rssviz::models
