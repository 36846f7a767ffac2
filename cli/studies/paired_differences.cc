#include "cli/studies/paired_differences.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "models/analysis/statistics/error_intervals.h"

namespace rssviz::cli {
namespace {

// Seed -> error of one network at one number of objects.
using BySeed = std::map<std::string, double>;

std::vector<std::string> in_order(const formats::Table& table, std::size_t column) {
  std::vector<std::string> values;
  for (const std::vector<std::string>& row : table.rows)
    if (std::find(values.begin(), values.end(), row[column]) == values.end()) values.push_back(row[column]);
  return values;
}

BySeed errors_of(const formats::Table& table, const std::string& objects, const std::string& network,
                 std::size_t error) {
  const std::size_t of_objects = table.column("objects"), of_network = table.column("network"),
                    of_seed = table.column("seed");
  BySeed errors;
  for (const std::vector<std::string>& row : table.rows)
    if (row[of_objects] == objects && row[of_network] == network && !row[error].empty())
      std::from_chars(row[error].data(), row[error].data() + row[error].size(), errors[row[of_seed]]);
  return errors;
}

std::vector<double> differences(const BySeed& network, const BySeed& against) {
  std::vector<double> values;
  for (const auto& [seed, error] : network)
    if (const auto other = against.find(seed); other != against.end())
      values.push_back(error - other->second);
  return values;
}

void add_interval(const std::vector<double>& values, std::vector<std::string>& row) {
  const models::MeanInterval interval = models::mean_interval(values);
  for (const double number : {interval.mean, interval.interval.low, interval.interval.high})
    row.push_back(formats::format_number(number));
}

}  // namespace

formats::Table paired_differences(const formats::Table& comparison) {
  formats::Table table{{"objects", "network", "against", "seeds", "valid_difference", "valid_low",
                        "valid_high", "exact_difference", "exact_low", "exact_high"},
                       {}};
  const std::size_t valid = comparison.column("valid_error"), exact = comparison.column("exact_error");
  const std::vector<std::string> networks = in_order(comparison, comparison.column("network"));
  for (const std::string& objects : in_order(comparison, comparison.column("objects")))
    for (std::size_t a = 0; a < networks.size(); ++a)
      for (std::size_t b = a + 1; b < networks.size(); ++b) {
        const auto of = [&](std::size_t error) {
          return differences(errors_of(comparison, objects, networks[a], error),
                             errors_of(comparison, objects, networks[b], error));
        };
        const std::vector<double> by_seed = of(valid);
        if (by_seed.empty()) continue;
        std::vector<std::string> row{objects, networks[a], networks[b], std::to_string(by_seed.size())};
        add_interval(by_seed, row);
        add_interval(of(exact), row);
        table.rows.push_back(std::move(row));
      }
  return table;
}

}  // namespace rssviz::cli
