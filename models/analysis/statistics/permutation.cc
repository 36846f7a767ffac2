#include "models/analysis/statistics/permutation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// Sums of the same numbers in another order may differ by rounding; they count as equal.
double rounding_of(std::span<const double> values) {
  double size = 0;
  for (const double value : values) size += std::abs(value);
  return 4 * std::numeric_limits<double>::epsilon() * size * static_cast<double>(values.size());
}

// Counts permutations that are as far out as the data.
struct Tally {
  double observed;
  double rounding;
  std::uint64_t above{0}, below{0}, all{0};

  void add(double sum) {
    above += sum >= observed - rounding ? 1 : 0;
    below += sum <= observed + rounding ? 1 : 0;
    ++all;
  }
  // Exact permutations hold the data as they are; draws don't, hence one more.
  PermutationTest test(double estimate, bool exact) const {
    const double more = exact ? 0 : 1, count = static_cast<double>(all) + more;
    PermutationTest result{.estimate = estimate, .permutations = all, .exact = exact};
    result.p_above = (static_cast<double>(above) + more) / count;
    result.p_below = (static_cast<double>(below) + more) / count;
    result.p = std::min(1.0, 2 * std::min(result.p_above, result.p_below));
    return result;
  }
};

// n choose k, or `cap` + 1 where it is more than `cap`.
std::uint64_t choices(std::size_t n, std::size_t k, std::uint64_t cap) {
  double count = 1;
  for (std::size_t i = 0; i < std::min(k, n - k); ++i) {
    count = count * static_cast<double>(n - i) / static_cast<double>(i + 1);
    if (count > static_cast<double>(cap) + 0.5) return cap + 1;
  }
  return static_cast<std::uint64_t>(std::llround(count));
}

// The next choice of places in ascending order; false after the last.
bool advance(std::vector<std::size_t>& chosen, std::size_t n) {
  const std::size_t k = chosen.size();
  for (std::size_t i = k; i-- > 0;) {
    if (chosen[i] == n - k + i) continue;
    ++chosen[i];
    for (std::size_t j = i + 1; j < k; ++j) chosen[j] = chosen[j - 1] + 1;
    return true;
  }
  return false;
}

double sum_at(std::span<const double> values, std::span<const std::size_t> places) {
  double sum = 0;
  for (const std::size_t place : places) sum += values[place];
  return sum;
}

// All choices of `side` places out of the values, or draws of them.
bool deal(std::span<const double> all, std::size_t side, const PermutationOptions& options, Tally& tally) {
  std::vector<std::size_t> places(side);
  for (std::size_t i = 0; i < side; ++i) places[i] = i;
  if (choices(all.size(), side, options.exact_up_to) <= options.exact_up_to) {
    do tally.add(sum_at(all, places));
    while (advance(places, all.size()));
    return true;
  }
  std::vector<std::size_t> order(all.size());
  for (int draw = 0; draw < options.draws; ++draw) {
    Rng rng(options.seed, "unpaired permutation", static_cast<std::uint64_t>(draw));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    rng.shuffle(std::span(order));
    tally.add(sum_at(all, std::span(order).first(side)));
  }
  return false;
}

}  // namespace

void PermutationOptions::check() const {
  if (draws < 1) fail(ErrorKind::usage, "draws = " + std::to_string(draws) + " is out of range: 1 or more");
}

PermutationTest paired_permutation(std::span<const double> differences, const PermutationOptions& options) {
  options.check();
  check_values("differences", differences);
  const std::size_t n = differences.size();
  double sum = 0;
  for (const double difference : differences) sum += difference;
  Tally tally{sum, rounding_of(differences)};
  const bool exact = n < 63 && (std::uint64_t{1} << n) <= options.exact_up_to;
  const auto turned = [&](auto&& is_turned) {
    double result = 0;
    for (std::size_t i = 0; i < n; ++i) result += is_turned(i) ? -differences[i] : differences[i];
    return result;
  };
  if (exact) {
    for (std::uint64_t signs = 0; signs < std::uint64_t{1} << n; ++signs)
      tally.add(turned([&](std::size_t i) { return (signs >> i & 1) != 0; }));
  } else {
    for (int draw = 0; draw < options.draws; ++draw) {
      Rng rng(options.seed, "paired permutation", static_cast<std::uint64_t>(draw));
      tally.add(turned([&](std::size_t) { return rng.next() >> 63 != 0; }));
    }
  }
  return tally.test(sum / static_cast<double>(n), exact);
}

PermutationTest unpaired_permutation(std::span<const double> values, std::span<const double> null,
                                     const PermutationOptions& options) {
  options.check();
  check_values("values", values);
  check_values("null", null);
  std::vector<double> all(values.begin(), values.end());
  all.insert(all.end(), null.begin(), null.end());
  // With both sizes fixed, the sum of one side orders permutations as the difference of the means does.
  double sum = 0;
  for (const double value : values) sum += value;
  Tally tally{sum, rounding_of(all)};
  const bool exact = deal(all, values.size(), options, tally);
  return tally.test(mean_of(values) - mean_of(null), exact);
}

}  // namespace rssviz::models
