#include "models/analysis/units/word_influence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

using Sets = std::vector<std::vector<int>>;

Sets random_sets(int units, std::size_t size, const InfluenceOptions& options) {
  Sets sets(static_cast<std::size_t>(options.random_sets));
  for (std::size_t k = 0; k < sets.size(); ++k) {
    Rng rng(options.seed, "random sets of units", k);
    while (sets[k].size() < size) {
      const int unit = static_cast<int>(rng.below(static_cast<std::uint64_t>(units)));
      if (std::find(sets[k].begin(), sets[k].end(), unit) == sets[k].end()) sets[k].push_back(unit);
    }
  }
  return sets;
}

double sum_over(std::span<const double> values, std::span<const int> units) {
  double sum = 0;
  for (const int unit : units) sum += values[static_cast<std::size_t>(unit)];
  return sum;
}

AgainstRandom against_random(std::span<const double> by_unit, std::span<const int> chosen, const Sets& sets) {
  AgainstRandom result;
  result.chosen = sum_over(by_unit, chosen);
  std::vector<double> random;
  for (const std::vector<int>& set : sets) random.push_back(sum_over(by_unit, set));
  std::sort(random.begin(), random.end());
  const auto n = static_cast<double>(random.size());
  for (const double value : random) result.random_mean += value / n;
  result.random_low = random[random.size() * 25 / 1000];
  result.random_high = random[std::min(random.size() - 1, random.size() * 975 / 1000)];
  // Equal sets may sum to sums that differ by rounding.
  const double slack = 1e-12 * (1 + std::abs(result.chosen));
  double above = 0, below = 0;
  for (const double value : random) {
    above += value >= result.chosen - slack ? 1 : 0;
    below += value <= result.chosen + slack ? 1 : 0;
  }
  result.p = std::min(1.0, 2 * (1 + std::min(above, below)) / (1 + n));
  return result;
}

double squares_about_mean(std::vector<double>& y) {
  const double mean = std::accumulate(y.begin(), y.end(), 0.0) / static_cast<double>(y.size());
  double squares = 0;
  for (double& value : y) {
    value -= mean;
    squares += value * value;
  }
  return squares;
}

// Takes from y what the covariates x explain linearly over all units (least squares, one covariate after
// another made orthogonal to those before; one that the others explain is passed over). Gives the share of
// y's variance that was explained.
double take_away(std::vector<std::vector<double>> x, std::vector<double>& y) {
  constexpr double kDependent = 1e-9;
  const double before = squares_about_mean(y);
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double full = squares_about_mean(x[k]);
    for (std::size_t j = 0; j < k; ++j) {
      if (x[j].empty()) continue;
      const double share = std::inner_product(x[k].begin(), x[k].end(), x[j].begin(), 0.0);
      for (std::size_t i = 0; i < y.size(); ++i) x[k][i] -= share * x[j][i];
    }
    const double rest = std::inner_product(x[k].begin(), x[k].end(), x[k].begin(), 0.0);
    if (!(rest > kDependent * full)) {
      x[k].clear();
      continue;
    }
    for (double& value : x[k]) value /= std::sqrt(rest);
    const double share = std::inner_product(y.begin(), y.end(), x[k].begin(), 0.0);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] -= share * x[k][i];
  }
  return before > 0 ? 1 - std::inner_product(y.begin(), y.end(), y.begin(), 0.0) / before : 0;
}

// Mean and deviation of the sum over the chosen units, and the mean change of every unit.
std::vector<double> measure_word(MatrixRef change, const std::vector<Eigen::Index>& rows,
                                 std::span<const int> chosen, WordInfluence& word) {
  std::vector<double> mean(static_cast<std::size_t>(change.cols()), 0), sums;
  for (const Eigen::Index row : rows) {
    for (std::size_t u = 0; u < mean.size(); ++u)
      mean[u] += static_cast<double>(change(row, static_cast<Eigen::Index>(u)));
    double sum = 0;
    for (const int unit : chosen) sum += static_cast<double>(change(row, unit));
    sums.push_back(sum);
  }
  const auto n = static_cast<double>(rows.size());
  for (double& value : mean) value /= n;
  const double middle = std::accumulate(sums.begin(), sums.end(), 0.0) / n;
  double squares = 0;
  for (const double sum : sums) squares += (sum - middle) * (sum - middle);
  word.deviation = std::sqrt(squares / n);
  word.occurrences = static_cast<int>(rows.size());
  return mean;
}

void correct(std::vector<WordInfluence>& words, AgainstRandom WordInfluence::*which) {
  std::vector<double> p;
  for (const WordInfluence& word : words) p.push_back((word.*which).p);
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < words.size(); ++i) (words[i].*which).q = q[i];
}

void check_shapes(MatrixRef change, std::span<const std::int32_t> words, std::span<const Matrix> covariates,
                  std::span<const int> chosen) {
  if (static_cast<Eigen::Index>(words.size()) != change.rows())
    fail(ErrorKind::data, "there are " + std::to_string(words.size()) + " words for " +
                              std::to_string(change.rows()) + " points");
  if (covariates.empty()) fail(ErrorKind::data, "no covariate is given");
  for (const Matrix& covariate : covariates)
    if (covariate.cols() != change.cols() || covariate.rows() != covariates.front().rows())
      fail(ErrorKind::data, "a covariate of " + std::to_string(covariate.rows()) + " words x " +
                                std::to_string(covariate.cols()) + " units doesn't fit " +
                                std::to_string(covariates.front().rows()) + " x " +
                                std::to_string(change.cols()));
  if (chosen.empty() || static_cast<Eigen::Index>(chosen.size()) > change.cols())
    fail(ErrorKind::data,
         std::to_string(chosen.size()) + " units can't be chosen from " + std::to_string(change.cols()));
  for (const int unit : chosen)
    if (unit < 0 || unit >= change.cols()) fail(ErrorKind::data, "there is no unit " + std::to_string(unit));
  for (const std::int32_t word : words)
    if (word < 0 || word >= covariates.front().rows())
      fail(ErrorKind::data, "there is no word " + std::to_string(word));
}

}  // namespace

void InfluenceOptions::check() const {
  if (random_sets < 39)
    fail(ErrorKind::usage, "random_sets = " + std::to_string(random_sets) + " is out of range: 39 or more");
}

std::vector<WordInfluence> word_influence(MatrixRef change, std::span<const std::int32_t> words,
                                          std::span<const Matrix> covariates, std::span<const int> chosen,
                                          const InfluenceOptions& options) {
  options.check();
  check_shapes(change, words, covariates, chosen);
  const Sets sets = random_sets(static_cast<int>(change.cols()), chosen.size(), options);
  std::vector<WordInfluence> result;
  for (Eigen::Index w = 0; w < covariates.front().rows(); ++w) {
    std::vector<Eigen::Index> rows;
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i] == w) rows.push_back(static_cast<Eigen::Index>(i));
    if (rows.empty()) continue;
    WordInfluence& word = result.emplace_back();
    word.word = static_cast<int>(w);
    std::vector<double> by_unit = measure_word(change, rows, chosen, word);
    std::vector<std::vector<double>> of_word;
    for (const Matrix& covariate : covariates) {
      std::vector<double>& values = of_word.emplace_back();
      for (Eigen::Index u = 0; u < covariate.cols(); ++u)
        values.push_back(static_cast<double>(covariate(w, u)));
    }
    word.reached = sum_over(of_word.front(), chosen) / static_cast<double>(chosen.size());
    word.reached_by_all = std::accumulate(of_word.front().begin(), of_word.front().end(), 0.0) /
                          static_cast<double>(of_word.front().size());
    word.raw = against_random(by_unit, chosen, sets);
    word.explained = take_away(std::move(of_word), by_unit);
    word.adjusted = against_random(by_unit, chosen, sets);
  }
  correct(result, &WordInfluence::raw);
  correct(result, &WordInfluence::adjusted);
  return result;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> q(p.size());
  double least = 1;
  for (std::size_t rank = p.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank));
    q[i] = least;
  }
  return q;
}

}  // namespace rssviz::models
