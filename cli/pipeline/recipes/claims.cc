#include "cli/pipeline/recipes/claims.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "models/analysis/statistics/error_intervals.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// Whether a text is what a pattern says, in which one '*' stands for anything.
bool matches(const std::string& text, const std::string& pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string::npos) return text == pattern;
  const std::string begin = pattern.substr(0, star), end = pattern.substr(star + 1);
  return text.size() >= begin.size() + end.size() && text.starts_with(begin) && text.ends_with(end);
}

// The files of a folder that a name with at most one '*' in its last part means, in order.
std::vector<fs::path> files_named(const fs::path& folder, const std::string& name) {
  const fs::path pattern = folder / name;
  if (name.find('*') == std::string::npos) return {pattern};
  std::vector<fs::path> files;
  if (fs::is_directory(pattern.parent_path()))
    for (const fs::directory_entry& entry : fs::directory_iterator(pattern.parent_path()))
      if (matches(entry.path().filename().string(), pattern.filename().string()))
        files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

double number_in(const std::string& text, const std::string& place) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
    fail(ErrorKind::data, place + ": '" + text + "' is not a number");
  return value;
}

std::size_t column_of(const formats::Table& table, const std::string& name, const std::string& file) {
  if (std::find(table.header.begin(), table.header.end(), name) == table.header.end())
    fail(ErrorKind::data, file + ": has no column '" + name + "'");
  return table.column(name);
}

std::vector<double> values_of(const Evidence& evidence, const fs::path& folder) {
  if (evidence.table.empty()) return {evidence.constant};
  std::vector<double> values;
  const std::vector<fs::path> files = files_named(folder, evidence.table);
  for (const fs::path& file : files) {
    if (!fs::exists(file))
      fail(ErrorKind::no_input, file.string() + ": is missing; the recipe doesn't make it");
    const formats::Table table = formats::read_csv(file);
    const std::size_t column = column_of(table, evidence.column, file.string());
    for (const std::vector<std::string>& row : table.rows) {
      const bool wanted = std::all_of(evidence.where.begin(), evidence.where.end(), [&](const auto& pair) {
        return matches(row[column_of(table, pair.first, file.string())], pair.second);
      });
      if (wanted) values.push_back(number_in(row[column], file.string() + ": " + evidence.column));
    }
  }
  if (values.empty()) {
    std::string rows;
    for (const auto& [name, value] : evidence.where)
      rows += (rows.empty() ? " where " : ", ") + name + " = " + value;
    fail(ErrorKind::data, (folder / evidence.table).string() + ": has no rows" + rows);
  }
  return values;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::string number_text(double value) {
  const double size = std::abs(value);
  const int places = size == 0 ? 0 : size < 0.01 ? 4 : size < 10 ? 3 : size < 100 ? 1 : 0;
  return (value < 0 ? "−" : "") + (size == 0 ? "0" : decimals(size, places));
}

std::string values_text(const std::vector<double>& values) {
  std::string text = number_text(mean(values));
  if (values.size() == 1) return text;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return text + " (" + std::to_string(values.size()) + ": " + number_text(*low) + " to " +
         number_text(*high) + ")";
}

const char* verdict_text(Verdict verdict) {
  return verdict == Verdict::held ? "held" : verdict == Verdict::partly ? "partly held" : "not held";
}

std::string test_row(const ClaimTest& test, const TestedClaim& result) {
  const std::string interval =
      std::isnan(result.low) ? "" : " (" + number_text(result.low) + " to " + number_text(result.high) + ")";
  return "| " + test.says + " | " + values_text(result.number) + " | " + (test.below ? "below " : "above ") +
         test.null_says + (test.null_says.empty() ? "" : ": ") + values_text(result.null) + " | " +
         number_text(result.difference) + interval + " | " + (result.holds ? "yes" : "no") + " |\n";
}

}  // namespace

TestedClaim tested(const ClaimTest& test, const fs::path& folder) {
  TestedClaim result;
  result.number = values_of(test.number, folder);
  result.null = values_of(test.null, folder);
  const bool paired = result.null.size() == result.number.size();
  std::vector<double> differences;
  for (std::size_t i = 0; i < result.number.size(); ++i)
    differences.push_back(result.number[i] - (paired ? result.null[i] : mean(result.null)));
  const models::MeanInterval over = models::mean_interval(differences);
  result.difference = over.mean;
  result.low = over.interval.low;
  result.high = over.interval.high;
  const bool certain = !std::isnan(result.low);
  result.holds = test.below ? (certain ? result.high : result.difference) < 0
                            : (certain ? result.low : result.difference) > 0;
  return result;
}

Verdict verdict_of(const std::vector<TestedClaim>& tests) {
  const auto held =
      std::count_if(tests.begin(), tests.end(), [](const TestedClaim& test) { return test.holds; });
  if (held == static_cast<std::ptrdiff_t>(tests.size())) return Verdict::held;
  return held == 0 ? Verdict::not_held : Verdict::partly;
}

std::string claims_markdown(const Recipe& recipe, const fs::path& folder) {
  std::string list, body;
  for (std::size_t i = 0; i < recipe.claims.size(); ++i) {
    const Claim& claim = recipe.claims[i];
    std::vector<TestedClaim> results;
    std::string rows;
    for (const ClaimTest& test : claim.tests) {
      results.push_back(tested(test, folder));
      rows += test_row(test, results.back());
    }
    const char* const verdict = verdict_text(verdict_of(results));
    const std::string number = std::to_string(i + 1);
    list += "| " + number + " | " + claim.says + " | " + verdict + " |\n";
    body += "\n## " + number + ". " + claim.says + "\n\n**Verdict: " + verdict + ".**";
    if (!claim.note.empty()) body += " " + claim.note;
    body += "\n\n| number | value | claimed | difference (95 %) | holds |\n|---|---|---|---|---|\n" + rows;
    if (!claim.figures.empty()) {
      body += "\nFigures:";
      for (const std::string& figure : claim.figures)
        body += (&figure == &claim.figures.front() ? " " : ", ") + ("`" + figure + "`");
      body += "\n";
    }
  }
  return "# " + recipe.title + "\n\n" + recipe.about +
         "\n\nA value is a mean over seeds or runs, with their number and range in brackets. A test holds "
         "where "
         "the 95 % interval of the difference from its null (Student's t, paired by seed where both have as "
         "many "
         "values) lies on the side claimed; with one value, where the difference does. A claim is held where "
         "all "
         "its tests hold, not held where none does. Times are those of one machine and change from run to "
         "run; "
         "all else is the same bytes again.\n\n| | claim | verdict |\n|---|---|---|\n" +
         list + body;
}

}  // namespace rssviz::cli
