#include "cli/subjects/scatter_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "cli/options/option_table.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostWholeClasses = 12;  // whole numbers with more values than this are a scale
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool read_number(const std::string& field, double& value) {
  const auto result = std::from_chars(field.data(), field.data() + field.size(), value);
  return result.ec == std::errc{} && result.ptr == field.data() + field.size();
}

bool is_empty(const std::string& field) { return field.empty() || field == "nan" || field == "NaN"; }

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

[[noreturn]] void no_such_column(const fs::path& table, const std::string& name,
                                 const std::vector<std::string>& names) {
  const std::string near = nearest_name(name, names);
  fail(ErrorKind::data, table.string() + ": has no column '" + name + "'" +
                            (near.empty() ? "" : "; did you mean '" + near + "'?") +
                            " (columns: " + joined(names) + ")");
}

std::vector<Point> points_of(const formats::Array& array, const std::string& file) {
  if (array.shape.size() != 2 || array.shape[1] < 2 || array.dtype == formats::DType::text) {
    std::string shape;
    for (const std::size_t side : array.shape) shape += (shape.empty() ? "" : " x ") + std::to_string(side);
    fail(ErrorKind::data, file + ": coordinates must be points x 2 numbers, got " +
                              (shape.empty() ? std::string("a single value") : shape) + " of " +
                              formats::name_of(array.dtype));
  }
  const std::vector<double> values = formats::to_doubles(array, file);
  const std::size_t columns = array.shape[1];
  // In columns that aren't drawn too: a map that holds such a number went wrong.
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      fail(ErrorKind::data, file + ": row " + std::to_string(i / columns) + ", column " +
                                std::to_string(i % columns) + " is not finite");
  std::vector<Point> points(array.shape[0]);
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = {values[i * columns], values[i * columns + 1]};
  return points;
}

std::vector<Point> points_of(const formats::Table& table, const std::string& file) {
  std::size_t x = 0, y = 1;
  const auto find = [&](const char* name, std::size_t& place) {
    const auto found = std::find(table.header.begin(), table.header.end(), name);
    if (found == table.header.end()) return false;
    place = static_cast<std::size_t>(found - table.header.begin());
    return true;
  };
  if (!find("x", x) || !find("y", y)) {
    x = 0;
    y = 1;
  }
  if (table.header.size() < 2) fail(ErrorKind::data, file + ": coordinates need two columns, got one");
  std::vector<Point> points;
  points.reserve(table.rows.size());
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    Point point;
    for (const auto& [column, value] : {std::pair(x, &point.x), std::pair(y, &point.y)})
      if (!read_number(table.rows[r][column], *value))
        fail(ErrorKind::data, file + ": line " + std::to_string(r + 2) + ", column " + table.header[column] +
                                  ": '" + table.rows[r][column] + "' is not a number");
    points.push_back(point);
  }
  return points;
}

const formats::Array& coordinates_in(const formats::Archive& archive, const std::string& file) {
  if (const auto coords = archive.find("coords"); coords != archive.end()) return coords->second;
  const formats::Array* only = nullptr;
  for (const auto& [name, array] : archive) {
    if (array.shape.size() != 2) continue;
    if (only != nullptr) return formats::require(archive, "coords", file);
    only = &array;
  }
  return only != nullptr ? *only : formats::require(archive, "coords", file);
}

// The separator of a table's fields, by its name; nothing for files of arrays.
std::optional<char> separator_of(const fs::path& file) {
  const std::string suffix = suffix_of(file);
  if (suffix == ".csv") return ',';
  if (suffix == ".tsv") return '\t';
  return std::nullopt;
}

// Texts to classes: in order of size where all are numbers, else of the alphabet.
void set_classes(const std::vector<std::string>& texts, ScatterColumn& column) {
  std::set<std::string> different;
  bool numbers = true;
  double ignored = 0;
  for (const std::string& text : texts)
    if (!is_empty(text) && different.insert(text).second) numbers = numbers && read_number(text, ignored);
  column.labels.assign(different.begin(), different.end());
  if (numbers)
    std::stable_sort(column.labels.begin(), column.labels.end(),
                     [](const std::string& a, const std::string& b) {
                       double left = 0, right = 0;
                       read_number(a, left);
                       read_number(b, right);
                       return left < right;
                     });
  std::map<std::string, std::int32_t> places;
  for (std::size_t k = 0; k < column.labels.size(); ++k)
    places[column.labels[k]] = static_cast<std::int32_t>(k);
  for (const std::string& text : texts) column.values.push_back(is_empty(text) ? -1 : places.at(text));
}

bool look_like_classes(const std::vector<double>& numbers) {
  std::set<double> different;
  for (const double value : numbers) {
    if (std::isnan(value)) continue;
    if (value != std::floor(value)) return false;
    if (different.insert(value).second && different.size() > kMostWholeClasses) return false;
  }
  return true;
}

ScatterColumn column_of_numbers(const std::string& name, std::vector<double> numbers, ColumnReading reading) {
  ScatterColumn column;
  column.name = name;
  column.is_scale =
      reading == ColumnReading::scale || (reading == ColumnReading::automatic && !look_like_classes(numbers));
  if (column.is_scale) {
    column.numbers = std::move(numbers);
    return column;
  }
  std::vector<std::string> texts;
  for (const double value : numbers) texts.push_back(std::isnan(value) ? "" : formats::format_number(value));
  set_classes(texts, column);
  return column;
}

ScatterColumn column_of_texts(const fs::path& table, const std::string& name,
                              const std::vector<std::string>& texts, ColumnReading reading) {
  std::vector<double> numbers(texts.size(), kNone);
  bool all_numbers = true;
  for (std::size_t i = 0; i < texts.size() && all_numbers; ++i)
    all_numbers = is_empty(texts[i]) || read_number(texts[i], numbers[i]);
  if (all_numbers) return column_of_numbers(name, std::move(numbers), reading);
  if (reading == ColumnReading::scale)
    fail(ErrorKind::data, table.string() + ": column '" + name + "' holds texts; a scale needs numbers");
  ScatterColumn column;
  column.name = name;
  set_classes(texts, column);
  return column;
}

void check_length(const fs::path& table, const std::string& name, std::size_t rows, std::size_t points) {
  if (rows != points)
    fail(ErrorKind::data, table.string() + ": column '" + name + "' has " + std::to_string(rows) +
                              " rows for " + std::to_string(points) + " points");
}

// Values of measured or distinct points, handed to every point that they belong to.
std::vector<double> spread(const fs::path& table, const std::string& name, const formats::Archive& archive,
                           std::vector<double> values, std::size_t points) {
  const auto index = archive.find("index");
  if (values.size() == points || index == archive.end() || index->second.size() != points) return values;
  const std::vector<std::int32_t> point = formats::to_integers(index->second, "index");
  const std::int32_t last = point.empty() ? -1 : *std::max_element(point.begin(), point.end());
  const auto distinct = static_cast<std::size_t>(last + 1);
  if (const auto rows = archive.find("quality_rows"); rows != archive.end() && values.size() != distinct) {
    const std::vector<std::int32_t> measured = formats::to_integers(rows->second, "quality_rows");
    if (measured.size() != values.size()) return values;
    std::vector<double> all(distinct, kNone);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      if (measured[i] < 0 || measured[i] > last)
        fail(ErrorKind::data, table.string() + ": quality_rows names a point that isn't there");
      all[static_cast<std::size_t>(measured[i])] = values[i];
    }
    values = std::move(all);
  }
  check_length(table, name, values.size(), distinct);
  std::vector<double> out;
  out.reserve(points);
  for (const std::int32_t p : point) out.push_back(p < 0 ? kNone : values[static_cast<std::size_t>(p)]);
  return out;
}

// A map's measures of trust are one number; of the same name, for a colour, are those of each point.
std::string column_of_measure(const formats::Archive& archive, const std::string& name) {
  static const std::map<std::string, std::string> kOfPoints{{"trustworthiness", "point_trust"},
                                                            {"continuity", "point_continuity"},
                                                            {"neighbors_kept", "point_kept"},
                                                            {"triplets", "point_triplets"}};
  const auto found = kOfPoints.find(name);
  return found != kOfPoints.end() && archive.contains(found->second) ? found->second : name;
}

ScatterColumn column_in_archive(const fs::path& table, const std::string& asked, std::size_t points,
                                ColumnReading reading) {
  if (suffix_of(table) == ".npy")
    fail(ErrorKind::data, table.string() + ": has no columns; give them by --labels LABELS.csv");
  const formats::Archive archive = formats::read_arrays(table.string());
  const std::string name = column_of_measure(archive, asked);
  if (name != asked && reading == ColumnReading::automatic) reading = ColumnReading::scale;
  const auto found = archive.find(name);
  if (found == archive.end()) {
    std::vector<std::string> names;
    for (const auto& [known, array] : archive)
      if (array.shape.size() == 1 && array.size() > 0 && !known.ends_with("_labels")) names.push_back(known);
    no_such_column(table, name, names);
  }
  const formats::Array& array = found->second;
  if (array.dtype == formats::DType::text) {
    check_length(table, name, array.size(), points);
    return column_of_texts(table, name, array.text, reading);
  }
  std::vector<double> numbers = spread(table, name, archive, formats::to_doubles(array, name), points);
  check_length(table, name, numbers.size(), points);
  const auto labels = archive.find(name + "_labels");
  if (labels == archive.end() || reading == ColumnReading::scale)
    return column_of_numbers(asked, std::move(numbers), reading);
  ScatterColumn column;
  column.name = name;
  column.labels = formats::to_strings(labels->second, labels->first);
  for (const double value : numbers) {
    const bool known = value >= 0 && value < static_cast<double>(column.labels.size());
    column.values.push_back(known ? static_cast<std::int32_t>(value) : -1);
  }
  return column;
}

}  // namespace

std::vector<Point> read_coordinates(const fs::path& file) {
  std::vector<Point> points;
  if (const std::optional<char> separator = separator_of(file)) {
    points = points_of(formats::read_csv(file, *separator), file.string());
  } else {
    const formats::Archive archive = formats::read_arrays(file.string());
    points = points_of(coordinates_in(archive, file.string()), file.string());
  }
  if (points.empty()) fail(ErrorKind::data, file.string() + ": holds no points");
  for (std::size_t i = 0; i < points.size(); ++i)
    if (!std::isfinite(points[i].x) || !std::isfinite(points[i].y))
      fail(ErrorKind::data, file.string() + ": row " + std::to_string(i) + " is not finite");
  return points;
}

bool has_column(const fs::path& table, const std::string& name) {
  const std::optional<char> separator = separator_of(table);
  if (!separator) return suffix_of(table) != ".npy" && formats::read_arrays(table.string()).contains(name);
  const formats::Table read = formats::read_csv(table, *separator);
  return std::find(read.header.begin(), read.header.end(), name) != read.header.end();
}

ScatterColumn read_column(const fs::path& table, const std::string& name, std::size_t points,
                          ColumnReading reading) {
  const std::optional<char> separator = separator_of(table);
  if (!separator) return column_in_archive(table, name, points, reading);
  const formats::Table read = formats::read_csv(table, *separator);
  const auto found = std::find(read.header.begin(), read.header.end(), name);
  if (found == read.header.end()) no_such_column(table, name, read.header);
  check_length(table, name, read.rows.size(), points);
  const auto place = static_cast<std::size_t>(found - read.header.begin());
  std::vector<std::string> texts;
  texts.reserve(read.rows.size());
  for (const std::vector<std::string>& row : read.rows) texts.push_back(row[place]);
  return column_of_texts(table, name, texts, reading);
}

}  // namespace rssviz::cli
