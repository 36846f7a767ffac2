#include "cli/subjects/file_states.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npy_rows.h"

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

std::vector<long long> whole_numbers(const std::vector<double>& numbers) {
  std::vector<long long> whole;
  for (const double value : numbers) whole.push_back(std::isfinite(value) ? std::llround(value) : -1);
  return whole;
}

std::vector<std::size_t> counted(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

}  // namespace

ColumnReading column_reading(const Settings& settings) {
  const std::string& text = settings.text("color-as");
  return text == "classes" ? ColumnReading::classes
         : text == "scale" ? ColumnReading::scale
                           : ColumnReading::automatic;
}

ScatterColumn chosen_column(const Settings& settings, const fs::path& first, const std::string& name,
                            std::size_t points) {
  const std::vector<fs::path> tables = tables_of(settings, first);
  for (const fs::path& table : tables)
    if (has_column(table, name)) return read_column(table, name, points, column_reading(settings));
  return read_column(tables.front(), name, points, column_reading(settings));  // says what it has
}

std::vector<SequenceRows> chosen_sequences(const Settings& settings, const fs::path& first,
                                           std::size_t points, std::size_t count) {
  const std::vector<fs::path> tables = tables_of(settings, first);
  const auto numbers = [&](const char* name) -> std::vector<long long> {
    for (const fs::path& table : tables)
      if (has_column(table, name))
        return whole_numbers(read_column(table, name, points, ColumnReading::scale).numbers);
    return {};
  };
  std::map<long long, std::vector<std::size_t>> rows_of;
  const std::vector<long long> sequence = numbers("sequence");
  if (sequence.empty()) {
    rows_of[0] = counted(points);
  } else {
    for (std::size_t row = 0; row < points; ++row) rows_of[sequence[row]].push_back(row);
  }
  if (const std::vector<long long> step = numbers("step"); !step.empty())
    for (auto& [number, rows] : rows_of)
      std::stable_sort(rows.begin(), rows.end(),
                       [&](std::size_t a, std::size_t b) { return step[a] < step[b]; });
  std::vector<SequenceRows> chosen;
  for (const std::string& text : settings.texts("sequences")) {
    if (text.empty()) continue;
    long long wanted = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), wanted);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !rows_of.contains(wanted))
      fail(ErrorKind::usage, "--sequences: there is no sequence '" + text + "'; they are " +
                                 std::to_string(rows_of.begin()->first) + " to " +
                                 std::to_string(rows_of.rbegin()->first));
    chosen.push_back({wanted, rows_of.at(wanted)});
  }
  if (!chosen.empty()) return chosen;
  for (const auto& [number, rows] : rows_of)
    if (chosen.size() < count && number >= 0) chosen.push_back({number, rows});
  return chosen;
}

Matrix read_last_states(const std::string& source) {
  if (const auto rows = formats::open_rows(source); rows != nullptr) return formats::read_all(*rows);
  formats::Array states = std::move(formats::read_states({source}).at("states"));
  if (states.shape.size() == 3 && states.shape[0] > 0) {
    const std::size_t bytes = states.data.size() / states.shape[0];
    states.data.erase(states.data.begin(), states.data.end() - static_cast<std::ptrdiff_t>(bytes));
    states.shape.erase(states.shape.begin());
  }
  return formats::to_matrix(states, source);
}

}  // namespace rssviz::cli
