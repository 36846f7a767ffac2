#include "models/analysis/statistics/held_out_prediction.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/statistics/multiple_tests.h"
#include "models/analysis/statistics/tested_values.h"

namespace rssviz::models {
namespace {

// Columns as ranks with mean 0 and variance 1; a column that doesn't vary is 0.
MatrixD ranked(const MatrixDRef& features) {
  MatrixD result(features.rows(), features.cols());
  for (Eigen::Index k = 0; k < features.cols(); ++k) {
    std::vector<double> column(static_cast<std::size_t>(features.rows()));
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = features(static_cast<Eigen::Index>(i), k);
    const std::vector<double> rank = ranks(column);
    const double mean = mean_of(rank), deviation = std::sqrt(variance_of(rank));
    for (std::size_t i = 0; i < rank.size(); ++i)
      result(static_cast<Eigen::Index>(i), k) = deviation > 0 ? (rank[i] - mean) / deviation : 0;
  }
  return result;
}

// exp(-|a - b|^2 / (2 numbers width^2)): the same width for any number of columns.
MatrixD kernel(const MatrixD& ranks, const std::vector<std::size_t>& a, const std::vector<std::size_t>& b,
               double width) {
  MatrixD result(static_cast<Eigen::Index>(a.size()), static_cast<Eigen::Index>(b.size()));
  const double scale = 2 * static_cast<double>(ranks.cols()) * width * width;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      double square = 0;
      for (Eigen::Index k = 0; k < ranks.cols(); ++k) {
        const double apart =
            ranks(static_cast<Eigen::Index>(a[i]), k) - ranks(static_cast<Eigen::Index>(b[j]), k);
        square += apart * apart;
      }
      result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = std::exp(-square / scale);
    }
  return result;
}

// All of a fold that doesn't depend on the outcome: per width the eigenvectors of the kernel of its training
// rows, what carries them to the rows held out, and the diagonal of the inverse for each penalty.
struct Spectrum {
  MatrixD vectors{};                 // training rows x directions
  VectorD values{};                  // by direction
  MatrixD carried{};                 // held-out rows x directions
  std::vector<VectorD> diagonals{};  // by penalty: of (K + penalty)^-1
};

struct Fold {
  std::vector<std::size_t> train{}, held{};
  std::vector<Spectrum> spectra{};  // by width
};

Spectrum spectrum_of(const MatrixD& ranks, const Fold& fold, double width,
                     const std::vector<double>& penalties) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      Eigen::MatrixXd(kernel(ranks, fold.train, fold.train, width)));
  if (solver.info() != Eigen::Success)
    fail(ErrorKind::numeric, "held-out prediction: the kernel's eigenvectors were not found");
  Spectrum made{solver.eigenvectors(), solver.eigenvalues(), {}, {}};
  made.carried = kernel(ranks, fold.held, fold.train, width) * made.vectors;
  for (const double penalty : penalties) {
    const VectorD weights = (made.values.array() + penalty).inverse();
    made.diagonals.emplace_back(made.vectors.cwiseAbs2() * weights);
  }
  return made;
}

std::vector<Fold> folds_with_spectra(const MatrixD& ranks, const std::vector<int>& fold,
                                     const HeldOutOptions& options) {
  std::vector<Fold> folds(static_cast<std::size_t>(options.folds));
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (std::size_t i = 0; i < fold.size(); ++i)
      (fold[i] == static_cast<int>(f) ? folds[f].held : folds[f].train).push_back(i);
    if (folds[f].train.size() < 3)
      fail(ErrorKind::data, "held-out prediction: fold " + std::to_string(f) + " leaves " +
                                std::to_string(folds[f].train.size()) + " rows to learn from; it takes 3");
    for (const double width : options.widths)
      folds[f].spectra.push_back(spectrum_of(ranks, folds[f], width, options.penalties));
  }
  return folds;
}

// What a fold's held-out rows are predicted to be, by the width and penalty with the least error when each
// training row is left out once; of equals the first.
void predict_fold(const Fold& fold, std::span<const double> outcome, const HeldOutOptions& options,
                  std::vector<double>& predicted) {
  VectorD centred(static_cast<Eigen::Index>(fold.train.size()));
  double mean = 0;
  for (const std::size_t i : fold.train) mean += outcome[i] / static_cast<double>(fold.train.size());
  for (std::size_t i = 0; i < fold.train.size(); ++i)
    centred(static_cast<Eigen::Index>(i)) = outcome[fold.train[i]] - mean;
  double least = std::numeric_limits<double>::infinity();
  VectorD best = VectorD::Zero(static_cast<Eigen::Index>(fold.held.size()));
  for (const Spectrum& spectrum : fold.spectra) {
    const VectorD along = spectrum.vectors.transpose() * centred;
    for (std::size_t p = 0; p < options.penalties.size(); ++p) {
      const VectorD weights = along.array() / (spectrum.values.array() + options.penalties[p]);
      const VectorD left_out = (spectrum.vectors * weights).cwiseQuotient(spectrum.diagonals[p]);
      double error = 0;
      for (Eigen::Index i = 0; i < left_out.size(); ++i) error += left_out(i) * left_out(i);
      if (!(error < least)) continue;
      least = error;
      best = spectrum.carried * weights;
    }
  }
  for (std::size_t i = 0; i < fold.held.size(); ++i)
    predicted[fold.held[i]] = mean + best(static_cast<Eigen::Index>(i));
}

std::vector<double> predictions(const std::vector<Fold>& folds, std::span<const double> outcome,
                                const HeldOutOptions& options) {
  std::vector<double> predicted(outcome.size(), 0);
  for (const Fold& fold : folds) predict_fold(fold, outcome, options, predicted);
  return predicted;
}

std::vector<Fold> checked_folds(const MatrixDRef& features, std::span<const double> outcome,
                                const std::vector<int>& fold, const HeldOutOptions& options) {
  options.check();
  check_values("outcome", outcome);
  if (static_cast<std::size_t>(features.rows()) != outcome.size() || fold.size() != outcome.size())
    fail(ErrorKind::data, "held-out prediction: " + std::to_string(features.rows()) + " rows of numbers, " +
                              std::to_string(fold.size()) + " of folds and " +
                              std::to_string(outcome.size()) + " outcomes don't belong together");
  return folds_with_spectra(ranked(features), fold, options);
}

std::vector<double> picked(std::span<const double> values, std::span<const std::size_t> rows) {
  std::vector<double> result;
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

}  // namespace

void HeldOutOptions::check() const {
  check_range("folds", folds, folds >= 2, "2 or more");
  check_range("draws", draws, draws >= 1, "1 or more");
  if (widths.empty() || penalties.empty())
    fail(ErrorKind::usage, "held-out prediction needs at least one width and one penalty");
  for (const double width : widths) check_range("widths", width, width > 0, "above 0");
  for (const double penalty : penalties) check_range("penalties", penalty, penalty > 0, "above 0");
}

std::vector<int> folds_of(std::size_t rows, int folds, std::uint64_t seed) {
  std::vector<int> fold(rows);
  for (std::size_t i = 0; i < rows; ++i) fold[i] = static_cast<int>(i % static_cast<std::size_t>(folds));
  Rng rng(seed, "folds", 0);
  rng.shuffle(std::span(fold));
  return fold;
}

std::vector<double> held_out_predictions(const MatrixDRef& features, std::span<const double> outcome,
                                         const std::vector<int>& fold, const HeldOutOptions& options) {
  return predictions(checked_folds(features, outcome, fold, options), outcome, options);
}

HeldOutPrediction predict_held_out(const MatrixDRef& features, std::span<const double> outcome,
                                   const HeldOutOptions& options, const Execution& execution) {
  options.check();
  const std::vector<Fold> folds =
      checked_folds(features, outcome, folds_of(outcome.size(), options.folds, options.seed), options);
  HeldOutPrediction found;
  found.predicted = predictions(folds, outcome, options);
  found.rho = spearman(found.predicted, outcome);
  Resampling resampling;
  resampling.draws = 2000;
  resampling.seed = options.seed;
  const auto over_rows = [&](std::span<const std::size_t> rows) {
    return spearman(picked(found.predicted, rows), picked(outcome, rows));
  };
  found.interval = bootstrap(outcome.size(), over_rows, resampling, execution);
  resampling.draws = options.draws;
  resampling.stage = "permuted outcomes";
  const auto anew = [&](std::span<const std::size_t> rows) {
    const std::vector<double> moved = picked(outcome, rows);
    return spearman(predictions(folds, moved, options), moved);
  };
  const std::vector<double> null = permuted(outcome.size(), anew, resampling, execution);
  found.null_centre = mean_of(null);
  found.null_high = quantile(null, 0.95);
  found.p = rank_p(found.rho, null, Tail::above);
  return found;
}

}  // namespace rssviz::models
