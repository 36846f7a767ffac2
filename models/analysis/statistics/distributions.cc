#include "models/analysis/statistics/distributions.h"

// Boost's inner calls that don't pass a policy on follow this.
#define BOOST_MATH_PROMOTE_DOUBLE_POLICY false
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <exception>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

namespace math = boost::math;
namespace policies = boost::math::policies;

using InDouble = policies::policy<
    policies::promote_float<false>, policies::promote_double<false>,
    policies::overflow_error<policies::ignore_error>, policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>, policies::discrete_quantile<policies::real>>;
using Normal = math::normal_distribution<double, InDouble>;
using Student = math::students_t_distribution<double, InDouble>;
using NoncentralStudent = math::non_central_t_distribution<double, InDouble>;
using ChiSquared = math::chi_squared_distribution<double, InDouble>;
using Binomial = math::binomial_distribution<double, InDouble>;

// Runs what asks Boost, whose errors become ours.
template <class Work>
double evaluated(const char* name, Work&& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    fail(ErrorKind::numeric, std::string("the ") + name + " distribution: " + error.what());
  }
}

void check_degrees(double degrees) { check_range("degrees of freedom", degrees, degrees > 0, "above 0"); }
void check_share(double p) { check_range("p", p, p > 0 && p < 1, "above 0, below 1"); }

void check_number(const char* name, double value) {
  if (std::isnan(value)) fail(ErrorKind::usage, std::string(name) + " = nan is out of range: a number");
}

}  // namespace

double normal_below(double z) {
  check_number("z", z);
  if (std::isinf(z)) return z > 0 ? 1 : 0;
  return evaluated("normal", [&] { return math::cdf(Normal(), z); });
}

double normal_above(double z) { return normal_below(-z); }

double normal_quantile(double p) {
  check_share(p);
  return evaluated("normal", [&] { return math::quantile(Normal(), p); });
}

double student_below(double t, double degrees) {
  check_number("t", t);
  check_degrees(degrees);
  if (std::isinf(t)) return t > 0 ? 1 : 0;
  return evaluated("t", [&] { return math::cdf(Student(degrees), t); });
}

double student_above(double t, double degrees) { return student_below(-t, degrees); }

double student_quantile(double p, double degrees) {
  check_share(p);
  check_degrees(degrees);
  return evaluated("t", [&] { return math::quantile(Student(degrees), p); });
}

double noncentral_student_below(double t, double degrees, double noncentrality) {
  check_number("t", t);
  check_degrees(degrees);
  check_number("noncentrality", noncentrality);
  if (std::isinf(t)) return t > 0 ? 1 : 0;
  return evaluated("noncentral t", [&] { return math::cdf(NoncentralStudent(degrees, noncentrality), t); });
}

double noncentral_student_above(double t, double degrees, double noncentrality) {
  check_number("t", t);
  check_degrees(degrees);
  check_number("noncentrality", noncentrality);
  if (std::isinf(t)) return t > 0 ? 0 : 1;
  return evaluated("noncentral t",
                   [&] { return math::cdf(math::complement(NoncentralStudent(degrees, noncentrality), t)); });
}

double chi_squared_above(double x, double degrees) {
  check_number("x", x);
  check_degrees(degrees);
  if (x <= 0) return 1;
  if (std::isinf(x)) return 0;
  return evaluated("chi-squared", [&] { return math::cdf(math::complement(ChiSquared(degrees), x)); });
}

double binomial_below(std::int64_t successes, std::int64_t trials, double chance) {
  if (trials < 0)
    fail(ErrorKind::usage, "trials = " + std::to_string(trials) + " is out of range: 0 or more");
  check_range("chance", chance, chance >= 0 && chance <= 1, "0 to 1");
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return evaluated("binomial", [&] {
    return math::cdf(Binomial(static_cast<double>(trials), chance), static_cast<double>(successes));
  });
}

}  // namespace rssviz::models
