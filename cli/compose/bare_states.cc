#include "cli/compose/bare_states.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "cli/compose/map_panels.h"
#include "cli/compose/scatter_marks.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npy_rows.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostUnits = 60;   // rows of a heat map
constexpr std::size_t kMostSteps = 300;  // its columns

std::vector<fs::path> tables_of(const FigureRequest& request) {
  std::vector<fs::path> tables;
  for (const char* option : {"labels", "states"})
    if (request.settings.has(option)) tables.emplace_back(request.settings.text(option));
  tables.push_back(request.folders.front());
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

double variance(const Matrix& states, const std::vector<std::size_t>& rows, Eigen::Index unit) {
  double sum = 0, squares = 0;
  for (const std::size_t row : rows) {
    const auto value = static_cast<double>(states(static_cast<Eigen::Index>(row), unit));
    sum += value;
    squares += value * value;
  }
  const auto n = static_cast<double>(rows.size());
  return squares / n - sum / n * sum / n;
}

// The units shown: those that vary most along the sequence, the ones that peak early first.
std::vector<Eigen::Index> shown_units(const Matrix& states, const std::vector<std::size_t>& rows) {
  std::vector<Eigen::Index> units(static_cast<std::size_t>(states.cols()));
  std::iota(units.begin(), units.end(), Eigen::Index{0});
  std::vector<double> spread;
  for (const Eigen::Index unit : units) spread.push_back(variance(states, rows, unit));
  std::stable_sort(units.begin(), units.end(), [&](Eigen::Index a, Eigen::Index b) {
    return spread[static_cast<std::size_t>(a)] > spread[static_cast<std::size_t>(b)];
  });
  units.resize(std::min(units.size(), kMostUnits));
  std::vector<std::size_t> peak(static_cast<std::size_t>(states.cols()));
  for (const Eigen::Index unit : units) {
    const auto value = [&](std::size_t i) { return states(static_cast<Eigen::Index>(rows[i]), unit); };
    std::size_t best = 0;
    for (std::size_t i = 1; i < rows.size(); ++i)
      if (value(i) > value(best)) best = i;
    peak[static_cast<std::size_t>(unit)] = best;
  }
  std::stable_sort(units.begin(), units.end(), [&](Eigen::Index a, Eigen::Index b) {
    return peak[static_cast<std::size_t>(a)] < peak[static_cast<std::size_t>(b)];
  });
  return units;
}

std::vector<std::size_t> shown_steps(const SequenceRows& sequence) {
  std::vector<std::size_t> rows = sequence.rows;
  rows.resize(std::min(rows.size(), kMostSteps));
  return rows;
}

// The only class of a sequence's states; -1 where there are several or none.
std::int32_t class_along(const ScatterColumn& column, const SequenceRows& sequence) {
  if (column.values.empty() || sequence.rows.empty()) return -1;
  const std::int32_t first = column.values[sequence.rows.front()];
  const bool all = std::all_of(sequence.rows.begin(), sequence.rows.end(),
                               [&](std::size_t row) { return column.values[row] == first; });
  return all ? first : -1;
}

}  // namespace

ScatterColumn chosen_column(const FigureRequest& request, const std::string& name, std::size_t points) {
  const std::vector<fs::path> tables = tables_of(request);
  for (const fs::path& table : tables)
    if (has_column(table, name)) return read_column(table, name, points, column_reading(request.settings));
  return read_column(tables.front(), name, points, column_reading(request.settings));  // says what it has
}

std::vector<SequenceRows> chosen_sequences(const FigureRequest& request, std::size_t points,
                                           std::size_t count) {
  const std::vector<fs::path> tables = tables_of(request);
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
  for (const std::string& text : request.settings.texts("sequences")) {
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

FollowedSequences followed_sequences(const FigureRequest& request, const ScatterColumn& column,
                                     std::size_t points, std::size_t count, const render::Style& style) {
  const std::vector<std::string> named = request.settings.texts("sequences");
  const bool chosen = std::any_of(named.begin(), named.end(), [](const auto& text) { return !text.empty(); });
  const std::vector<render::Color> palette = render::class_colors(style, column.labels.size());
  const auto color = [&](std::size_t i) { return palette[i % palette.size()]; };
  FollowedSequences followed;
  followed.sequences = chosen_sequences(request, points, chosen || column.values.empty() ? count : points);
  std::vector<std::int32_t> classes;
  for (const SequenceRows& sequence : followed.sequences) classes.push_back(class_along(column, sequence));
  const bool one_class = std::find(classes.begin(), classes.end(), -1) == classes.end();
  if (one_class && !chosen) {
    std::set<std::int32_t> seen;
    std::vector<SequenceRows> firsts;
    for (std::size_t i = 0; i < classes.size() && seen.size() < count; ++i)
      if (seen.insert(classes[i]).second) {
        firsts.push_back(std::move(followed.sequences[i]));
        followed.colors.push_back(color(static_cast<std::size_t>(classes[i])));
      }
    followed.sequences = std::move(firsts);
    return followed;
  }
  if (!chosen) followed.sequences.resize(std::min(count, followed.sequences.size()));
  for (std::size_t i = 0; i < followed.sequences.size(); ++i)
    followed.colors.push_back(
        color(one_class ? static_cast<std::size_t>(classes[i]) : column.labels.size() + i));
  return followed;
}

void add_paths(const std::vector<render::Point>& at, const FollowedSequences& followed,
               const render::Style& style, std::size_t place, render::Figure& figure) {
  const std::vector<SequenceRows>& sequences = followed.sequences;
  render::Panel& panel = figure.panels[place];
  render::Legend legend;
  legend.title = "sequence";
  std::vector<render::Mark> stops;  // above all lines
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    render::Line line;
    for (const std::size_t row : sequences[s].rows) line.at.push_back(at[row]);
    line.color = followed.colors[s];
    line.width_pt = sequences[s].rows.size() > 100 ? 0.5 : 1.1;
    line.arrows = sequences[s].rows.size() <= 100;
    line.halo_pt = 0.5;
    render::Points dots;
    dots.at = {line.at.front(), line.at.back()};
    dots.colors = {line.color, style.paper};
    dots.radius_pt = 2;
    dots.outline_pt = 0.8;
    dots.outline = line.color;
    dots.keep_order = true;
    stops.emplace_back(std::move(dots));
    legend.entries.push_back({std::to_string(sequences[s].sequence), line.color, render::SwatchKind::line});
    panel.marks.emplace_back(std::move(line));
  }
  panel.marks.insert(panel.marks.end(), stops.begin(), stops.end());
  if (figure.panels.size() > 1) legend.panels = {place};
  figure.legends.push_back(std::move(legend));
}

void add_heat_map(const Matrix& states, const SequenceRows& sequence, const Settings& settings,
                  std::size_t place, render::Figure& figure) {
  const std::vector<std::size_t> rows = shown_steps(sequence);
  const std::vector<Eigen::Index> units = shown_units(states, rows);
  float low = 0, high = 0;
  for (const std::size_t row : rows) {
    low = std::min(low, states.row(static_cast<Eigen::Index>(row)).minCoeff());
    high = std::max(high, states.row(static_cast<Eigen::Index>(row)).maxCoeff());
  }
  const bool both_signs = low < 0;
  const std::string palette = scale_palette(settings, both_signs ? "red-blue" : "viridis");
  const double top = std::max({static_cast<double>(high), -static_cast<double>(low), 1e-12});
  const double bottom = both_signs ? -top : 0;
  render::Rectangles cells;
  cells.tiled = true;
  for (std::size_t u = 0; u < units.size(); ++u)
    for (std::size_t t = 0; t < rows.size(); ++t) {
      const auto x = static_cast<double>(t), y = static_cast<double>(units.size() - 1 - u);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      const auto value = static_cast<double>(states(static_cast<Eigen::Index>(rows[t]), units[u]));
      cells.colors.push_back(render::sample_palette(palette, (value - bottom) / (top - bottom)));
    }
  render::Panel& panel = figure.panels[place];
  panel.kind = render::PanelKind::chart;
  panel.x.label = "step";
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(rows.size()) - 0.5;
  panel.y.label = "unit";
  panel.y.low = -0.5;
  panel.y.high = static_cast<double>(units.size()) - 0.5;
  panel.y.show_ticks = units.size() <= 30;
  if (units.size() <= 30)
    for (std::size_t u = 0; u < units.size(); ++u)
      panel.y.ticks.push_back({static_cast<double>(units.size() - 1 - u), std::to_string(units[u])});
  panel.marks.emplace_back(std::move(cells));
  render::ColorBar bar;
  bar.title = "state";
  bar.palette = palette;
  bar.low = bottom;
  bar.high = top;
  if (figure.panels.size() > 1) bar.panels = {place};
  figure.color_bars.push_back(std::move(bar));
}

std::string heat_map_sentence(const Matrix& states, const SequenceRows& sequence) {
  const std::vector<std::size_t> rows = shown_steps(sequence);
  const auto units = static_cast<std::size_t>(states.cols());
  return "Heat map: " +
         (units > kMostUnits ? "the " + std::to_string(kMostUnits) + " of " +
                                   with_commas(static_cast<long long>(units)) + " units that vary most"
                             : "all " + std::to_string(units) + " units") +
         " along sequence " + std::to_string(sequence.sequence) +
         (rows.size() < sequence.rows.size() ? " (its first " + std::to_string(rows.size()) + " steps)"
                                             : "") +
         ", in order of the step at which each is largest. ";
}

}  // namespace rssviz::cli
