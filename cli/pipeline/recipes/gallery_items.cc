#include "cli/pipeline/recipes/gallery_items.h"

#include <charconv>
#include <cmath>

#include "cli/compose/headline.h"
#include "cli/pipeline/claims/claims.h"
#include "cli/pipeline/steps/steps.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostFindings = 3;  // of one figure: those it names first

fs::path beside(const fs::path& file, const char* ending) {
  return file.parent_path() / (file.stem().string() + ending);
}

bool stands(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

// A number of a table, as headlines say it.
std::string said(const std::string& text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc{} && std::isfinite(value) ? said_number(value) : text;
}

// name, "value (low to high)".
std::vector<std::pair<std::string, std::string>> findings_in(const fs::path& file) {
  std::vector<std::pair<std::string, std::string>> findings;
  if (!stands(file)) return findings;
  for (const std::vector<std::string>& row : formats::read_csv(file).rows) {
    if (findings.size() == kMostFindings) break;
    if (row.size() < 4) continue;
    const bool interval = !row[2].empty() && !row[3].empty();
    findings.emplace_back(row[0],
                          said(row[1]) + (interval ? " (" + said(row[2]) + " to " + said(row[3]) + ")" : ""));
  }
  return findings;
}

}  // namespace

GalleryItem gallery_item(const std::string& name, const std::vector<fs::path>& files,
                         const fs::path& folder) {
  const fs::path& first = files.front();
  const auto relative = [&](const fs::path& file) {
    return file.lexically_relative(folder).generic_string();
  };
  Shown shown = shown_of(first);
  if (shown.title.empty()) shown.title = name;
  GalleryItem item;
  item.name = name;
  item.title = shown.title;
  item.caption = shown.caption;
  for (const fs::path& file : files) item.files.push_back(relative(file));
  for (const char* ending : {".csv", ".findings.csv", ".txt", ".tex", ".srt"})
    if (stands(beside(first, ending))) item.files.push_back(relative(beside(first, ending)));
  if (stands(beside(first, "-poster.png"))) item.poster = relative(beside(first, "-poster.png"));
  if (stands(beside(first, ".vtt"))) item.subtitles = relative(beside(first, ".vtt"));
  if (stands(beside(first, ".alt.txt"))) item.alt = read_file(beside(first, ".alt.txt"));
  while (item.alt.ends_with('\n')) item.alt.pop_back();
  item.findings = findings_in(beside(first, ".findings.csv"));
  return item;
}

std::vector<GalleryVerdict> gallery_verdicts(const Recipe& recipe, const fs::path& folder) {
  std::vector<GalleryVerdict> verdicts;
  try {
    for (const Claim& claim : recipe.claims) {
      std::vector<TestedClaim> results;
      for (const ClaimTest& test : claim.tests) results.push_back(tested(test, folder));
      verdicts.push_back(
          {claim.says, std::string(models::in_words(judged(claim, results).verdict)), claim.figures});
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::no_input) throw;
    return {};  // only a part of the recipe was made
  }
  return verdicts;
}

}  // namespace rssviz::cli
