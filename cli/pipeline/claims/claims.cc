#include "cli/pipeline/claims/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/pipeline/claims/claim_values.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/power.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

using models::Claimed;
using models::Interval;
using models::Verdict;

// A difference of any size, where none was stated: what is found can't be too small to matter then.
constexpr double kAnySize = std::numeric_limits<double>::min();

double mean(const std::vector<double>& values) { return models::mean_of(values); }

std::string number_text(double value) {
  const double size = std::abs(value);
  const int places = size == 0 ? 0 : size < 0.01 ? 4 : size < 10 ? 3 : size < 100 ? 1 : 0;
  return (value < 0 ? "−" : "") + (size == 0 ? "0" : decimals(size, places));
}

std::string p_text(double p) {
  if (std::isnan(p)) return "";
  return p < 0.001 ? "< .001" : decimals(p, 3);
}

std::string values_text(const std::vector<double>& values, std::size_t rows) {
  std::string text = number_text(mean(values));
  if (values.size() == 1) return text;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const std::string each = rows > values.size() ? " of " + std::to_string(rows / values.size()) : "";
  return text + " (" + std::to_string(values.size()) + each + ": " + number_text(*low) + " to " +
         number_text(*high) + ")";
}

std::string interval_text(const Interval& interval) {
  if (std::isnan(interval.low) || interval.low == interval.high) return "";
  return " (" + number_text(interval.low) + " to " + number_text(interval.high) + ")";
}

// "(a)", "(b)": by which the verdict names its parts.
std::string letter(std::size_t i) { return std::string("(") + static_cast<char>('a' + i % 26) + ")"; }

// One value: with the interval that it came with, less the null; else without doubt.
models::SeedDifference difference_of_one(const ClaimValues& number, double null) {
  models::Difference found;
  found.estimate = number.values.front() - null;
  found.p = found.statistic = found.degrees = found.standard_error = std::nan("");
  found.values = 1;
  found.interval = number.interval ? Interval{number.interval->low - null, number.interval->high - null}
                                   : Interval{found.estimate, found.estimate};
  const double least = number.interval ? models::least_detectable(found.interval) : std::nan("");
  return {found, false, least};
}

models::SeedDifference difference_of(const TestedClaim& claim, const ClaimValues& number) {
  if (claim.number.size() == 1 && claim.null.size() == 1)
    return difference_of_one(number, claim.null.front());
  if (!claim.paired && claim.null.size() > 1) return models::difference_between(claim.number, claim.null);
  std::vector<double> differences;
  for (std::size_t i = 0; i < claim.number.size(); ++i)
    differences.push_back(claim.number[i] - (claim.paired ? claim.null[i] : claim.null.front()));
  return models::difference_over_seeds(differences);
}

std::string verdict_text(const TestedClaim& test, const models::PartVerdict& verdict) {
  std::string text(models::in_words(verdict.verdict));
  if (verdict.small) text += ", but smaller than matters";
  if (test.part.at_an_end) text += ": both at one end of their range";
  return text;
}

const char* side_text(Claimed claimed) {
  return claimed == Claimed::below ? "below " : claimed == Claimed::above ? "above " : "as ";
}

std::string test_row(const ClaimTest& test, const TestedClaim& result, const models::Judgement& judgement,
                     std::size_t i) {
  std::string p = p_text(result.part.p);
  if (!judgement.corrected.empty() && !p.empty())
    p += "; " + p_text(judgement.corrected[i]) + " of " + std::to_string(judgement.corrected.size());
  const double least = result.found.least_detectable;
  return "| " + letter(i) + " " + test.says + " | " + values_text(result.number, result.rows) + " | " +
         side_text(test.claimed) + test.null_says + (test.null_says.empty() ? "" : ": ") +
         values_text(result.null, result.null.size()) + " | " +
         (test.margin > 0 ? number_text(test.margin) : "none stated") + " | " +
         number_text(result.part.estimate) + interval_text(result.part.interval) +
         (result.found.median ? " median" : "") + " | " + p + " | " +
         (std::isnan(least) ? "" : number_text(least)) + " | " + verdict_text(result, judgement.parts[i]) +
         " |\n";
}

std::vector<models::ClaimPart> parts_of(const std::vector<TestedClaim>& tests) {
  std::vector<models::ClaimPart> parts;
  for (const TestedClaim& test : tests) parts.push_back(test.part);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].name = letter(i);
  return parts;
}

// `noted`: with what the recipe says of its own results.
std::string claim_text(const Claim& claim, bool noted, std::size_t number,
                       const std::vector<TestedClaim>& results, const models::Judgement& judgement) {
  std::string text = "\n## " + std::to_string(number) + ". " + claim.says +
                     "\n\n**Verdict: " + models::in_words(judgement, parts_of(results)) + ".**";
  if (noted && !claim.note.empty()) text += " " + claim.note;
  text +=
      "\n\n| number | value | claimed | matters from | difference (95 %) | p | could be seen | verdict |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < results.size(); ++i) text += test_row(claim.tests[i], results[i], judgement, i);
  if (claim.figures.empty()) return text;
  text += "\nFigures:";
  for (const std::string& figure : claim.figures)
    text += (&figure == &claim.figures.front() ? " " : ", ") + ("`" + figure + "`");
  return text + "\n";
}

constexpr const char* kHowJudged =
    "A value is a mean over seeds, with their number and range in brackets (\"10 of 5\": ten networks, each "
    "at "
    "the mean of five maps). The difference is the number less the null, by seed where both have as many "
    "values, with its 95 % interval by Student's t (Welch's where seeds aren't paired) and p of both tails; "
    "\"median\": the differences are skewed (above 1), so that their median, order statistics and the sign "
    "test stand in. \"Matters from\" was stated before these seeds were run. \"Could be seen\" is the least "
    "difference that a t test finds with a power of 80 %; of one value with an interval of its own, that a "
    "normal estimate finds whose interval is as wide.\n\n"
    "A part is **held** where the interval lies on the claimed side (\"but smaller than matters\" where it "
    "stays inside the margin), **refuted** where it lies on the other side or inside the margin, else "
    "**undecided**. A claim is held where all its parts are, which needs no correction for their number, and "
    "partly held where some are; where any is enough, p is corrected by Holm's rule and both are printed. "
    "Times are those of one machine and change from run to run; all else is the same bytes again.\n\n";

}  // namespace

TestedClaim tested(const ClaimTest& test, const fs::path& folder) {
  const ClaimValues number = read_values(test.number, test.pair, folder);
  const ClaimValues null = read_values(test.null, test.pair, folder);
  TestedClaim result;
  result.number = number.values;
  result.rows = number.rows;
  const bool by_key = !test.pair.empty() && !test.null.table.empty();
  result.null = by_key ? in_order_of(number, null, test.pair) : null.values;
  result.paired = result.null.size() == result.number.size();
  result.found = difference_of(result, number);
  const models::Difference& found = result.found.difference;
  result.part = {.name = test.says,
                 .claimed = test.claimed,
                 .margin = test.margin > 0 ? test.margin : kAnySize,
                 .estimate = found.estimate,
                 .interval = found.interval,
                 .p = found.p};
  if (test.p) result.part.p = read_values(*test.p, "", folder).values.front();
  if (test.range)
    result.part.at_an_end = models::crowd_at_an_end(mean(result.number), mean(result.null), *test.range);
  return result;
}

models::Judgement judged(const Claim& claim, const std::vector<TestedClaim>& tests) {
  const std::vector<models::ClaimPart> parts = parts_of(tests);
  return claim.any ? models::judge_any(parts) : models::judge_all(parts);
}

std::string about_this_run(const Recipe& recipe) {
  if (recipe.is_as_written() || recipe.about.empty()) return recipe.about;
  const bool notes = std::any_of(recipe.claims.begin(), recipe.claims.end(),
                                 [](const Claim& claim) { return !claim.note.empty(); });
  return "What the recipe says of its whole run, not of this one: " + recipe.about +
         (notes ? " Its notes on each claim tell of that run too, and are left out here." : "");
}

std::string claims_markdown(const Recipe& recipe, const fs::path& folder) {
  std::string list, body;
  for (std::size_t i = 0; i < recipe.claims.size(); ++i) {
    const Claim& claim = recipe.claims[i];
    std::vector<TestedClaim> results;
    for (const ClaimTest& test : claim.tests) results.push_back(tested(test, folder));
    const models::Judgement judgement = judged(claim, results);
    list += "| " + std::to_string(i + 1) + " | " + claim.says + " | " +
            std::string(models::in_words(judgement.verdict)) + " |\n";
    body += claim_text(claim, recipe.is_as_written(), i + 1, results, judgement);
  }
  return "# " + recipe.title + "\n\n" + about_this_run(recipe) + "\n\n" + kHowJudged +
         "| | claim | verdict |\n|---|---|---|\n" + list + body;
}

}  // namespace rssviz::cli
