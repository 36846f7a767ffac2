#include "cli/pipeline/steps/map_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/text.h"

namespace rssviz::cli {
namespace {

using formats::Archive;
using formats::Array;

constexpr std::array<const char*, 6> kOfPoints{"x", "y", "z", "sequence", "step", "trust"};

// A value a row, as text; classes by their names.
std::vector<std::string> texts_of(const Array& array, const Array* labels, const std::string& name) {
  if (array.dtype == formats::DType::text) return array.text;
  std::vector<std::string> texts;
  for (const double value : formats::to_doubles(array, name)) {
    const bool is_class = labels != nullptr && value >= 0 && value < static_cast<double>(labels->text.size());
    if (labels != nullptr)
      texts.push_back(is_class ? labels->text[static_cast<std::size_t>(value)] : "");
    else
      texts.push_back(array.dtype == formats::DType::float32
                          ? formats::format_number(static_cast<float>(value))
                          : formats::format_number(value));
  }
  return texts;
}

// What a map's own arrays are called (examples/formats.md), whatever their length.
bool is_of_the_map(const std::string& name) {
  constexpr std::array<const char*, 9> kNames{"index", "stages",        "stage",      "quality_rows", "rho",
                                              "sigma", "pca_variances", "axis_sizes", "axes"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() || name.starts_with("point_") ||
         name.starts_with("scale_") || name.starts_with("snapshot");
}

// The values of `column`, again for each stage.
void put_column(const std::string& name, const std::vector<std::string>& column, std::size_t rows,
                formats::Table& table) {
  table.header.push_back(name);
  for (std::size_t r = 0; r < rows; ++r) table.rows[r].push_back(column[r % column.size()]);
}

std::vector<std::string> columns_of(const Archive& map, std::size_t points) {
  std::vector<std::string> names;
  for (const char* name : {"sequence", "step"})
    if (map.contains(name)) names.emplace_back(name);
  for (const auto& [name, array] : map) {
    const bool listed = std::find(kOfPoints.begin(), kOfPoints.end(), name) != kOfPoints.end();
    const bool own = is_of_the_map(name) || name.ends_with("_labels");
    if (!listed && !own && array.shape.size() == 1 && array.shape[0] == points) names.push_back(name);
  }
  if (map.contains("trust")) names.emplace_back("trust");
  return names;
}

// `stage` in words where the file has them.
void put_stages(const Archive& map, std::size_t stages, std::size_t points, formats::Table& table) {
  const auto names = map.find("stage_names");
  table.header.insert(table.header.begin(), "stage");
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::size_t stage = r / points;
    const bool named = names != map.end() && names->second.text.size() == stages;
    table.rows[r].insert(table.rows[r].begin(), named ? names->second.text[stage] : std::to_string(stage));
  }
}

formats::Table table_of_map(const Archive& map) {
  const Array& coords = formats::require(map, "coords", "the map");
  const bool several = coords.shape.size() == 3;
  const std::size_t points = coords.shape[several ? 1 : 0], dims = coords.shape.back();
  const std::size_t rows = points * (several ? coords.shape[0] : 1);
  const std::vector<float> values = formats::to_floats(coords, "coords");
  formats::Table table;
  table.rows.resize(rows);
  for (std::size_t d = 0; d < dims; ++d) {
    table.header.emplace_back(kOfPoints.at(d));
    for (std::size_t r = 0; r < rows; ++r)
      table.rows[r].push_back(formats::format_number(values[r * dims + d]));
  }
  if (several) put_stages(map, coords.shape[0], points, table);
  if (const auto stage = map.find("stage"); !several && stage != map.end())
    put_column("stage", texts_of(stage->second, nullptr, "stage"), rows, table);
  for (const std::string& name : columns_of(map, points)) {
    const auto labels = map.find(name + "_labels");
    put_column(name, texts_of(map.at(name), labels == map.end() ? nullptr : &labels->second, name), rows,
               table);
  }
  return table;
}

// Tabs and line ends within texts become blanks: such tables know no quotes.
std::string with_tabs(const formats::Table& table) {
  std::string out;
  const auto put = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += '\t';
      for (const char c : row[i]) out += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
    }
    out += '\n';
  };
  put(table.header);
  for (const std::vector<std::string>& row : table.rows) put(row);
  return out;
}

}  // namespace

void check_map_name(const std::filesystem::path& output) {
  const std::string suffix = suffix_of(output);
  if (output == "-" || suffix == ".npz" || suffix == ".csv" || suffix == ".tsv") return;
  fail(ErrorKind::usage, "--output: " + output.string() +
                             ": a map is written as .npz (all of it), .csv or .tsv (its points); - is CSV on "
                             "standard output");
}

void add_points(const StatesFile& states, Archive& map) {
  add_places(states.places, map);
  if (!states.reading.empty()) map["reading"] = formats::from_string(states.reading);
  if (states.recorded) return;
  for (const auto& [name, array] : states.columns) {
    const bool labels = name.ends_with("_labels");
    const std::string column = labels ? name.substr(0, name.size() - 7) : name;
    if (!labels && map.contains(name)) continue;
    if (labels && !states.columns.contains(column)) continue;
    map.emplace(name, array);
  }
}

void write_map(const std::filesystem::path& output, const Archive& map, const formats::MatrixViews& large) {
  if (suffix_of(output) == ".npz") return formats::write_npz(output, map, large);
  const formats::Table table = table_of_map(map);
  if (suffix_of(output) == ".tsv") return write_file(output, with_tabs(table));
  if (output != "-") return formats::write_csv(output, table);
  const std::string text = formats::serialize_csv(table);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace rssviz::cli
