#include "models/analysis/statistics/multiple_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {
namespace {

void check_each(std::span<const double> p, bool zero) {
  for (std::size_t i = 0; i < p.size(); ++i)
    check_range("p[" + std::to_string(i) + "]", p[i], (zero ? p[i] >= 0 : p[i] > 0) && p[i] <= 1,
                zero ? "0 to 1" : "above 0, at most 1");
}

}  // namespace

std::vector<double> holm(std::span<const double> p) {
  check_each(p, true);
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> corrected(p.size());
  double largest = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    largest = std::max(largest, static_cast<double>(p.size() - place) * p[order[place]]);
    corrected[order[place]] = std::min(1.0, largest);
  }
  return corrected;
}

double rank_p(double value, std::span<const double> draws, Tail tail) {
  check_values("value", std::span(&value, 1));
  check_values("draws", draws);
  double above = 1, below = 1;
  for (const double draw : draws) {
    above += draw >= value ? 1 : 0;
    below += draw <= value ? 1 : 0;
  }
  const double all = static_cast<double>(draws.size()) + 1;
  if (tail == Tail::both) return std::min(1.0, 2 * std::min(above, below) / all);
  return (tail == Tail::above ? above : below) / all;
}

double fisher_p(std::span<const double> p) {
  if (p.empty()) fail(ErrorKind::data, "p: holds no values; give one a network");
  check_each(p, false);
  double sum = 0;
  for (const double one : p) sum += std::log(one);
  return chi_squared_above(-2 * sum, 2 * static_cast<double>(p.size()));
}

double stouffer_p(std::span<const double> p) {
  if (p.empty()) fail(ErrorKind::data, "p: holds no values; give one a network");
  check_each(p, false);
  double sum = 0;
  for (const double one : p)
    sum += one < 1 ? -normal_quantile(one) : -std::numeric_limits<double>::infinity();
  return normal_above(sum / std::sqrt(static_cast<double>(p.size())));
}

}  // namespace rssviz::models
