#include "cli/subjects/file_states.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/subjects/beside_states.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/symbols_of_points.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"
#include "core/formats/label_source.h"
#include "core/formats/npy_rows.h"
#include "core/number_text.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> tables_of(const Settings& settings, const fs::path& first) {
  std::vector<fs::path> tables;
  for (const char* option : {"labels", "states"})
    if (settings.has(option)) tables.emplace_back(settings.text(option));
  tables.push_back(first);
  return tables;
}

// "3" or "0-7"; nothing in between for what is neither.
std::pair<long long, long long> range_in(const std::string& text) {
  long long from = 0, to = -1;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, from);
  if (first.ec != std::errc{}) return {0, -1};
  if (first.ptr == end) return {from, from};
  if (*first.ptr != '-') return {0, -1};
  const auto second = std::from_chars(first.ptr + 1, end, to);
  return second.ec == std::errc{} && second.ptr == end ? std::pair(from, to) : std::pair(0LL, -1LL);
}

using RowsOfSequences = std::map<long long, std::vector<std::size_t>>;

// Whether a point has a value in a column, as --sequences COLUMN=VALUE writes it.
std::function<bool(std::size_t)> has_value(const ScatterColumn& column, const std::string& value) {
  if (column.is_scale) {
    double wanted = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), wanted);
    if (read.ec != std::errc{} || read.ptr != value.data() + value.size())
      fail(ErrorKind::usage, "--sequences: " + column.name + " holds numbers, and '" + value + "' is none");
    return [&column, wanted](std::size_t row) { return column.numbers[row] == wanted; };
  }
  const auto label = std::find(column.labels.begin(), column.labels.end(), value);
  if (label == column.labels.end()) {
    std::string known;
    for (std::size_t i = 0; i < std::min<std::size_t>(column.labels.size(), 20); ++i)
      known += (i > 0 ? ", " : "") + column.labels[i];
    fail(ErrorKind::usage, "--sequences: " + column.name + " has no class '" + value + "' (it has: " + known +
                               (column.labels.size() > 20 ? ", ..." : "") + ")");
  }
  const auto code = static_cast<std::int32_t>(label - column.labels.begin());
  return [&column, code](std::size_t row) { return column.values[row] == code; };
}

// Those with a state of the value, beside the ones that are chosen already.
void add_by_label(const std::string& text, const RowsOfSequences& rows_of, const ColumnOf& column_of,
                  std::vector<SequenceRows>& chosen) {
  const std::size_t equals = text.find('=');
  const ScatterColumn column = column_of(text.substr(0, equals));
  const auto is_it = has_value(column, text.substr(equals + 1));
  for (const auto& [number, rows] : rows_of) {
    const long long one = number;
    const bool there = std::any_of(chosen.begin(), chosen.end(),
                                   [one](const SequenceRows& other) { return other.sequence == one; });
    if (number >= 0 && !there && std::any_of(rows.begin(), rows.end(), is_it))
      chosen.push_back({number, rows});
  }
  if (chosen.empty()) fail(ErrorKind::usage, "--sequences: no sequence has a state with " + text);
}

}  // namespace

ColumnOf columns_of(const Settings& settings, const fs::path& first, const PointPlaces& places,
                    Progress& progress) {
  return [&settings, &places, &progress, first](const std::string& name) {
    return chosen_column(settings, first, name, places, progress);
  };
}

ColumnReading column_reading(const Settings& settings) {
  const std::string& text = settings.text("color-as");
  return text == "classes" ? ColumnReading::classes
         : text == "scale" ? ColumnReading::scale
                           : ColumnReading::automatic;
}

namespace {

PointPlaces places_in_tables(const Settings& settings, const fs::path& first, const PointPlaces& known) {
  std::vector<fs::path> tables = tables_of(settings, first);
  std::rotate(tables.begin(), tables.end() - 1, tables.end());  // a map says it best
  for (const fs::path& table : tables) {
    StatesFile file;
    file.places.points = known.points;
    formats::Archive columns = formats::read_columns(table.string(), known.points);
    PointPlaces places = places_in(columns, known.points);
    if (!places.sequence.empty() && !places.step.empty()) return places;
    if (const auto sequence = columns.find("sequence");
        sequence != columns.end() && sequence->second.size() != known.points)
      continue;
    take_places(columns, file);
    if (!file.places.sequence.empty()) return file.places;
  }
  return known;
}

}  // namespace

PointPlaces places_of_points(const Settings& settings, const fs::path& first, const PointPlaces& known) {
  if (!known.sequence.empty()) return known;
  PointPlaces places = places_in_tables(settings, first, known);
  places.point = known.point;
  return places;
}

std::vector<std::string> symbols_of_points(const Settings& settings, const fs::path& first,
                                           std::size_t points) {
  for (const fs::path& table : tables_of(settings, first)) {
    if (table.extension() != ".npz") continue;
    const formats::Archive arrays = formats::read_arrays(table.string());
    const auto token = arrays.find("token"), labels = arrays.find("token_labels");
    if (token == arrays.end() || labels == arrays.end() || token->second.size() != points) continue;
    const std::vector<std::string> names =
        formats::to_strings(labels->second, table.string() + ": token_labels");
    std::vector<std::string> symbols;
    for (const std::int32_t one : formats::to_integers(token->second, table.string() + ": token"))
      symbols.push_back(one >= 0 && static_cast<std::size_t>(one) < names.size()
                            ? names[static_cast<std::size_t>(one)]
                            : "");
    return symbols;
  }
  return {};
}

ScatterColumn chosen_column(const Settings& settings, const fs::path& first, const std::string& name,
                            const PointPlaces& places, Progress& progress) {
  const std::vector<fs::path> tables = tables_of(settings, first);
  const auto read = [&](const fs::path& table) {
    ScatterColumn column = read_column(table, name, places, column_reading(settings));
    for (const std::string& note : column.notes) progress.warn(note);
    return column;
  };
  for (const fs::path& table : tables)
    if (has_column(table, name)) return read(table);
  const bool more = settings.table().find("states") != nullptr && !settings.has("states");
  try {
    return read(tables.front());  // says what it has
  } catch (const Error& error) {
    if (!more || settings.has("labels")) throw;
    fail(error.kind(), std::string(error.what()) +
                           "; columns of the states that the map was made of: --states STATES; of a table: "
                           "--labels LABELS.csv");
  }
}

std::vector<SequenceRows> chosen_sequences(const Settings& settings, const PointPlaces& places,
                                           std::size_t count, const ColumnOf& column_of) {
  RowsOfSequences rows_of;
  for (std::size_t row = 0; row < places.sequence.size(); ++row) rows_of[places.sequence[row]].push_back(row);
  if (rows_of.empty()) return {};
  if (!places.step.empty())
    for (auto& [number, rows] : rows_of)
      std::stable_sort(rows.begin(), rows.end(),
                       [&](std::size_t a, std::size_t b) { return places.step[a] < places.step[b]; });
  std::vector<SequenceRows> chosen;
  const long long first = rows_of.begin()->first, last = rows_of.rbegin()->first;
  for (const std::string& text : settings.texts("sequences")) {
    if (text.empty()) continue;
    if (text.find('=') != std::string::npos) {
      add_by_label(text, rows_of, column_of, chosen);
      continue;
    }
    const auto [from, to] = text == "all" ? std::pair(first, last) : range_in(text);
    std::size_t found = 0;
    for (auto at = rows_of.lower_bound(from); at != rows_of.end() && at->first <= to; ++at, ++found)
      chosen.push_back({at->first, at->second});
    if (found == 0)
      fail(ErrorKind::usage, "--sequences: there is no sequence '" + text + "'; they are " +
                                 std::to_string(first) + " to " + std::to_string(last) +
                                 " (by a label: COLUMN=VALUE)");
  }
  if (!chosen.empty()) return chosen;
  for (const auto& [number, rows] : rows_of)
    if (chosen.size() < count && number >= 0) chosen.push_back({number, rows});
  return chosen;
}

std::vector<SequenceRows> known_sequences(const Settings& settings, const fs::path& first,
                                          const PointPlaces& places, std::size_t count,
                                          const ColumnOf& column_of) {
  std::vector<SequenceRows> chosen = chosen_sequences(settings, places, count, column_of);
  if (!chosen.empty()) return chosen;
  fail(ErrorKind::data,
       first.string() +
           ": which points follow each other isn't known: give --states or --labels with the columns "
           "sequence and step, or make the map of sequences x steps x units (of one series: rssviz embed "
           "STATES --axes steps,units)");
}

LastStates read_last_states(const Settings& settings, const std::string& source, Progress& progress) {
  StatesRequest request = states_request(settings, {source});
  request.labels.clear();  // columns are looked up by name
  if (request.axes.empty() && request.lengths.empty())
    if (const auto rows = formats::open_rows(source); rows != nullptr && suffix_of(source) == ".npy")
      return {formats::read_all(*rows), {.points = static_cast<std::size_t>(rows->rows())}, ""};
  StatesFile file = read_states(request);
  tell(file, source, progress);
  keep_last_stage(file);
  return {formats::to_matrix(file.states, source), std::move(file.places),
          file.reading.empty() && file.earlier.empty()
              ? ""
              : "States: " + (file.reading.empty() ? file.earlier : file.reading) + ". "};
}

std::vector<std::string> axes_of_map(const formats::Archive& archive, const std::string& file) {
  const auto variances = archive.find("pca_variances"), total = archive.find("pca_total_variance");
  const auto settings = archive.find("settings");
  if (variances == archive.end() || total == archive.end() || settings == archive.end()) return {};
  const formats::Json made = formats::parse_json(formats::to_string(settings->second, "settings"), file);
  const double all = formats::to_number(total->second, "pca_total_variance");
  const std::vector<double> each = formats::to_doubles(variances->second, "pca_variances");
  if (made.value("method", std::string()) != "pca" || each.size() < 2 || !(all > 0)) return {};
  std::vector<std::string> axes;
  for (std::size_t k = 0; k < each.size(); ++k)
    axes.push_back("PC " + std::to_string(k + 1) + " (" + percent(each[k] / all) + ")");
  return axes;
}

std::string sentences_on_stage(const formats::Archive& archive, std::size_t stage) {
  const auto value = [&](const char* name) {
    const auto found = archive.find(name);
    if (found == archive.end() || found->second.size() <= stage) return 0.;
    return formats::to_doubles(found->second, name)[stage];
  };
  const double trust = value("trustworthiness");
  return (trust > 0 ? "Trustworthiness " + decimals(trust, 3) + ". " : std::string()) +
         (archive.contains("alignment") ? "Distances between clusters and their sizes carry no meaning. "
                                        : "");
}

std::string sentences_on_map(const formats::Archive& archive, const std::string& file) {
  std::string text;
  if (const auto reading = archive.find("reading"); reading != archive.end())
    text += "States: " + formats::to_string(reading->second, "reading") + ". ";
  const auto settings = archive.find("settings");
  if (settings == archive.end()) return text;
  const formats::Json made = formats::parse_json(formats::to_string(settings->second, "settings"), file);
  const bool pca = made.value("method", std::string()) == "pca";
  const auto number = [&](const char* name) -> std::string {
    const auto found = made.find(name);
    return found == made.end() || !found->is_number() ? "?" : found->dump();
  };
  const auto value = [&](const char* name) -> std::optional<double> {
    const auto found = archive.find(name);
    if (found == archive.end() || found->second.size() != 1) return std::nullopt;
    return formats::to_number(found->second, name);
  };
  std::string shares;
  if (const auto variances = archive.find("pca_variances"); pca && variances != archive.end()) {
    const double total = value("pca_total_variance").value_or(0);
    for (const double variance : formats::to_doubles(variances->second, "pca_variances"))
      if (total > 0) shares += (shares.empty() ? ": " : ", ") + percent(variance / total);
    if (!shares.empty()) shares += " of the variance";
  }
  text += pca ? "Map: principal components of the states" + shares + ". "
              : "Map: UMAP (" + number("n_neighbors") + " neighbours, min_dist " + number("min_dist") + ", " +
                    made.value("metric", std::string("euclidean")) + " distance, seed " + number("seed") +
                    "; one run). ";
  const auto measured = value("quality_k");
  const auto trust = value("trustworthiness"), kept = value("neighbors_kept");
  if (measured && *measured > 0 && trust && kept)
    text += "Trustworthiness " + decimals(*trust, 3) + "; " + percent(*kept) + " of each state's " +
            std::to_string(static_cast<int>(*measured)) + " nearest neighbours are shown as neighbours. ";
  if (!pca) text += "Distances between clusters and their sizes carry no meaning. ";
  return text;
}

}  // namespace rssviz::cli
