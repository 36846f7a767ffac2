// The numbers that a claim rests on, read from the tables of a recipe's folder, and paired with those of the
// null: by seed or by file where the test says so, several values of one (maps of one network) at their mean.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/pipeline/recipes/recipe_file.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {

struct ClaimValues {
  std::vector<double> values{};                // one a row found or, with `pair`, a value of it
  std::vector<std::string> keys{};             // those values of `pair`; empty without
  std::size_t rows{};                          // found: more than values where some share a key
  std::optional<models::Interval> interval{};  // of the one value, where the evidence names its columns
};

// Throws Error{no_input} naming a table that isn't there, Error{data} naming a column that it has not, rows
// that it lacks, or a field that isn't a number.
ClaimValues read_values(const Evidence& evidence, const std::string& pair,
                        const std::filesystem::path& folder);

// The null's values in the order of the number's keys. Throws Error{data} naming a key that only one side
// has.
std::vector<double> in_order_of(const ClaimValues& number, const ClaimValues& null, const std::string& pair);

}  // namespace rssviz::cli
