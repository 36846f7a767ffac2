#include "cli/subjects/scatter_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "cli/options/option_table.h"
#include "cli/subjects/beside_states.h"
#include "cli/subjects/class_order.h"
#include "cli/subjects/table_hints.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/formats/foreign_table.h"
#include "core/formats/label_source.h"
#include "core/formats/npz.h"
#include "core/formats/table_columns.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostWholeClasses = 12;  // whole numbers with more values than this are a scale
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

[[noreturn]] void no_such_column(const fs::path& table, const std::string& name,
                                 const std::vector<std::string>& names, const PointPlaces& places) {
  const std::string near = nearest_name(name, names);
  const std::string bare = names.empty() ? "" : without_header(table, places, names.front());
  if (!bare.empty())
    fail(ErrorKind::data,
         table.string() + ": has no column '" + name + "' (columns: " + joined(names) + ")" + bare);
  fail(ErrorKind::data, table.string() + ": has no column '" + name + "'" +
                            (near.empty() ? "" : "; did you mean '" + near + "'?") +
                            " (columns: " + joined(names) + ")");
}

[[noreturn]] void refuse_shape(const formats::Array& array, const std::string& file) {
  const std::vector<std::size_t>& shape = array.shape;
  std::string more;
  if (shape.size() == 3)
    more = "; if these are states, their map is made by: rssviz embed " + file + " -o map.npz";
  else if (shape.size() == 2 && shape[0] == 2 && shape[1] > 3)
    more = "; is it transposed?";
  else if (shape.size() == 2 && shape[1] > 2)
    more =
        "; two of these dimensions: --plane 1,2; if these are states, their map is made by: rssviz embed " +
        file + " -o map.npz";
  fail(ErrorKind::data, file + ": coordinates must be points x 2 numbers, got " + text_of_shape(shape) +
                            " of " + formats::name_of(array.dtype) + more);
}

// `is_map`: of three dimensions two may be drawn.
void take_points(const formats::Array& array, bool is_map, const DrawnPlane& plane, const std::string& file,
                 Coordinates& found) {
  const std::size_t columns = array.shape.size() == 2 ? array.shape[1] : 0;
  if (array.dtype == formats::DType::text || columns < 2 || (columns > (is_map ? 3 : 2) && !plane.given))
    refuse_shape(array, file);
  require_plane(plane, columns, file);
  found.sentence = plane_sentence(plane, columns);
  const std::vector<double> values = formats::to_doubles(array, file);
  // In a dimension that isn't drawn too: a map that holds such a number went wrong.
  for (std::size_t i = 0; columns > 2 && i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      fail(ErrorKind::data, file + ": row " + std::to_string(i / columns) + ", column " +
                                std::to_string(i % columns) + " is not finite");
  found.at.resize(array.shape[0]);
  for (std::size_t i = 0; i < found.at.size(); ++i)
    found.at[i] = {values[i * columns + plane.x], values[i * columns + plane.y]};
}

// The columns of a table that are x and y, and z where there is one.
std::vector<std::string> columns_of_places(const formats::ForeignTable& table) {
  const std::vector<std::string>& header = table.table.header;
  const auto is_there = [&](const char* name) { return std::count(header.begin(), header.end(), name) == 1; };
  for (const auto& [x, y, z] : {std::tuple("x", "y", "z"), std::tuple("X", "Y", "Z")})
    if (is_there(x) && is_there(y))
      return is_there(z) ? std::vector<std::string>{x, y, z} : std::vector<std::string>{x, y};
  return {};
}

// Those that are drawn; nothing where none is called so.
std::vector<std::string> drawn_columns(const formats::ForeignTable& table, const DrawnPlane& plane,
                                       const std::string& file, Coordinates& found) {
  std::vector<std::string> named = columns_of_places(table);
  if (named.empty() && plane.given)
    fail(ErrorKind::usage, "--plane: " + file + " has no columns x, y and z of which it could name two");
  if (named.empty()) return named;
  require_plane(plane, named.size(), file);
  found.sentence = plane_sentence(plane, named.size());
  return {named[plane.x], named[plane.y]};
}

void take_table(const fs::path& file, const DrawnPlane& plane, Coordinates& found) {
  const formats::ForeignTable table = formats::read_table(file);
  const std::vector<std::string> named = drawn_columns(table, plane, file.string(), found);
  const formats::TableUnits units =
      formats::table_units(table, named.empty() ? "" : named[0] + "," + named[1], file.string());
  if (!table.is_plain()) found.notes.push_back(file.string() + ": " + table.understood());
  for (const std::string& note : units.notes) found.notes.push_back(file.string() + ": " + note);
  if (units.states.cols() != 2)
    fail(ErrorKind::data, file.string() + ": coordinates need two columns of numbers, got " +
                              std::to_string(units.states.cols()) + " (" + joined(units.units) +
                              "); call the two that are meant x and y");
  const auto values_of = [&](const std::string& name) {  // in double
    const auto& header = table.table.header;
    const auto place = std::find(header.begin(), header.end(), name) - header.begin();
    return formats::table_column(table, static_cast<std::size_t>(place)).numbers;
  };
  const std::vector<double> x = values_of(named.empty() ? units.units[0] : named[0]);
  const std::vector<double> y = values_of(named.empty() ? units.units[1] : named[1]);
  for (std::size_t i = 0; i < x.size(); ++i) found.at.push_back({x[i], y[i]});
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

void set_classes(const std::vector<std::string>& texts, ScatterColumn& column) {
  std::set<std::string> different(texts.begin(), texts.end());
  different.erase("");
  column.labels = classes_in_order(different);
  std::map<std::string, std::int32_t> places;
  for (std::size_t k = 0; k < column.labels.size(); ++k)
    places[column.labels[k]] = static_cast<std::int32_t>(k);
  for (const std::string& text : texts) column.values.push_back(text.empty() ? -1 : places.at(text));
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

ScatterColumn column_of_texts(const std::string& name, const std::vector<std::string>& texts,
                              ColumnReading reading) {
  std::vector<double> numbers;
  for (const std::string& text : texts) {
    const bool missing = formats::is_missing(text);
    const std::optional<double> number = missing ? kNone : formats::read_number(text);
    if (!number) break;
    numbers.push_back(*number);
  }
  if (numbers.size() == texts.size()) return column_of_numbers(name, std::move(numbers), reading);
  if (reading == ColumnReading::scale)
    fail(ErrorKind::data,
         "column '" + name + "' holds texts ('" + texts[numbers.size()] + "'); a scale needs numbers");
  ScatterColumn column;
  column.name = name;
  std::vector<std::string> known = texts;
  for (std::string& text : known)
    if (formats::is_missing(text)) text.clear();
  set_classes(known, column);
  return column;
}

void check_length(const fs::path& table, const std::string& name, std::size_t rows, std::size_t points) {
  if (rows != points)
    fail(ErrorKind::data, table.string() + ": column '" + name + "' has " + std::to_string(rows) +
                              " rows for " + std::to_string(points) + " points");
}

// Values of measured or distinct points, handed to every point that they belong to.
std::vector<double> spread_distinct(const fs::path& table, const std::string& name,
                                    const formats::Archive& archive, std::vector<double> values,
                                    std::size_t points) {
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

std::vector<std::string> names_of_columns(const formats::Archive& archive) {
  std::vector<std::string> names;
  for (const auto& [known, array] : archive)
    if (array.shape.size() == 1 && array.size() > 0 && !known.starts_with('@') && !known.ends_with("_labels"))
      names.push_back(known);
  return names;
}

// Those of them that have values for these points; all where none has.
std::vector<std::string> names_that_fit(const formats::Archive& archive, const PointPlaces& places) {
  std::vector<std::string> names = names_of_columns(archive), fitting;
  for (const std::string& name : names)
    if (rows_by_point(places, archive.at(name).shape)) fitting.push_back(name);
  return fitting.empty() ? names : fitting;
}

// What reading said of the table and of this column.
std::vector<std::string> notes_on(const formats::Archive& archive, const std::string& name,
                                  const fs::path& table) {
  std::vector<std::string> notes;
  for (const std::string& note : formats::reading_notes(archive))
    if (!note.starts_with("column '") || note.starts_with("column '" + name + "'"))
      notes.push_back(table.string() + ": " + note);
  return notes;
}

// Columns of a table without a header are told by how many rows there must be.
formats::Archive read_for(const fs::path& table, const PointPlaces& places) {
  formats::Archive archive = formats::read_columns(table.string(), places.points);
  const std::vector<std::string> names = names_of_columns(archive);
  const std::size_t fewer = places.different() > 0 ? places.different() : places.sequences();
  if (!formats::is_table(table) || names.empty() || fewer == 0 ||
      rows_by_point(places, archive.at(names.front()).shape))
    return archive;
  return formats::read_columns(table.string(), fewer);
}

}  // namespace

ScatterColumn column_of(const std::string& name, const formats::Array& array, const formats::Array* labels,
                        ColumnReading reading) {
  if (array.dtype == formats::DType::text) return column_of_texts(name, array.text, reading);
  std::vector<double> numbers = formats::to_doubles(array, name);
  if (labels != nullptr && reading == ColumnReading::scale) {  // the numbers that the classes are named by
    std::vector<std::string> texts;
    for (const double value : numbers) {
      const bool known = value >= 0 && value < static_cast<double>(labels->text.size());
      texts.push_back(known ? labels->text[static_cast<std::size_t>(value)] : "");
    }
    return column_of_texts(name, texts, reading);
  }
  if (labels == nullptr) return column_of_numbers(name, std::move(numbers), reading);
  ScatterColumn column;
  column.name = name;
  column.labels = formats::to_strings(*labels, name + "_labels");
  for (const double value : numbers) {
    const bool known = value >= 0 && value < static_cast<double>(column.labels.size());
    column.values.push_back(known ? static_cast<std::int32_t>(value) : -1);
  }
  return column;
}

void keep_rows(const std::vector<std::size_t>& rows, ScatterColumn& column) {
  ScatterColumn kept = column;
  kept.numbers.clear();
  kept.values.clear();
  for (const std::size_t row : rows) {
    if (column.is_scale)
      kept.numbers.push_back(column.numbers[row]);
    else
      kept.values.push_back(column.values[row]);
  }
  column = std::move(kept);
}

Coordinates read_coordinates(const fs::path& file, const DrawnPlane& plane) {
  Coordinates found;
  if (formats::is_table(file)) {
    take_table(file, plane, found);
  } else {
    const formats::Archive archive = formats::read_arrays(file.string());
    take_points(coordinates_in(archive, file.string()), archive.contains("coords"), plane, file.string(),
                found);
  }
  if (found.at.empty()) fail(ErrorKind::data, file.string() + ": holds no points");
  for (std::size_t i = 0; i < found.at.size(); ++i) {
    Point& point = found.at[i];
    if (std::isinf(point.x) || std::isinf(point.y))
      fail(ErrorKind::data, file.string() + ": row " + std::to_string(i) + " is not finite");
    if (!std::isnan(point.x) && !std::isnan(point.y)) continue;
    point = {kNone, kNone};
    ++found.without_place;
  }
  if (found.without_place == found.at.size())
    fail(ErrorKind::data, file.string() + ": no row has a place: all are NaN");
  if (found.without_place > 0) {
    const std::string count = counted(found.without_place, "row");
    found.notes.push_back(file.string() + ": " + count + " without a place (NaN) left out");
    found.sentence += count + " without a place (NaN) left out. ";
  }
  return found;
}

std::vector<std::string> names_of_columns(const fs::path& table, const PointPlaces& places) {
  const formats::Archive archive = read_for(table, places);
  if (!formats::is_table(table)) return names_of_columns(archive);
  std::vector<std::string> names;
  for (const std::string& name : formats::read_table(table, places.points).table.header)
    if (archive.contains(name)) names.push_back(name);
  return names.empty() ? names_of_columns(archive) : names;
}

bool has_column(const fs::path& table, const std::string& name) {
  if (suffix_of(table) == ".npz") return formats::describe_npz(table).contains(name);
  return formats::read_columns(table.string()).contains(name);
}

ScatterColumn read_column(const fs::path& table, const std::string& asked, const PointPlaces& places,
                          ColumnReading reading) {
  formats::Archive archive = read_for(table, places);
  order_by_sequence(places, archive);
  const std::string name = column_of_measure(archive, asked);
  if (name != asked && reading == ColumnReading::automatic) reading = ColumnReading::scale;
  const auto found = archive.find(name);
  if (found == archive.end()) {
    if (archive.contains(formats::kUnread + name)) (void)formats::require(archive, name, table.string());
    no_such_column(table, name, names_that_fit(archive, places), places);
  }
  formats::Array array = found->second;
  if (array.dtype != formats::DType::text && archive.contains("index"))
    array = formats::from_vector(
        spread_distinct(table, name, archive, formats::to_doubles(array, name), places.points));
  const std::size_t rows = array.shape.empty() ? 1 : array.shape.front();
  const std::optional<formats::Array> column = spread(array, places);
  if (!column)
    fail(ErrorKind::data, table.string() + ": column '" + name + "' has " + std::to_string(rows) +
                              " rows; what fits: " + rows_that_fit(places) + first_line_as_names(table));
  const auto labels = archive.find(name + "_labels");
  ScatterColumn result = with_context(table.string(), [&] {
    return column_of(name != asked ? asked : name, *column,
                     labels == archive.end() ? nullptr : &labels->second, reading);
  });
  result.notes = notes_on(archive, name, table);
  if (const std::string told = told_of_points(places, array.shape); !told.empty())
    result.notes.push_back(table.string() + ": column '" + name + "' has " + told);
  return result;
}

}  // namespace rssviz::cli
