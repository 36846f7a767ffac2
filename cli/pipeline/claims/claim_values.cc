#include "cli/pipeline/claims/claim_values.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/formats/csv.h"

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

struct NamedFile {
  fs::path path{};
  std::string star{};  // what '*' stands for
};

// The files of a folder that a name with at most one '*' in its last part means, in order.
std::vector<NamedFile> files_named(const fs::path& folder, const std::string& name) {
  const fs::path pattern = folder / name;
  const std::string last = pattern.filename().string();
  const std::size_t star = last.find('*');
  if (star == std::string::npos) return {{pattern, ""}};
  std::vector<NamedFile> files;
  if (fs::is_directory(pattern.parent_path()))
    for (const fs::directory_entry& entry : fs::directory_iterator(pattern.parent_path())) {
      const std::string found = entry.path().filename().string();
      if (matches(found, last))
        files.push_back({entry.path(), found.substr(star, found.size() + 1 - last.size())});
    }
  std::sort(files.begin(), files.end(),
            [](const NamedFile& a, const NamedFile& b) { return a.path < b.path; });
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

struct FoundRow {
  double value{};
  std::string key{};
  std::string low{}, high{};  // as they stand in the table: rows that bring none leave them empty
};

void read_rows(const Evidence& evidence, const std::string& pair, const NamedFile& named,
               std::vector<FoundRow>& found) {
  const std::string file = named.path.string();
  if (!fs::exists(named.path)) fail(ErrorKind::no_input, file + ": is missing; the recipe doesn't make it");
  const formats::Table table = formats::read_csv(named.path);
  const std::size_t column = column_of(table, evidence.column, file);
  for (const std::vector<std::string>& row : table.rows) {
    const bool wanted = std::all_of(evidence.where.begin(), evidence.where.end(), [&](const auto& one) {
      return matches(row[column_of(table, one.first, file)], one.second);
    });
    if (!wanted) continue;
    FoundRow& one = found.emplace_back();
    one.value = number_in(row[column], file + ": " + evidence.column);
    if (pair == "file")
      one.key = named.star;
    else if (!pair.empty())
      one.key = row[column_of(table, pair, file)];
    if (evidence.low.empty()) continue;
    one.low = row[column_of(table, evidence.low, file)];
    one.high = row[column_of(table, evidence.high, file)];
  }
}

std::string rows_text(const Evidence& evidence) {
  std::string rows;
  for (const auto& [name, value] : evidence.where)
    rows += (rows.empty() ? " where " : ", ") + name + " = " + value;
  return rows;
}

// Means of the values that share a key, in the order in which keys come.
ClaimValues by_key(const std::vector<FoundRow>& found) {
  ClaimValues result;
  std::vector<double> counts;
  for (const FoundRow& row : found) {
    const auto at = std::find(result.keys.begin(), result.keys.end(), row.key);
    const auto place = static_cast<std::size_t>(at - result.keys.begin());
    if (at == result.keys.end()) {
      result.keys.push_back(row.key);
      result.values.push_back(0);
      counts.push_back(0);
    }
    result.values[place] += row.value;
    counts[place] += 1;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) result.values[i] /= counts[i];
  return result;
}

}  // namespace

ClaimValues read_values(const Evidence& evidence, const std::string& pair, const fs::path& folder) {
  if (evidence.table.empty()) return {{evidence.constant}, {}, 1, {}};
  std::vector<FoundRow> found;
  for (const NamedFile& file : files_named(folder, evidence.table)) read_rows(evidence, pair, file, found);
  const std::string table = (folder / evidence.table).string();
  if (found.empty()) fail(ErrorKind::data, table + ": has no rows" + rows_text(evidence));
  if (!evidence.low.empty() && found.size() > 1)
    fail(ErrorKind::data, table + ": has " + std::to_string(found.size()) + " rows" + rows_text(evidence) +
                              "; one that brings its interval stands alone");
  ClaimValues result;
  if (pair.empty())
    for (const FoundRow& row : found) result.values.push_back(row.value);
  else
    result = by_key(found);
  result.rows = found.size();
  if (!evidence.low.empty())
    result.interval = models::Interval{number_in(found.front().low, table + ": " + evidence.low),
                                       number_in(found.front().high, table + ": " + evidence.high)};
  return result;
}

std::vector<double> in_order_of(const ClaimValues& number, const ClaimValues& null, const std::string& pair) {
  std::vector<double> result;
  for (const std::string& key : number.keys) {
    const auto at = std::find(null.keys.begin(), null.keys.end(), key);
    if (at == null.keys.end())
      fail(ErrorKind::data, "pair: the null has no value where " + pair + " = " + key);
    result.push_back(null.values[static_cast<std::size_t>(at - null.keys.begin())]);
  }
  for (const std::string& key : null.keys)
    if (std::find(number.keys.begin(), number.keys.end(), key) == number.keys.end())
      fail(ErrorKind::data, "pair: the number has no value where " + pair + " = " + key);
  return result;
}

}  // namespace rssviz::cli
