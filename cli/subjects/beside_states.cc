#include "cli/subjects/beside_states.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

#include "cli/subjects/padding.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/foreign_table.h"
#include "core/formats/label_source.h"

namespace rssviz::cli {
namespace {

using formats::Archive;
using formats::Array;

// What says something of the file or its states, not of a point.
bool is_of_the_file(const std::string& name) {
  constexpr std::array<std::string_view, 9> kNames{
      "states", "sequence", "step", "recipe", "what", "format_version", "axes", "axis_sizes", "reading"};
  return name.starts_with('@') || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// The first of these that has a value for each point.
std::string column_called(const Archive& archive, const std::vector<std::string>& names, std::size_t points) {
  for (const std::string& name : names) {
    const auto found = archive.find(name);
    if (found != archive.end() && found->second.shape.size() == 1 && found->second.size() == points)
      return name;
  }
  return "";
}

// Numbers for values of any kind, by first occurrence; whole numbers from 0 stay as they are.
std::vector<std::int32_t> numbered(const Array& array, const std::string& name) {
  std::vector<std::string> texts = array.text;
  if (array.dtype != formats::DType::text) {
    const std::vector<double> values = formats::to_doubles(array, name);
    const bool whole = std::all_of(values.begin(), values.end(), [](double value) {
      return value >= 0 && value < 1e9 && value == std::floor(value);
    });
    if (whole) return formats::to_integers(array, name);
    for (const double value : values) texts.push_back(std::to_string(value));
  }
  std::map<std::string, std::int32_t> numbers;
  std::vector<std::int32_t> out;
  for (const std::string& text : texts)
    out.push_back(numbers.emplace(text, static_cast<std::int32_t>(numbers.size())).first->second);
  return out;
}

// 0, 1, 2 ... within each sequence, in the order of `keys` (rows where there are none).
std::vector<std::int32_t> ranks_within(const std::vector<std::int32_t>& sequence,
                                       const std::vector<double>& keys) {
  std::map<std::int32_t, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < sequence.size(); ++i) rows[sequence[i]].push_back(i);
  std::vector<std::int32_t> ranks(sequence.size());
  for (auto& [number, of] : rows) {
    if (!keys.empty())
      std::stable_sort(of.begin(), of.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    for (std::size_t t = 0; t < of.size(); ++t) ranks[of[t]] = static_cast<std::int32_t>(t);
  }
  return ranks;
}

bool increases(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), [](double a, double b) { return !(a < b); }) ==
         values.end();
}

}  // namespace

void order_by_sequence(const PointPlaces& places, Archive& columns) {
  const auto found = columns.find("sequence");
  const std::size_t count = places.sequences();
  if (found == columns.end() || found->second.dtype == formats::DType::text ||
      found->second.shape != std::vector<std::size_t>{count} || count == places.points)
    return;
  const std::vector<double> numbers = formats::to_doubles(found->second, "sequence");
  std::vector<std::size_t> row_of(count, count);
  for (std::size_t row = 0; row < count; ++row) {
    const double number = numbers[row];
    if (!(number >= 0 && number < static_cast<double>(count)) || number != std::floor(number)) return;
    row_of[static_cast<std::size_t>(number)] = row;
  }
  if (std::find(row_of.begin(), row_of.end(), count) != row_of.end()) return;  // some sequence twice
  for (auto& [name, column] : columns)
    if (!name.starts_with('@') && column.shape == std::vector<std::size_t>{count})
      column = rows_of(column, 0, row_of);
}

namespace {

Archive read_fitting(const std::string& source, const PointPlaces& places) {
  Archive columns = formats::read_columns(source, places.points);
  if (!formats::is_table(formats::parse_source(source).file)) return columns;
  std::vector<std::size_t> counts{places.sequences(), places.sequences() * places.steps};
  for (const Axis& axis : places.outer) counts.push_back(axis.size);
  for (const std::size_t count : counts) {
    for (const auto& [name, column] : columns)
      if (!name.starts_with('@') && rows_by_point(places, column.shape)) return columns;
    if (count > 0) columns = formats::read_columns(source, count);
  }
  return columns;
}

}  // namespace

Array read_lengths_or_mask(const std::string& source) {
  Archive archive = formats::read_arrays(source);
  Array* only = nullptr;
  for (auto& [name, array] : archive) {
    if (formats::is_table(source) && name != "states") continue;  // other columns of a table
    if (array.dtype == formats::DType::text || array.shape.empty()) continue;
    if (only != nullptr)
      fail(ErrorKind::data, source + ": holds several arrays; name the one that is meant: FILE.npz:NAME");
    only = &array;
  }
  if (only == nullptr) fail(ErrorKind::data, source + ": holds no array of numbers");
  return std::move(*only);
}

void take_places(Archive& archive, StatesFile& file) {
  const std::size_t points = file.places.points;
  for (const char* name : {"sequence", "step"})
    if (const auto found = archive.find(name); found != archive.end() && found->second.size() != points)
      fail(ErrorKind::data, std::string(name) + ": has " + std::to_string(found->second.size()) +
                                " values for " + std::to_string(points) + " points");
  std::string sequence = column_called(archive, {"sequence"}, points);
  std::string step = column_called(archive, {"step"}, points);
  const bool own = !sequence.empty();
  if (sequence.empty())
    sequence =
        column_called(archive, {"seq", "sequence_id", "seq_id", "trial", "trial_id", "sentence"}, points);
  if (step.empty()) step = column_called(archive, {"time", "timestep", "t", "time_ms", "frame"}, points);
  std::vector<double> keys;
  if (!step.empty() && archive.at(step).dtype != formats::DType::text)
    keys = formats::to_doubles(archive.at(step), step);
  if (sequence.empty() && (keys.empty() || !increases(keys))) return;
  if (sequence.empty())
    file.places.sequence.assign(points, 0);
  else if (own && archive.at(sequence).dtype != formats::DType::text)
    file.places.sequence = formats::to_integers(archive.at(sequence), sequence);
  else
    file.places.sequence = numbered(archive.at(sequence), sequence);
  file.places.step = step == "step" ? formats::to_integers(archive.at(step), step)
                                    : ranks_within(file.places.sequence, keys);
  if (own && step == "step") return;
  file.notes.push_back((sequence.empty() ? std::string("one sequence")
                        : own            ? std::string("sequences")
                                         : "sequences by column '" + sequence + "'") +
                       (keys.empty() ? ", in the order of rows" : ", in the order of column '" + step + "'"));
}

namespace {

// An array of nearly as many values as there are states, or sequences, was meant for them.
void note_near_miss(const std::string& name, const Array& array, StatesFile& file) {
  if (array.shape.size() != 1 || file.recorded) return;
  const std::size_t size = array.size();
  const auto near = [size](std::size_t count) {
    return count > 1 && (size > count ? size - count : count - size) <= std::max<std::size_t>(2, count / 20);
  };
  const std::size_t points = file.places.points, sequences = file.places.sequences();
  if (size < 2 || (!near(points) && !near(sequences))) return;
  file.notes.push_back(
      "'" + name + "' has " + std::to_string(size) + " values for " +
      (near(points) ? std::to_string(points) + " states" : std::to_string(sequences) + " sequences") +
      ": left out");
}

}  // namespace

void take_columns(Archive& archive, StatesFile& file) {
  for (const auto& [name, array] : archive) {
    if (is_of_the_file(name) || name == "stage" || name == "point" || name.ends_with("_labels")) continue;
    std::optional<Array> column = spread(array, file.places);
    if (!column) {
      note_near_miss(name, array, file);
      continue;
    }
    file.columns[name] = std::move(*column);
    if (const auto labels = archive.find(name + "_labels"); labels != archive.end())
      file.columns[labels->first] = labels->second;
  }
}

std::string take_labels(const std::string& source, StatesFile& file) {
  Archive columns = read_fitting(source, file.places);
  order_by_sequence(file.places, columns);
  for (const std::string& note : formats::reading_notes(columns)) file.notes.push_back(source + ": " + note);
  std::size_t taken = 0, rows = 0;
  if (file.places.sequence.empty()) {  // the labels may say it
    Archive of_points;
    for (const auto& [name, array] : columns)
      if (array.shape.size() == 1 && array.size() == file.places.points) of_points.emplace(name, array);
    take_places(of_points, file);
  }
  for (const auto& [name, array] : columns) {
    if (is_of_the_file(name) || name.ends_with("_labels")) continue;
    rows = array.shape.empty() ? rows : array.shape.front();
    std::optional<Array> column = spread(array, file.places);
    if (!column) continue;
    if (const std::string told = told_of_points(file.places, array.shape); !told.empty())
      file.notes.push_back(source + ": column '" + name + "' has " + told);
    ++taken;
    file.columns.erase(name + "_labels");
    file.columns[name] = std::move(*column);
    if (const auto labels = columns.find(name + "_labels"); labels != columns.end())
      file.columns[labels->first] = labels->second;
  }
  if (taken > 0 || (rows == 0 && !columns.empty())) return "";
  return source + ": has " + counted(rows, "row") + "; what fits: " + rows_that_fit(file.places);
}

std::size_t rows_of_labels(const std::string& source, const std::vector<std::size_t>& counts) {
  std::size_t rows = 0;
  for (const std::size_t count : counts) {
    rows = 0;
    for (const auto& [name, array] : formats::read_columns(source, count))
      if (!name.starts_with('@') && !array.shape.empty()) rows = std::max(rows, array.shape.front());
    if (rows == count) return rows;
  }
  return rows;
}

}  // namespace rssviz::cli
