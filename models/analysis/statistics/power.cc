#include "models/analysis/statistics/power.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"
#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {
namespace {

void check_level(double level) { check_range("level", level, level > 0 && level < 1, "above 0, below 1"); }
void check_effect(double effect) { check_range("effect", effect, true, "a finite number"); }
void check_deviation(double deviation) { check_range("deviation", deviation, deviation > 0, "above 0"); }

void check_count(const char* name, std::size_t n, std::size_t least) {
  if (n < least)
    fail(ErrorKind::usage, std::string(name) + " = " + std::to_string(n) +
                               " is out of range: " + std::to_string(least) + " or more");
}

}  // namespace

void PowerOptions::check() const {
  check_level(level);
  check_range("power", power, power > level && power < 1, "above the level, below 1");
}

double power_of(double effect, double standard_error, double degrees, double level, Tail tail) {
  check_effect(effect);
  check_range("standard error", standard_error, standard_error > 0, "above 0");
  check_level(level);
  const double noncentrality = effect / standard_error;
  const double critical = student_quantile(1 - (tail == Tail::both ? level / 2 : level), degrees);
  double power = 0;
  if (tail != Tail::below) power += noncentral_student_above(critical, degrees, noncentrality);
  if (tail != Tail::above) power += noncentral_student_below(-critical, degrees, noncentrality);
  return std::clamp(power, 0.0, 1.0);
}

double paired_power(double effect, double deviation, std::size_t n, double level, Tail tail) {
  check_deviation(deviation);
  check_count("n", n, 2);
  const double count = static_cast<double>(n);
  return power_of(effect, deviation / std::sqrt(count), count - 1, level, tail);
}

double unpaired_power(double effect, double deviation, std::size_t n, std::size_t m, double level,
                      Tail tail) {
  check_deviation(deviation);
  check_count("n", n, 1);
  check_count("m", m, 1);
  check_count("n + m", n + m, 3);
  const double a = static_cast<double>(n), b = static_cast<double>(m);
  return power_of(effect, deviation * std::sqrt(1 / a + 1 / b), a + b - 2, level, tail);
}

double sign_power(double chance, std::size_t n, double level, Tail tail) {
  check_range("chance", chance, chance >= 0 && chance <= 1, "0 to 1");
  check_level(level);
  check_count("n", n, 1);
  const auto count = static_cast<std::int64_t>(n);
  // The test finds a difference where so many or fewer lie on one side.
  const double doubt = tail == Tail::both ? level / 2 : level;
  std::int64_t few = -1;
  while (few + 1 < count && binomial_below(few + 1, count) <= doubt) ++few;
  double power = 0;
  if (tail != Tail::above) power += binomial_below(few, count, chance);
  if (tail != Tail::below) power += binomial_below(few, count, 1 - chance);
  return std::min(1.0, power);
}

double least_detectable(double standard_error, double degrees, const PowerOptions& options) {
  options.check();
  check_range("standard error", standard_error, standard_error > 0, "above 0");
  // In units of the standard error; on the side that is looked at.
  const Tail tail = options.tail == Tail::below ? Tail::above : options.tail;
  const auto enough = [&](double effect) {
    return power_of(effect, 1, degrees, options.level, tail) >= options.power;
  };
  double low = 0, high = 1;
  while (!enough(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-13 * high) {
    const double middle = 0.5 * (low + high);
    (enough(middle) ? high : low) = middle;
  }
  return high * standard_error;
}

double least_detectable(const Difference& difference, const PowerOptions& options) {
  options.check();
  if (std::isnan(difference.standard_error)) return std::numeric_limits<double>::quiet_NaN();
  if (difference.standard_error == 0) return 0;
  return least_detectable(difference.standard_error, difference.degrees, options);
}

double least_detectable(const Interval& interval, const PowerOptions& options) {
  options.check();
  const double error = 0.5 * (interval.high - interval.low) / normal_quantile(0.975);
  const double critical =
      normal_quantile(1 - (options.tail == Tail::both ? options.level / 2 : options.level));
  // Findings on the other side, which a two-sided test counts as well, are fewer than one in 10^4 here.
  return error * (critical + normal_quantile(options.power));
}

std::size_t seeds_needed(double effect, double deviation, const PowerOptions& options) {
  options.check();
  check_range("effect", effect, effect != 0, "not 0");
  check_deviation(deviation);
  constexpr std::size_t kMost = 1'000'000;
  const Tail tail = options.tail == Tail::below ? Tail::above : options.tail;
  const auto enough = [&](std::size_t n) {
    return paired_power(std::abs(effect), deviation, n, options.level, tail) >= options.power;
  };
  std::size_t low = 1, high = 2;
  while (!enough(high)) {
    low = high;
    if (high >= kMost)
      fail(ErrorKind::usage, "effect: takes more than a million seeds; state a larger effect");
    high = std::min(2 * high, kMost);
  }
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

std::size_t least_seeds(double seconds_a_seed) {
  check_range("seconds a seed", seconds_a_seed, seconds_a_seed >= 0, "0 or more");
  return seconds_a_seed <= 1 ? 30 : seconds_a_seed <= 60 ? 10 : 2;
}

}  // namespace rssviz::models
