#include "core/formats/foreign_table.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/formats/table_columns.h"
#include "core/input_file.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

constexpr std::size_t kLooked = 65536;  // bytes from which the separator is found
constexpr std::size_t kRows = 200;      // rows from which header and decimal comma are

using Records = std::vector<Record>;

// How many fields each line has, where all have as many; else 0.
std::size_t even_width(const Records& records) {
  if (records.empty()) return 0;
  const std::size_t width = records.front().fields.size();
  const bool even = std::all_of(records.begin(), records.end(),
                                [&](const Record& record) { return record.fields.size() == width; });
  return even ? width : 0;
}

// Blanks stand within names too: they separate only what is numbers on every line but the first.
bool are_numbers(const Records& records) {
  for (std::size_t r = 1; r < records.size(); ++r)
    for (const std::string& field : records[r].fields)
      if (!read_number(field) && !is_missing(field)) return false;
  return records.size() > 1;
}

char separator_of(std::string_view text, const std::string& name) {
  for (const char separator : {'\t', ';', ',', ' '}) {
    const Records records = parse_records(text, name, separator, kLooked);
    if (even_width(records) > 1 && (separator != ' ' || are_numbers(records))) return separator;
  }
  // None cuts all lines alike: the one that cuts the first line most, so that the error names the right line.
  const Records first = parse_records(text, name, '\0', 1);
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char separator : {',', ';', '\t'}) {
    const std::string& line = first.empty() ? name : first.front().fields.front();
    const auto count = std::count(line.begin(), line.end(), separator);
    if (count > most && !first.empty()) {
      best = separator;
      most = count;
    }
  }
  return best;
}

// "-0,57" -> "-0.57"; nothing for what isn't a number with a comma.
std::optional<std::string> with_point(const std::string& field) {
  const std::size_t comma = field.find(',');
  if (comma == std::string::npos || field.find('.') != std::string::npos) return std::nullopt;
  std::string point = field;
  point[comma] = '.';
  return read_number(point) ? std::optional(point) : std::nullopt;
}

// Turns the commas of column `c` into points where all its values, the first line's aside, are numbers then.
bool convert_commas(Records& records, std::size_t c) {
  bool found = false;
  for (std::size_t r = 1; r < records.size(); ++r) {
    const std::string& field = records[r].fields[c];
    if (read_number(field) || is_missing(field)) continue;
    if (!with_point(field)) return false;
    found = true;
  }
  if (!found) return false;
  for (Record& record : records)
    if (const std::optional<std::string> point = with_point(record.fields[c])) record.fields[c] = *point;
  return true;
}

bool counts_from(const std::vector<std::string>& fields, int first) {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i] != std::to_string(static_cast<int>(i) + first)) return false;
  return fields.size() > 1;
}

// How the first line stands to a column: whether it is text above numbers, or a number as they are.
struct FirstLine {
  bool text_above_numbers{false};
  bool number_above_numbers{false};
  bool whole{true};
};

FirstLine first_line_of(const Records& records, std::size_t c) {
  FirstLine found;
  std::size_t numbers = 0;
  for (std::size_t r = 1; r < std::min(records.size(), kRows); ++r) {
    const std::optional<double> number = read_number(records[r].fields[c]);
    if (!number && !is_missing(records[r].fields[c])) return found;
    if (!number) continue;
    ++numbers;
    found.whole = found.whole && *number == std::floor(*number);
  }
  const std::string& first = records.front().fields[c];
  const bool is_number = read_number(first).has_value();
  found.number_above_numbers = is_number && (numbers > 0 || records.size() == 1);
  found.text_above_numbers = !is_number && !is_missing(first) && numbers > 0;
  return found;
}

bool has_header(const Records& records, std::optional<std::size_t> rows) {
  if (rows && records.size() == *rows) return false;
  if (rows && records.size() == *rows + 1) return true;
  const std::vector<std::string>& first = records.front().fields;
  bool number = false, text = false, whole = true;
  for (std::size_t c = 0; c < first.size(); ++c) {
    const FirstLine found = first_line_of(records, c);
    number = number || found.number_above_numbers;
    text = text || found.text_above_numbers;
    whole = whole && found.whole;
  }
  // pandas calls columns without names 0, 1, 2 ...
  const bool counted = counts_from(first, 0) && !whole && records.size() > 1;
  return text || !number || counted;
}

std::vector<std::string> numbered_names(std::size_t count, const std::string& name) {
  if (count == 1) return {std::filesystem::path(name).stem().string()};
  std::vector<std::string> names;
  for (std::size_t c = 0; c < count; ++c) names.push_back("column " + std::to_string(c + 1));
  return names;
}

std::string name_of_separator(char separator) {
  return separator == '\t' ? "tabs" : separator == ' ' ? "blanks" : std::string(1, separator);
}

}  // namespace

std::string ForeignTable::understood() const {
  std::string text = std::to_string(table.rows.size()) + (table.rows.size() == 1 ? " row, " : " rows, ") +
                     std::to_string(table.header.size()) +
                     (table.header.size() == 1 ? " column" : " columns");
  if (dialect.separator != ',') text += ", separated by " + name_of_separator(dialect.separator);
  if (dialect.decimal_comma) text += ", decimal commas";
  if (!dialect.has_header) text += ", no header";
  return text;
}

ForeignTable parse_table(std::string_view text, const std::string& name, std::optional<std::size_t> rows) {
  ForeignTable result;
  result.dialect.separator = separator_of(text, name);
  Records records = parse_records(text, name, result.dialect.separator);
  if (records.empty()) fail(ErrorKind::data, name + ": is empty");
  const std::size_t width = records.front().fields.size();
  for (const Record& record : records)
    if (record.fields.size() != width)
      fail(ErrorKind::data, name + ": line " + std::to_string(record.line) + " has " +
                                std::to_string(record.fields.size()) + " fields, the first line has " +
                                std::to_string(width) + " (separated by " +
                                name_of_separator(result.dialect.separator) + ")");
  for (std::size_t c = 0; result.dialect.separator != ',' && c < width; ++c)
    result.dialect.decimal_comma = convert_commas(records, c) || result.dialect.decimal_comma;
  result.dialect.has_header = has_header(records, rows);
  std::size_t first = 0;
  if (result.dialect.has_header) {
    result.table.header = std::move(records.front().fields);
    first = 1;
  } else {
    result.table.header = numbered_names(width, name);
  }
  for (std::size_t r = first; r < records.size(); ++r) {
    result.lines.push_back(records[r].line);
    result.table.rows.push_back(std::move(records[r].fields));
  }
  return result;
}

ForeignTable read_table(const std::filesystem::path& path, std::optional<std::size_t> rows) {
  return parse_table(read_file(path), path.string(), rows);
}

bool is_table(const std::filesystem::path& file) {
  const std::string suffix = suffix_of(file);
  return suffix == ".csv" || suffix == ".tsv" || suffix == ".txt";
}

}  // namespace rssviz::formats
