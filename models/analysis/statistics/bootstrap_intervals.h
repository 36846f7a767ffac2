// Bootstrap intervals of differences of any statistic: bias-corrected and accelerated (Efron 1987, doi
// 10.1080/01621459.1987.10478410), and of rows in blocks where rows hang together, as the words of one text
// do (moving blocks: Kuensch 1989, doi 10.1214/aos/1176347265).
// Seeds speak of networks, not of corpora: where there is one text, its blocks stand beside the seeds.
// Pure functions; the same bytes at any number of threads, since draw k has the stream (seed, stage, k) of
// its own. Values are finite; Error{data} names the first that isn't.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/statistics/differences.h"

namespace rssviz::models {

// The BCa interval from its parts. draws: the statistic of each resample; jackknife: a list a sample, of the
// statistic without each of its values. Where all draws are alike: an interval of no width; NaN where all
// draws lie on one side of the estimate, or no sample has two values.
Interval bca_interval(double estimate, std::span<const double> draws,
                      std::span<const std::vector<double>> jackknife, double coverage);

// A statistic of some values, which may repeat. Called from several threads at once.
using ValueStatistic = std::function<double(std::span<const double>)>;

// Of `statistic` of the differences. p, t and standard error are NaN; take p from permutation.h.
Difference bootstrap_difference(std::span<const double> differences, const ValueStatistic& statistic,
                                const Resampling& resampling, const Execution& execution);
// statistic(values) - statistic(null), each side resampled on its own.
Difference bootstrap_unpaired(std::span<const double> values, std::span<const double> null,
                              const ValueStatistic& statistic, const Resampling& resampling,
                              const Execution& execution);

// The percentile interval of `statistic` over rows 0 .. rows - 1 drawn in runs of `block` rows, cut to as
// many as there are. Draws where it is NaN are left out. Error{usage} unless 1 <= block <= rows.
Interval block_bootstrap(std::size_t rows, std::size_t block, const RowStatistic& statistic,
                         const Resampling& resampling, const Execution& execution);

}  // namespace rssviz::models
