// Do some numbers together predict another one, on rows that were held out? Kernel ridge regression with a
// Gaussian kernel over ranks, so that neither one number at a time nor a straight line is asked for. Width
// and penalty are chosen inside each training part by the error of leaving one row out, which has a closed
// form; the rows held out take no part in it. Permuted outcomes go through all of it anew. Sources: Saunders,
// Gammerman and Vovk 1998; leaving one out: Cawley and Talbot 2003, doi 10.1016/S0031-3203(03)00136-5. Pure
// functions; the same bytes at any number of threads: draw k has the stream (seed, "permuted outcomes", k) of
// its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::models {

struct HeldOutOptions {
  int folds{10};                                       // of rows, shuffled by the stream (seed, "folds")
  std::vector<double> widths{0.5, 1, 2, 4};            // of the kernel, in standard deviations of the ranks
  std::vector<double> penalties{0.003, 0.03, 0.3, 3};  // on the diagonal of the kernel
  int draws{500};                                      // of permuted outcomes
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Which fold each of `rows` rows is held out in: as even as can be.
std::vector<int> folds_of(std::size_t rows, int folds, std::uint64_t seed);

// features: rows x numbers, their ranks are taken; outcome: one a row. What each row is predicted to be by
// the rows of the other folds. Throws Error{data} for other numbers of rows, or fewer than 3 in a training
// part.
std::vector<double> held_out_predictions(const MatrixDRef& features, std::span<const double> outcome,
                                         const std::vector<int>& fold, const HeldOutOptions& options);

struct HeldOutPrediction {
  std::vector<double> predicted{};  // by row
  double rho{};                     // Spearman of predicted and true outcomes
  Interval interval{};              // 95 %, bootstrap over rows, predictions as they are
  double null_centre{};             // mean of rho over permuted outcomes
  double null_high{};               // below which 95 % of them lie
  double p{};                       // above
};
HeldOutPrediction predict_held_out(const MatrixDRef& features, std::span<const double> outcome,
                                   const HeldOutOptions& options, const Execution& execution);

}  // namespace rssviz::models
