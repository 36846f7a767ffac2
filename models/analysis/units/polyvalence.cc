#include "models/analysis/units/polyvalence.h"

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

std::span<const double> row_of(const MatrixD& matrix, Eigen::Index row) {
  return {matrix.data() + row * matrix.cols(), static_cast<std::size_t>(matrix.cols())};
}

std::vector<int> histogram(const std::vector<int>& outputs_by_unit, std::size_t outputs) {
  std::vector<int> units_with(outputs + 1, 0);
  for (const int count : outputs_by_unit) ++units_with[static_cast<std::size_t>(count)];
  return units_with;
}

// One permutation: the number of outputs of each unit.
std::vector<int> dealt_anew(MatrixD weights, std::span<const double> deviations, Importance kind, int top,
                            Rng rng) {
  const auto units = static_cast<std::size_t>(weights.cols());
  for (Eigen::Index output = 0; output < weights.rows(); ++output)
    rng.shuffle(std::span<double>(weights.data() + output * weights.cols(), units));
  const MatrixD importance = output_importance(weights, deviations, kind);
  std::vector<int> outputs_by_unit(units, 0);
  for (Eigen::Index output = 0; output < importance.rows(); ++output)
    for (const int unit : places_of_largest(row_of(importance, output), top))
      ++outputs_by_unit[static_cast<std::size_t>(unit)];
  return outputs_by_unit;
}

void summarise(const std::vector<std::vector<int>>& permuted, Polyvalence& result) {
  const std::size_t n = permuted.size();
  for (std::size_t count = 0; count < result.units_with.size(); ++count) {
    std::vector<int> units;
    double sum = 0;
    for (const std::vector<int>& units_with : permuted) sum += units.emplace_back(units_with[count]);
    std::sort(units.begin(), units.end());
    result.expected.push_back(sum / static_cast<double>(n));
    result.low.push_back(units[n * 25 / 1000]);
    result.high.push_back(units[std::min(n - 1, n * 975 / 1000)]);
  }
}

}  // namespace

void PolyvalenceOptions::check() const {
  if (top < 0) fail(ErrorKind::usage, "top = " + std::to_string(top) + " is out of range: 0 or more");
  if (permutations < 19)
    fail(ErrorKind::usage, "permutations = " + std::to_string(permutations) + " is out of range: 19 or more");
  if (!(level > 0 && level < 1))
    fail(ErrorKind::usage, "level = " + std::to_string(level) + " is out of range: above 0, below 1");
}

Polyvalence polyvalent_units(const MatrixD& weights, std::span<const double> deviations, Importance kind,
                             const PolyvalenceOptions& options, const Execution& execution) {
  options.check();
  const auto units = static_cast<std::size_t>(weights.cols());
  const auto outputs = static_cast<std::size_t>(weights.rows());
  Polyvalence result;
  result.top = options.top > 0 ? options.top : one_percent_of(static_cast<int>(units));
  if (result.top > static_cast<int>(units))
    fail(ErrorKind::usage, "top = " + std::to_string(result.top) + " is more than the " +
                               std::to_string(units) + " units there are");
  result.outputs_of.resize(units);
  const MatrixD importance = output_importance(weights, deviations, kind);
  for (std::size_t k = 0; k < outputs; ++k)
    for (const int unit : places_of_largest(row_of(importance, static_cast<Eigen::Index>(k)), result.top))
      result.outputs_of[static_cast<std::size_t>(unit)].push_back(static_cast<int>(k));
  std::vector<int> counts;
  for (const std::vector<int>& own : result.outputs_of) counts.push_back(static_cast<int>(own.size()));
  result.units_with = histogram(counts, outputs);

  const auto n = static_cast<std::size_t>(options.permutations);
  std::vector<std::vector<int>> permuted(n);
  std::vector<int> highest(n, 0);
  execution.workers.for_each(n, [&](std::size_t k) {
    const std::vector<int> dealt =
        dealt_anew(weights, deviations, kind, result.top, Rng(options.seed, "polyvalent units", k));
    highest[k] = *std::max_element(dealt.begin(), dealt.end());
    permuted[k] = histogram(dealt, outputs);
  });
  summarise(permuted, result);
  // The observed dealing counts as one of them, so that p is never 0.
  const auto p_of = [&](int count) {
    const auto as_high = std::count_if(highest.begin(), highest.end(), [&](int h) { return h >= count; });
    return static_cast<double>(1 + as_high) / static_cast<double>(1 + n);
  };
  for (const int count : counts) result.p.push_back(p_of(count));
  result.many = 1;
  while (result.many <= static_cast<int>(outputs) && p_of(result.many) > options.level) ++result.many;
  return result;
}

}  // namespace rssviz::models
