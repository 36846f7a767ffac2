// reservoirs-check: the error that each of the reservoirs of `reservoirs` reaches once its readout is
// trained.
#include <algorithm>
#include <cmath>

#include "cli/compose/parts/error_text.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/reservoirs/kinds.h"
#include "cli/studies/reservoir_study.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/error_intervals.h"
#include "render/figure/dark_palette.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using Error = double ReservoirErrors::*;

void train_all(const ReservoirBench& bench, ReservoirGrid& grid) {
  const Execution& execution = bench.execution();
  execution.workers.for_each(grid.cells.size() + grid.band.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    ReservoirCell& cell = i < grid.cells.size() ? grid.cells[i] : grid.band[i - grid.cells.size()];
    cell.errors = bench.trained_errors(cell.setting);
  });
}

// 95 % intervals of points, over the sentences that were judged.
void add_intervals(const std::vector<render::Point>& at, std::size_t judged, render::Color color,
                   render::Panel& panel) {
  render::Line bars;
  for (const render::Point& point : at) {
    const models::Interval interval =
        models::wilson_interval_of_share(point.y, static_cast<std::int64_t>(judged));
    bars.at.insert(bars.at.end(),
                   {{point.x, interval.low}, {point.x, interval.high}, {std::nan(""), std::nan("")}});
  }
  bars.color = color;
  bars.width_pt = 0.6;
  panel.marks.emplace_back(std::move(bars));
}

// A ring around the reference's point.
void add_reference(const render::Point& at, const render::Style& style, render::Panel& panel) {
  render::Points ring;
  ring.at = {at};
  ring.colors = {style.ink};
  ring.shape = render::MarkerShape::ring;
  ring.radius_pt = 4;
  ring.keep_order = true;
  panel.marks.emplace_back(std::move(ring));
}

render::LegendEntry reference_entry(const render::Style& style) {
  return {"reference", style.ink, render::SwatchKind::point, render::MarkerShape::ring};
}

// Series at one value of the axis stand beside each other, so that their intervals can be told apart.
double aside(std::size_t series, std::size_t count) {
  return 0.05 * (static_cast<double>(series) - (static_cast<double>(count) - 1) / 2);
}

// What other seeds at the reference's settings reach: a bar at the reference's place.
void add_band(const ReservoirGrid& grid, Error error, double x, render::Color color, render::Panel& panel) {
  if (grid.band.empty()) return;
  const auto [low, high] = grid.range([&](const ReservoirCell& cell) { return cell.errors.*error; });
  panel.marks.emplace_back(render::Line{{{x, low}, {x, high}}, render::with_alpha(color, 0.35), 5});
}

void finish_axes(const std::vector<double>& values, render::Panel& panel) {
  for (std::size_t i = 0; i < values.size(); ++i)
    panel.x.ticks.push_back({static_cast<double>(i), short_number(values[i])});
  panel.x.low = -0.3;
  panel.x.high = static_cast<double>(values.size()) - 0.7;
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
}

void add_line(const std::vector<render::Point>& at, render::Color color, render::Dash dash,
              render::Panel& panel) {
  render::Line line;
  line.at = at;
  line.color = color;
  line.dash = dash;
  line.width_pt = 1.2;
  panel.marks.emplace_back(std::move(line));
  render::Points dots;
  dots.at = at;
  dots.colors = {color};
  dots.radius_pt = 1.8;
  dots.keep_order = true;
  panel.marks.emplace_back(std::move(dots));
}

std::size_t place_of(const std::vector<double>& values, double value) {
  return static_cast<std::size_t>(std::find(values.begin(), values.end(), value) - values.begin());
}

// The colour of a spectral radius.
render::Color series_color(const ReservoirGrid& grid, std::size_t row, const render::Style& style) {
  const std::size_t rows = grid.row_values.size();
  return render::sample_palette(
      render::palette_on("viridis", style),
      rows < 2 ? 0.4 : 0.78 * static_cast<double>(row) / static_cast<double>(rows - 1));
}

// One panel an error: lines over the leak rate, one a spectral radius.
void add_grid_panels(const ReservoirGrid& grid, std::size_t judged, const std::string& share,
                     const Look& look, render::Figure& figure) {
  const std::array<Error, 2> errors{&ReservoirErrors::not_valid, &ReservoirErrors::not_exact};
  for (std::size_t e = 0; e < errors.size(); ++e) {
    render::Panel panel;
    panel.title = e == 0 ? "Not valid" : "Not exact";
    panel.column = static_cast<int>(e);
    panel.x.label = "leak rate";
    if (e == 0) panel.y.label = share;
    add_band(grid, errors[e],
             static_cast<double>(place_of(grid.column_values, grid.reference.value(Parameter::leak_rate))),
             look.style.muted, panel);
    for (std::size_t r = 0; r < grid.row_values.size(); ++r) {
      std::vector<render::Point> at, reference;
      for (const ReservoirCell& cell : grid.cells) {
        if (cell.row != static_cast<int>(r)) continue;
        at.push_back(
            {static_cast<double>(cell.column) + aside(r, grid.row_values.size()), cell.errors.*(errors[e])});
        if (grid.is_reference(cell)) reference.push_back(at.back());
      }
      add_intervals(at, judged, series_color(grid, r, look.style), panel);
      add_line(at, series_color(grid, r, look.style), render::Dash::solid, panel);
      for (const render::Point& point : reference) add_reference(point, look.style, panel);
    }
    finish_axes(grid.column_values, panel);
    figure.panels.push_back(std::move(panel));
  }
  render::Legend legend;
  legend.title = "spectral radius";
  for (std::size_t r = 0; r < grid.row_values.size(); ++r)
    legend.entries.push_back(
        {short_number(grid.row_values[r]), series_color(grid, r, look.style), render::SwatchKind::line});
  legend.entries.push_back(reference_entry(look.style));
  figure.legends.push_back(std::move(legend));
}

// One panel a parameter, both errors in it.
void add_parameter_panels(const ReservoirGrid& grid, std::size_t judged, const std::string& share,
                          render::Figure& figure) {
  const std::vector<render::Color> palette = render::class_colors(figure.style, 0);
  const render::Color valid = palette[6], exact = palette[4];  // as where they are learned
  const std::size_t columns = grid.varied.size() > 2 ? 2 : grid.varied.size();
  for (std::size_t p = 0; p < grid.varied.size(); ++p) {
    render::Panel panel;
    panel.row = static_cast<int>(p / columns);
    panel.column = static_cast<int>(p % columns);
    panel.x.label = words_of(grid.varied[p]);
    if (panel.column == 0) panel.y.label = share;
    std::vector<render::Point> not_valid, not_exact;
    std::vector<double> values;
    for (const ReservoirCell& cell : grid.cells) {
      if (cell.row != static_cast<int>(p)) continue;
      not_valid.push_back({static_cast<double>(cell.column), cell.errors.not_valid});
      not_exact.push_back({static_cast<double>(cell.column), cell.errors.not_exact});
      values.push_back(cell.setting.value(grid.varied[p]));
    }
    const auto at = static_cast<double>(place_of(values, grid.reference.value(grid.varied[p])));
    add_band(grid, &ReservoirErrors::not_exact, at, exact, panel);
    add_band(grid, &ReservoirErrors::not_valid, at, valid, panel);
    add_intervals(not_exact, judged, exact, panel);
    add_intervals(not_valid, judged, valid, panel);
    add_line(not_exact, exact, render::Dash::dashed, panel);
    add_line(not_valid, valid, render::Dash::solid, panel);
    for (const ReservoirCell& cell : grid.cells)
      if (cell.row == static_cast<int>(p) && grid.is_reference(cell)) {
        add_reference({static_cast<double>(cell.column), cell.errors.not_valid}, figure.style, panel);
        add_reference({static_cast<double>(cell.column), cell.errors.not_exact}, figure.style, panel);
      }
    finish_axes(values, panel);
    figure.panels.push_back(std::move(panel));
  }
  render::Legend legend;
  legend.entries = {{"not exact", exact, render::SwatchKind::line, {}, render::Dash::dashed},
                    {"not valid", valid, render::SwatchKind::line},
                    reference_entry(figure.style)};
  figure.legends.push_back(std::move(legend));
}

formats::Table table_of(const ReservoirGrid& grid) {
  formats::Table table;
  table.header = {"spectral_radius",      "leak_rate",           "density", "input_scaling", "seed", "role",
                  "validation_not_valid", "validation_not_exact"};
  const auto add = [&](const ReservoirCell& cell, const char* role) {
    std::vector<std::string> row;
    for (const Parameter parameter : kParameters)
      row.push_back(formats::format_number(cell.setting.value(parameter)));
    row.push_back(std::to_string(cell.setting.seed));
    row.emplace_back(role);
    row.push_back(formats::format_number(cell.errors.not_valid));
    row.push_back(formats::format_number(cell.errors.not_exact));
    table.rows.push_back(std::move(row));
  };
  for (const ReservoirCell& cell : grid.cells) add(cell, grid.is_reference(cell) ? "reference" : "cell");
  for (const ReservoirCell& cell : grid.band) add(cell, "another seed");
  return table;
}

std::string band_text(const ReservoirGrid& grid) {
  if (grid.band.empty()) return "";
  const auto [low, high] = grid.range([](const ReservoirCell& cell) { return cell.errors.not_valid; });
  const auto [low2, high2] = grid.range([](const ReservoirCell& cell) { return cell.errors.not_exact; });
  return " Bars: " + std::to_string(grid.band.size()) +
         " other seeds at the reference's settings (not valid " + decimals(low, 3) + " to " +
         decimals(high, 3) + ", not exact " + decimals(low2, 3) + " to " + decimals(high2, 3) +
         "): differences within them mean nothing.";
}

std::string caption_of(const ReservoirGrid& grid, const ReservoirBench& bench) {
  const std::string sequences = bench.wording().sequences;
  const std::size_t judged = bench.corpus().validation.size();
  return "Errors on the " + with_commas(static_cast<long long>(judged)) + " validation " + sequences +
         " of " + with_commas(bench.units()) + "-unit reservoirs after final learning of the readout (" +
         with_commas(static_cast<long long>(bench.corpus().train.size())) + " " + sequences +
         ", ridge with alpha 10^-3.5), at the settings of the figure `reservoirs`; others as in the "
         "reference (" +
         reference_text(grid) + ")." + band_text(grid) + " Thin lines: 95 % intervals over the " + sequences +
         " (Wilson). One seed a point; values are evenly spaced, whatever their distance. " +
         interval_example(judged);
}

// The best setting, and the reference.
std::vector<Finding> findings_of(const ReservoirGrid& grid, std::size_t judged) {
  const auto said = [&](const std::string& name, const ReservoirCell& cell) {
    const models::Interval interval =
        models::wilson_interval_of_share(cell.errors.not_exact, static_cast<std::int64_t>(judged));
    return Finding{name, cell.errors.not_exact, interval.low, interval.high};
  };
  std::vector<Finding> findings;
  const auto best = std::min_element(grid.cells.begin(), grid.cells.end(), [](const auto& a, const auto& b) {
    return a.errors.not_exact < b.errors.not_exact;
  });
  if (best != grid.cells.end())
    findings.push_back(said("fewest not exact, at spectral radius " +
                                short_number(best->setting.value(Parameter::spectral_radius)) +
                                " and leak rate " + short_number(best->setting.value(Parameter::leak_rate)),
                            *best));
  const auto reference = std::find_if(grid.cells.begin(), grid.cells.end(),
                                      [&](const auto& cell) { return grid.is_reference(cell); });
  if (reference != grid.cells.end()) findings.push_back(said("the reference", *reference));
  return findings;
}

}  // namespace

static Drawn make_reservoirs_check(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const ReservoirBench bench(request.settings, 1000, request.execution);
  ReservoirGrid grid = make_grid(request.settings);
  if (grid.varied.empty() && request.settings.has("palette"))
    fail(ErrorKind::usage,
         "--palette: lines are shades in order of the spectral radius; only --vary has colours of classes");
  train_all(bench, grid);
  const std::size_t judged = bench.corpus().validation.size();
  const std::string share = "share of " + bench.wording().sequences;
  if (grid.varied.empty())
    add_grid_panels(grid, judged, share, look, figure);
  else
    add_parameter_panels(grid, judged, share, figure);
  letter_panels(figure, look);
  figure.caption.title = "What reservoirs reach once trained";
  figure.caption.text = caption_of(grid, bench);
  Drawn drawn{std::move(figure), table_of(grid)};
  drawn.findings = findings_of(grid, judged);
  return drawn;
}

FigureKind reservoirs_check_kind() {
  return {.name = "reservoirs-check",
          .summary = "the errors that those reservoirs reach once trained",
          .of = Networks::none,
          .reads = 0,
          .needs = {},
          .options = {objects_option(),
                      sample_option(),
                      units_option(),
                      {"vary",
                       OptionType::texts,
                       "",
                       "one row a parameter: spectral-radius, leak-rate, density, input-scaling (default: a "
                       "grid of the first two)",
                       true,
                       {}},
                      spectral_radii_option(),
                      leak_rates_option(),
                      densities_option(),
                      input_scalings_option(),
                      band_seeds_option(),
                      latex_option()},
          .make = make_reservoirs_check};
}

}  // namespace rssviz::cli
