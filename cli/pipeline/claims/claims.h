// Claims put to a test: a recipe names a claim, the numbers that bear on it, the null that each is held
// against and the smallest difference that matters; the verdict follows from them alone, by the judge of
// models/analysis/statistics (verdict.h). Written as CLAIMS.md beside the figures.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/pipeline/recipes/recipe_file.h"
#include "models/analysis/statistics/seed_difference.h"

namespace rssviz::cli {

// One test with its numbers.
struct TestedClaim {
  std::vector<double> number{};  // one a row found, or a value of `pair`
  std::vector<double> null{};
  std::size_t rows{};  // behind the numbers
  bool paired{};
  models::SeedDifference found{};
  models::ClaimPart part{};  // what the judge is given
};

// Reads the tables in `folder`. One value without an interval of its own has no doubt: its difference
// decides. Throws Error{no_input} naming a table that isn't there, Error{data} naming a column that it has
// not, or rows that it lacks.
TestedClaim tested(const ClaimTest& test, const std::filesystem::path& folder);

models::Judgement judged(const Claim& claim, const std::vector<TestedClaim>& tests);

// The claims of a recipe with figures, numbers, nulls and verdicts, as Markdown.
// What the recipe says it is about; where it is not run as it stands (--quick, --set), marked as of its whole
// run.
std::string about_this_run(const Recipe& recipe);
// Notes stand beside verdicts where the recipe is run as it stands.
std::string claims_markdown(const Recipe& recipe, const std::filesystem::path& folder);

}  // namespace rssviz::cli
