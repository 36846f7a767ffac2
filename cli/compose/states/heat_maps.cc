#include "cli/compose/states/heat_maps.h"

#include <algorithm>
#include <numeric>

#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/look.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostUnits = 60;   // rows of a heat map
constexpr std::size_t kMostSteps = 300;  // its columns
constexpr std::size_t kShort = 60;       // steps whose symbols can be written below an axis

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

// The units shown: those that vary most over `all`, the ones that peak early along `rows` first.
std::vector<Eigen::Index> shown_units(const Matrix& states, const std::vector<std::size_t>& all,
                                      const std::vector<std::size_t>& rows) {
  std::vector<Eigen::Index> units(static_cast<std::size_t>(states.cols()));
  std::iota(units.begin(), units.end(), Eigen::Index{0});
  std::vector<double> spread;
  for (const Eigen::Index unit : units) spread.push_back(variance(states, all, unit));
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

// Where the colours of a heat map end.
struct HeatScale {
  std::string palette{};
  double low{0};
  double high{0};
};

HeatScale scale_of(const Matrix& states, const std::vector<std::size_t>& rows, const Settings& settings) {
  float low = 0, high = 0;
  for (const std::size_t row : rows) {
    low = std::min(low, states.row(static_cast<Eigen::Index>(row)).minCoeff());
    high = std::max(high, states.row(static_cast<Eigen::Index>(row)).maxCoeff());
  }
  const double top = std::max({static_cast<double>(high), -static_cast<double>(low), 1e-12});
  return {scale_palette(settings, low < 0 ? "red-blue" : "viridis"), low < 0 ? -top : 0, top};
}

render::Rectangles cells_of(const Matrix& states, const std::vector<std::size_t>& rows,
                            const std::vector<Eigen::Index>& units, const HeatScale& scale) {
  render::Rectangles cells;
  cells.tiled = true;
  for (std::size_t u = 0; u < units.size(); ++u)
    for (std::size_t t = 0; t < rows.size(); ++t) {
      const auto x = static_cast<double>(t), y = static_cast<double>(units.size() - 1 - u);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      const auto value = static_cast<double>(states(static_cast<Eigen::Index>(rows[t]), units[u]));
      cells.colors.push_back(
          render::sample_palette(scale.palette, (value - scale.low) / (scale.high - scale.low)));
    }
  return cells;
}

void add_cells(const Matrix& states, const std::vector<std::size_t>& rows,
               const std::vector<Eigen::Index>& units, const HeatScale& scale,
               const std::vector<std::string>& symbols, render::Panel& panel) {
  panel.kind = render::PanelKind::chart;
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(rows.size()) - 0.5;
  if (!symbols.empty() && rows.size() <= kShort) {
    panel.x.slanted = true;
    for (std::size_t t = 0; t < rows.size(); ++t)
      panel.x.ticks.push_back({static_cast<double>(t), symbols[rows[t]]});
  }
  panel.y.label = "unit, by step of its largest value";
  panel.y.low = -0.5;
  panel.y.high = static_cast<double>(units.size()) - 0.5;
  panel.y.show_ticks = units.size() <= 30;
  if (units.size() <= 30)
    for (std::size_t u = 0; u < units.size(); ++u)
      panel.y.ticks.push_back({static_cast<double>(units.size() - 1 - u), std::to_string(units[u])});
  panel.marks.emplace_back(cells_of(states, rows, units, scale));
}

std::vector<std::size_t> shown_steps_of_all(const std::vector<SequenceRows>& sequences) {
  std::vector<std::size_t> all;
  for (const SequenceRows& sequence : sequences) {
    const std::vector<std::size_t> rows = shown_steps(sequence);
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

// "sequences 0, 3 and 7"
std::string names_of(const std::vector<SequenceRows>& sequences) {
  std::string text = sequences.size() > 1 ? "sequences " : "sequence ";
  for (std::size_t i = 0; i < sequences.size(); ++i)
    text += (i == 0 ? "" : i + 1 < sequences.size() ? ", " : " and ") + std::to_string(sequences[i].sequence);
  return text;
}

}  // namespace

void add_heat_maps(const Matrix& states, const std::vector<SequenceRows>& sequences, const Settings& settings,
                   std::size_t place, render::Figure& figure, const std::vector<std::string>& symbols) {
  const std::vector<std::size_t> all = shown_steps_of_all(sequences);
  const std::vector<Eigen::Index> units = shown_units(states, all, shown_steps(sequences.front()));
  const HeatScale scale = scale_of(states, all, settings);
  render::ColorBar bar;
  bar.title = "state";
  bar.palette = scale.palette;
  bar.low = scale.low;
  bar.high = scale.high;
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    add_cells(states, shown_steps(sequences[i]), units, scale, symbols, figure.panels[place + i]);
    bar.panels.push_back(place + i);
  }
  render::Axis& last = figure.panels[place + sequences.size() - 1].x;
  if (!last.slanted)
    last.label = sequences.front().sequence < 0 ? "row" : "step";  // words speak for themselves
  if (bar.panels.size() == figure.panels.size()) bar.panels.clear();
  figure.color_bars.push_back(std::move(bar));
}

formats::Table heat_rows(const Matrix& states, const std::vector<SequenceRows>& sequences) {
  const std::vector<Eigen::Index> units =
      shown_units(states, shown_steps_of_all(sequences), shown_steps(sequences.front()));
  const bool known = sequences.front().sequence >= 0;
  formats::Table table;
  table.header = {known ? "step" : "row", "unit", "state"};
  if (known) table.header.insert(table.header.begin(), "sequence");
  for (const SequenceRows& sequence : sequences) {
    const std::vector<std::size_t> rows = shown_steps(sequence);
    for (std::size_t t = 0; t < rows.size(); ++t)
      for (const Eigen::Index unit : units) {
        std::vector<std::string>& row = table.rows.emplace_back();
        if (known) row.push_back(std::to_string(sequence.sequence));
        row.insert(row.end(), {std::to_string(t), std::to_string(unit),
                               formats::format_number(states(static_cast<Eigen::Index>(rows[t]), unit))});
      }
  }
  return table;
}

std::string heat_map_sentence(const Matrix& states, const std::vector<SequenceRows>& sequences) {
  const SequenceRows& sequence = sequences.front();
  const bool several = sequences.size() > 1;
  const bool cut = std::any_of(sequences.begin(), sequences.end(),
                               [](const SequenceRows& one) { return one.rows.size() > kMostSteps; });
  const auto units = static_cast<std::size_t>(states.cols());
  return (several ? "Heat maps, with one colour scale and one order of units: " : "Heat map: ") +
         (units > kMostUnits ? "the " + std::to_string(kMostUnits) + " of " +
                                   with_commas(static_cast<long long>(units)) + " units that vary most"
                             : "all " + std::to_string(units) + " units") +
         (sequence.sequence < 0 ? std::string(" over the rows in their order")
                                : " along " + names_of(sequences)) +
         (cut ? std::string(several ? " (the first " : " (its first ") + std::to_string(kMostSteps) +
                    (sequence.sequence < 0 ? " rows)" : " steps)")
              : "") +
         ", in order of the " + (sequence.sequence < 0 ? "row" : "step") + " at which each is largest" +
         (several ? " along sequence " + std::to_string(sequence.sequence) : std::string()) + ". ";
}

}  // namespace rssviz::cli
