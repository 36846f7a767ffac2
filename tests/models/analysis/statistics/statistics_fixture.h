// statistics.json: what SciPy, statsmodels and NumPy say of made-up values
// (data/make_statistics_fixtures.py).
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::models {

inline const nlohmann::json& fixture() {
  static const nlohmann::json values = [] {
    std::ifstream in(RSSVIZ_TEST_DATA "/statistics.json");
    return nlohmann::json::parse(in);
  }();
  return values;
}

inline std::vector<double> numbers(const nlohmann::json& values) { return values.get<std::vector<double>>(); }

// Equal to 1e-9 of its size, or of 1 where it is smaller.
inline void expect_equal(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
}

inline void expect_equal(const Interval& interval, const nlohmann::json& expected, const std::string& what) {
  expect_equal(interval.low, expected[0], what + ": low");
  expect_equal(interval.high, expected[1], what + ": high");
}

// Tails of which p are as small as 1e-15 are compared by ratio.
inline void expect_same_ratio(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * std::abs(expected) + 1e-300) << what;
}

// What `work` throws, with its kind.
template <class Work>
std::string error_of(Work&& work, ErrorKind kind) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  return "no error";
}

}  // namespace rssviz::models
