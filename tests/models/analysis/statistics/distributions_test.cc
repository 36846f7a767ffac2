#include "models/analysis/statistics/distributions.h"

#include <limits>

#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

std::string place(const nlohmann::json& row) { return row.dump(); }

}  // namespace

TEST(Distributions, NormalAndStudentAgreeWithSciPy) {
  const nlohmann::json& all = fixture()["distributions"];
  for (const nlohmann::json& row : all["normal"]) {
    expect_same_ratio(normal_below(row[0]), row[1], place(row));
    expect_same_ratio(normal_above(row[0]), row[2], place(row));
  }
  for (const nlohmann::json& row : all["normal quantiles"])
    expect_equal(normal_quantile(row[0]), row[1], place(row));
  for (const nlohmann::json& row : all["student"]) {
    expect_same_ratio(student_below(row[0], row[1]), row[2], place(row));
    expect_same_ratio(student_above(row[0], row[1]), row[3], place(row));
  }
  for (const nlohmann::json& row : all["student quantiles"])
    expect_equal(student_quantile(row[0], row[1]), row[2], place(row));
}

TEST(Distributions, NoncentralStudentChiSquaredAndBinomialAgreeWithSciPy) {
  const nlohmann::json& all = fixture()["distributions"];
  for (const nlohmann::json& row : all["noncentral"]) {
    expect_equal(noncentral_student_below(row[0], row[1], row[2]), row[3], place(row));
    expect_equal(noncentral_student_above(row[0], row[1], row[2]), row[4], place(row));
  }
  for (const nlohmann::json& row : all["chi-squared"])
    expect_same_ratio(chi_squared_above(row[0], row[1]), row[2], place(row));
  for (const nlohmann::json& row : all["binomial"])
    expect_same_ratio(binomial_below(row[0], row[1], row[2]), row[3], place(row));
}

// SciPy 1.10 gives NaN without an effect.
TEST(Distributions, NoncentralStudentWithoutEffectIsStudent) {
  for (const double t : {-3.0, -0.2, 0.0, 1.4, 5.0})
    for (const double degrees : {1.0, 7.5, 40.0}) {
      EXPECT_NEAR(noncentral_student_below(t, degrees, 0), student_below(t, degrees), 1e-14);
      EXPECT_NEAR(noncentral_student_above(t, degrees, 0), student_above(t, degrees), 1e-14);
    }
}

TEST(Distributions, EndsAreExactAndErrorsNameTheValue) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity(),
                   kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(student_above(kInfinite, 3), 0);
  EXPECT_EQ(student_below(kInfinite, 3), 1);
  EXPECT_EQ(normal_above(-kInfinite), 1);
  EXPECT_EQ(noncentral_student_above(kInfinite, 3, 2), 0);
  EXPECT_EQ(chi_squared_above(0, 4), 1);
  EXPECT_EQ(chi_squared_above(kInfinite, 4), 0);
  EXPECT_EQ(binomial_below(-1, 10), 0);
  EXPECT_EQ(binomial_below(10, 10), 1);
  EXPECT_EQ(binomial_below(0, 0), 1);
  EXPECT_EQ(error_of([] { student_quantile(1, 3); }, ErrorKind::usage),
            "p = 1 is out of range: above 0, below 1");
  EXPECT_EQ(error_of([] { student_below(1, 0); }, ErrorKind::usage),
            "degrees of freedom = 0 is out of range: above 0");
  EXPECT_THROW(normal_below(kNan), Error);
  EXPECT_THROW(student_below(kNan, 3), Error);
  EXPECT_THROW(noncentral_student_above(1, 3, kNan), Error);
}

}  // namespace rssviz::models
