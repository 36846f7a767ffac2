#include "core/formats/table_columns.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/error.h"

namespace rssviz::formats {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <std::size_t N>
bool is_one_of(std::string_view field, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), field) != names.end();
}

// Marks that words and signs of a text may be too: missing only among numbers.
bool is_missing_number(std::string_view field) {
  constexpr std::array<std::string_view, 5> kMarks{"-", ".", "--", "?", "missing"};
  return is_missing(field) || is_one_of(field, kMarks);
}

std::string_view trimmed(std::string_view field) {
  while (!field.empty() && (field.front() == ' ' || field.front() == '\t')) field.remove_prefix(1);
  while (!field.empty() && (field.back() == ' ' || field.back() == '\t')) field.remove_suffix(1);
  return field;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

// What says where a state stands or what it belongs to, and is never a unit's activity.
bool is_called_like_a_column(const std::string& name) {
  constexpr std::array<std::string_view, 23> kNames{
      "sequence", "seq",   "sequence_id", "step",  "time",   "time_ms",   "timestep", "trial",
      "sentence", "token", "word",        "label", "labels", "class",     "group",    "stage",
      "epoch",    "layer", "point",       "index", "id",     "condition", "cluster"};
  return is_one_of(lower(name), kNames);
}

// 0, 1, 2 ... or 1, 2, 3 ...
bool counts_rows(const TableColumn& column) {
  const std::vector<double>& values = column.numbers;
  if (!column.is_numbers || values.size() < 3 || (values[0] != 0 && values[0] != 1)) return false;
  for (std::size_t i = 1; i < values.size(); ++i)
    if (values[i] != values[i - 1] + 1) return false;
  return true;
}

bool are_whole(const TableColumn& column) {
  return std::all_of(column.numbers.begin(), column.numbers.end(),
                     [](double value) { return value == std::floor(value); });
}

bool has_no_name(const std::string& name) { return name.empty() || name.starts_with("Unnamed: "); }

bool matches(const std::string& name, const std::string& patterns) {
  for (std::size_t begin = 0; begin <= patterns.size();) {
    const std::size_t end = std::min(patterns.find(',', begin), patterns.size());
    const std::string pattern(trimmed(std::string_view(patterns).substr(begin, end - begin)));
    if (pattern == name || ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0) return true;
    begin = end + 1;
  }
  return false;
}

// Each of the patterns has to name a column.
void check_patterns(const std::vector<TableColumn>& columns, const std::string& patterns,
                    const std::string& name) {
  for (std::size_t begin = 0; begin <= patterns.size();) {
    const std::size_t end = std::min(patterns.find(',', begin), patterns.size());
    const std::string pattern = patterns.substr(begin, end - begin);
    const bool any = std::any_of(columns.begin(), columns.end(),
                                 [&](const TableColumn& column) { return matches(column.name, pattern); });
    if (!any)
      fail(ErrorKind::data, name + ": has no column that '" + pattern + "' of '" + patterns + "' names");
    begin = end + 1;
  }
}

std::string called(const std::string& name) {
  return name.empty() ? "the column without a name" : "'" + name + "'";
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i > 0 ? ", " : "") + called(names[i]);
  return names.size() > 8 ? text + " and " + std::to_string(names.size() - 8) + " more" : text;
}

void note(const std::vector<std::string>& names, const std::string& what, std::vector<std::string>& notes) {
  if (!names.empty()) notes.push_back((names.size() == 1 ? "column " : "columns ") + list_of(names) + what);
}

[[noreturn]] void refuse(const TableColumn& column, const std::string& name) {
  if (!column.odd) fail(ErrorKind::data, name + ": column " + column.name + " holds no numbers");
  fail(ErrorKind::data, name + ": line " + std::to_string(column.odd->line) + ", column " + column.name +
                            ": '" + column.odd->text + "' is not a number");
}

}  // namespace

bool names_rows(const TableColumn& column) {
  return has_no_name(column.name) && (!column.is_numbers || are_whole(column));
}

Array array_of(const TableColumn& column) {
  if (!column.is_numbers) return from_strings(column.texts);
  std::vector<std::int32_t> whole;
  for (const double value : column.numbers)
    if (value == std::floor(value) && std::abs(value) < 1e9)
      whole.push_back(static_cast<std::int32_t>(value));
  if (whole.size() == column.numbers.size()) return from_vector(whole);
  return from_vector(column.numbers);
}

bool is_missing(std::string_view field) {
  constexpr std::array<std::string_view, 20> kMarks{
      "",     "#N/A", "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
      "<NA>", "N/A",  "NA",       "NULL", "NaN",     "None",     "n/a",  "nan",  "null",   "\\N"};
  return is_one_of(trimmed(field), kMarks);
}

std::optional<double> read_number(std::string_view field) {
  field = trimmed(field);
  if (field.starts_with('+')) field.remove_prefix(1);
  if (field.starts_with('+') || field.empty()) return std::nullopt;
  double value = 0;
  const char* const end = field.data() + field.size();
  const auto result = std::from_chars(field.data(), end, value);
  if (result.ptr != end || result.ec == std::errc::invalid_argument || std::isnan(value)) return std::nullopt;
  // 1e-400 is 0, 1e400 is beyond all numbers.
  if (result.ec == std::errc::result_out_of_range) return std::strtod(std::string(field).c_str(), nullptr);
  return value;
}

TableColumn table_column(const ForeignTable& table, std::size_t column) {
  TableColumn result{.name = table.table.header.at(column)};
  const auto& rows = table.table.rows;
  std::size_t numbers = 0, missing_marks = 0, texts = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::string& field = rows[r][column];
    const std::optional<double> number = read_number(field);
    result.numbers.push_back(number.value_or(kNone));
    if (number) {
      ++numbers;
    } else if (is_missing(field)) {
      ++result.missing;
    } else if (is_missing_number(field)) {
      ++missing_marks;
    } else {
      if (texts++ == 0) result.odd = {r < table.lines.size() ? table.lines[r] : r + 2, field};
    }
  }
  result.is_numbers = numbers > 0 && texts == 0;
  if (result.is_numbers) {
    result.missing += missing_marks;
    return result;
  }
  if (numbers < texts || numbers == 0) result.odd.reset();
  result.numbers.clear();
  for (const auto& row : rows) result.texts.push_back(is_missing(row[column]) ? "" : row[column]);
  return result;
}

namespace {

enum class Role { unit, counting, named, text, index };

// What a column is where no pattern says which are units.
Role role_of(const TableColumn& column, bool is_first, bool has_header) {
  if (has_header && is_first && names_rows(column)) return Role::index;
  if (counts_rows(column)) return Role::counting;
  if (has_header && is_called_like_a_column(column.name)) return Role::named;
  return column.is_numbers || column.odd ? Role::unit : Role::text;
}

std::vector<Role> roles_of(const std::vector<TableColumn>& columns, bool has_header,
                           const std::string& unit_columns) {
  std::vector<Role> roles;
  for (const TableColumn& column : columns)
    roles.push_back(unit_columns.empty() ? role_of(column, &column == &columns.front(), has_header)
                                         : (matches(column.name, unit_columns) ? Role::unit : Role::named));
  if (!unit_columns.empty() || std::count(roles.begin(), roles.end(), Role::unit) > 0) return roles;
  // A table of labels or of one series: its numbers are what is meant.
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (roles[c] != Role::index && columns[c].is_numbers) roles[c] = Role::unit;
  return roles;
}

void note_roles(const std::vector<TableColumn>& columns, const std::vector<Role>& roles,
                std::vector<std::string>& notes) {
  const auto names = [&](Role role) {
    std::vector<std::string> found;
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (roles[c] == role) found.push_back(columns[c].name);
    return found;
  };
  const auto say = [&](Role role, const char* one, const char* many, const char* rest) {
    const std::vector<std::string> found = names(role);
    note(found, (found.size() == 1 ? one : many) + std::string(rest), notes);
  };
  for (const std::string& name : names(Role::index))
    notes.push_back("the first column" + (name.empty() ? ", without a name," : " '" + name + "'") +
                    " numbers or names the rows: left out");
  say(Role::counting, " counts", " count", " rows: no unit");
  say(Role::named, " is", " are", " taken for labels by name, not for units");
  say(Role::text, " holds", " hold", " texts: labels");
}

}  // namespace

TableUnits table_units(const ForeignTable& table, const std::string& unit_columns, const std::string& name) {
  TableUnits result;
  std::vector<TableColumn> columns;
  for (std::size_t c = 0; c < table.table.header.size(); ++c) columns.push_back(table_column(table, c));
  if (unit_columns.find(',') != std::string::npos) check_patterns(columns, unit_columns, name);
  const std::vector<Role> roles = roles_of(columns, table.dialect.has_header, unit_columns);
  if (unit_columns.empty()) note_roles(columns, roles, result.notes);
  std::vector<TableColumn> units;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (roles[c] == Role::unit && !columns[c].is_numbers) refuse(columns[c], name);
    if (roles[c] == Role::unit)
      units.push_back(std::move(columns[c]));
    else if (roles[c] != Role::index)
      result.columns.push_back(std::move(columns[c]));
  }
  if (units.empty())
    fail(ErrorKind::data, name + ": has no columns of numbers that could be units" +
                              (unit_columns.empty() ? "" : " among those that '" + unit_columns + "' names"));
  result.states.resize(static_cast<Eigen::Index>(table.table.rows.size()),
                       static_cast<Eigen::Index>(units.size()));
  for (std::size_t c = 0; c < units.size(); ++c) {
    for (std::size_t r = 0; r < units[c].numbers.size(); ++r)
      result.states(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) =
          static_cast<float>(units[c].numbers[r]);
    result.units.push_back(units[c].name);
  }
  return result;
}

}  // namespace rssviz::formats
