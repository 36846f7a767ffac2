#include "models/analysis/statistics/tested_values.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::models {

void check_values(std::string_view name, std::span<const double> values, std::size_t least) {
  const std::string who(name);
  if (values.empty() && least > 0) fail(ErrorKind::data, who + ": holds no values; give one a seed");
  if (values.size() < least) {
    fail(ErrorKind::data, who + ": holds " + std::to_string(values.size()) + " values; at least " +
                              std::to_string(least) + " are needed");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    const char* const text = std::isnan(values[i]) ? "nan" : values[i] > 0 ? "inf" : "-inf";
    fail(ErrorKind::data,
         who + "[" + std::to_string(i) + "] = " + text +
             " is not finite; mend the run that gave it, or leave its seed out on both sides");
  }
}

void check_pairs(std::span<const double> values, std::span<const double> null) {
  if (values.size() != null.size()) {
    fail(ErrorKind::data, "pairs need as many values as nulls: " + std::to_string(values.size()) + " and " +
                              std::to_string(null.size()) + "; compare them unpaired");
  }
}

void check_coverage(double coverage) {
  check_range("coverage", coverage, coverage > 0 && coverage < 1, "above 0, below 1");
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

}  // namespace rssviz::models
