// Claims put to a test: a recipe names a claim, the numbers that bear on it and the null that each is held
// against; the verdict follows from them alone. Written as CLAIMS.md beside the figures.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/pipeline/recipes/recipe_file.h"

namespace rssviz::cli {

enum class Verdict { held, partly, not_held };

// One test, judged. Values over seeds or runs are paired with those of the null where there are as many.
struct TestedClaim {
  std::vector<double> number{};  // one a row found
  std::vector<double> null{};
  double difference{0};    // mean of number - null
  double low{0}, high{0};  // its 95 % interval by Student's t over pairs; NaN for fewer than two
  bool holds{false};       // the interval (or, without one, the difference) lies on the side claimed
};

// Reads the tables in `folder`. A test with one value a side holds by its difference alone. Throws
// Error{no_input} naming a table that isn't there, Error{data} naming a column that it has not, or rows that
// it lacks.
TestedClaim tested(const ClaimTest& test, const std::filesystem::path& folder);
// Held where all tests hold; not where none does.
Verdict verdict_of(const std::vector<TestedClaim>& tests);

// The claims of a recipe with figures, numbers, nulls and verdicts, as Markdown.
std::string claims_markdown(const Recipe& recipe, const std::filesystem::path& folder);

}  // namespace rssviz::cli
