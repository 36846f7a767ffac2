#include "cli/compose/reservoirs/sweep_figure.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/reservoir_study.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

struct Shown {
  const char* column;
  const char* title;
  const char* palette;
  const char* unit;  // at the colours
};
constexpr Shown kShown[] = {{"participation_ratio", "participation ratio", "viridis", "directions"},
                            {"word_memory", "word memory", "viridis", "words back"},
                            {"input_memory", "input memory", "viridis", "steps back"},
                            {"lyapunov", "Lyapunov exponent", "red-blue", "a step"},
                            {"not_exact", "not exact, trained", "inferno", "share"},
                            {"error", "error, trained", "inferno", "error"}};

double number_in(const std::string& text) {
  double value = std::nan("");
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool has_column(const formats::Table& table, const std::string& name) {
  return std::find(table.header.begin(), table.header.end(), name) != table.header.end();
}

// The varied parameters, those with several values, in the table's order: of a page's rows and columns, then
// of what pages are for and what is averaged over.
std::vector<Parameter> axes_of(const formats::Table& table) {
  std::vector<Parameter> axes;
  for (const Parameter parameter : kSweptParameters) {
    if (!has_column(table, toml_key(name_of(parameter)))) continue;
    const std::size_t column = table.column(toml_key(name_of(parameter)));
    std::set<std::string> values;
    for (const auto& row : table.rows) values.insert(row[column]);
    if (values.size() > 1) axes.push_back(parameter);
  }
  for (const Parameter parameter : kParameters)  // a grid has two sides
    if (axes.size() < 2 && std::find(axes.begin(), axes.end(), parameter) == axes.end())
      axes.push_back(parameter);
  return axes;
}

struct Grid {
  std::vector<double> x{}, y{};                                             // values, ascending
  std::map<std::pair<std::size_t, std::size_t>, std::vector<double>> at{};  // by place in x and y
  std::size_t missing{0};
};

Grid grid_of(const formats::Table& table, const std::vector<Parameter>& axes, const char* shown) {
  Grid grid;
  const std::size_t columns[] = {table.column(toml_key(name_of(axes[1]))),
                                 table.column(toml_key(name_of(axes[0])))};
  const std::size_t value = table.column(shown);
  std::set<double> x, y;
  for (const auto& row : table.rows) {
    x.insert(number_in(row[columns[0]]));
    y.insert(number_in(row[columns[1]]));
  }
  grid.x.assign(x.begin(), x.end());
  grid.y.assign(y.begin(), y.end());
  const auto place = [](const std::vector<double>& values, double wanted) {
    return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), wanted) - values.begin());
  };
  for (const auto& row : table.rows) {
    auto& cell =
        grid.at[{place(grid.x, number_in(row[columns[0]])), place(grid.y, number_in(row[columns[1]]))}];
    const double number = number_in(row[value]);
    if (std::isfinite(number))
      cell.push_back(number);
    else
      ++grid.missing;
  }
  return grid;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

render::Axis axis_of(const std::vector<double>& values, Parameter parameter) {
  render::Axis axis;
  axis.label = words_of(parameter);
  axis.low = -0.5;
  axis.high = static_cast<double>(values.size()) - 0.5;
  const std::size_t step = (values.size() + 7) / 8;
  for (std::size_t i = 0; i < values.size(); i += step)
    axis.ticks.push_back({static_cast<double>(i), short_number(values[i])});
  return axis;
}

// Where colours end, on all pages: the lowest and highest mean; of numbers about 0 the same on both sides.
std::pair<double, double> limits_of(const std::vector<Grid>& grids, const Shown& shown) {
  double low = 1e300, high = -1e300;
  for (const Grid& grid : grids)
    for (const auto& [at, values] : grid.at)
      if (!values.empty()) {
        low = std::min(low, mean(values));
        high = std::max(high, mean(values));
      }
  if (low > high) low = high = 0;
  if (std::string(shown.palette) == "red-blue") {
    high = std::max(std::abs(low), std::abs(high));
    low = -high;
  }
  if (!(high > low)) high = low + 1;
  return {low, high};
}

// Cells by their mean, a cross where nothing was computed.
void add_cells(const Grid& grid, const char* palette, double low, double high, render::Color muted,
               render::Panel& panel) {
  render::Rectangles cells;
  cells.tiled = true;
  render::Points missing;
  missing.colors = {muted};
  missing.shape = render::MarkerShape::cross;
  missing.radius_pt = 3;
  for (const auto& [at, values] : grid.at) {
    const auto x = static_cast<double>(at.first), y = static_cast<double>(at.second);
    if (values.empty()) {
      missing.at.push_back({x, y});
      continue;
    }
    cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
    cells.colors.push_back(render::sample_palette(palette, (mean(values) - low) / (high - low)));
  }
  if (!cells.boxes.empty()) panel.marks.emplace_back(std::move(cells));
  if (!missing.at.empty()) panel.marks.emplace_back(std::move(missing));
}

void add_grid(const Grid& grid, const std::pair<double, double>& limits, const Shown& shown,
              const std::vector<Parameter>& axes, std::size_t place, render::Figure& figure) {
  const auto [low, high] = limits;
  render::Panel& panel = figure.panels[place];
  panel.title = shown.title;
  panel.x = axis_of(grid.x, axes[1]);
  panel.y = axis_of(grid.y, axes[0]);
  if (panel.column > 0) panel.y.label.clear();  // as on the first
  add_cells(grid, shown.palette, low, high, figure.style.muted, panel);
  render::ColorBar bar;
  bar.title = shown.unit;
  bar.palette = shown.palette;
  bar.low = low;
  bar.high = high;
  bar.panels = {place};
  bar.side = render::Side::bottom;
  figure.color_bars.push_back(std::move(bar));
}

// The rows of each value of what pages are for; all of them where there is one page.
struct Page {
  formats::Table table{};
  std::string value{};
};

std::vector<Page> pages_of(const formats::Table& table, const std::vector<Parameter>& axes) {
  if (axes.size() < 3) return {{table, ""}};
  const std::size_t column = table.column(toml_key(name_of(axes[2])));
  std::map<double, Page> pages;
  for (const auto& row : table.rows) {
    Page& page = pages[number_in(row[column])];
    page.table.header = table.header;
    page.value = row[column];
    page.table.rows.push_back(row);
  }
  std::vector<Page> all;
  for (auto& [value, page] : pages) all.push_back(std::move(page));
  return all;
}

std::vector<Shown> shown_of(const formats::Table& table) {
  std::vector<Shown> shown;
  for (const Shown& one : kShown)
    if (has_column(table, one.column)) shown.push_back(one);
  return shown;
}

std::string caption_of(const Page& page, std::size_t pages, const std::vector<Parameter>& axes,
                       std::size_t missing) {
  std::string averaged = "seeds";
  for (std::size_t k = 3; k < axes.size(); ++k) averaged += std::string(", ") + words_of(axes[k]);
  return "Numbers of " + with_commas(static_cast<long long>(page.table.rows.size())) +
         " reservoirs before training, over " + words_of(axes[0]) + " and " + words_of(axes[1]) +
         (axes.size() > 2 ? std::string(", at ") + words_of(axes[2]) + " " + page.value + " (one of " +
                                std::to_string(pages) + " pages, colours mean the same on all)"
                          : std::string()) +
         "; cells with several reservoirs (" + averaged + ") show their mean. " +
         (missing > 0 ? with_commas(static_cast<long long>(missing)) +
                            " cells have not been computed (a cross where none was). "
                      : "") +
         "Participation ratio: of the states' variances, the directions in use. Word and input memory: how "
         "many "
         "words or steps back a linear reader tells, less what it tells of shuffled ones. Lyapunov exponent: "
         "conditional, a word or a step of "
         "arrays; below 0 the reservoir forgets its start.";
}

render::Figure empty_figure(const Look& look, std::size_t panels) {
  render::Figure figure = figure_with(look);
  const std::size_t across = panels == 4 ? 2 : panels;
  for (std::size_t i = 0; i < panels; ++i) {
    render::Panel panel;
    panel.row = static_cast<int>(i / across);
    panel.column = static_cast<int>(i % across);
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign((panels + across - 1) / across, 1);
  return figure;
}

}  // namespace

std::vector<render::Figure> sweep_figures(const formats::Table& table, const std::string& name,
                                          const Settings& settings) {
  const Look look = look_of(settings, true);
  const std::vector<Parameter> axes = axes_of(table);
  const std::vector<Shown> shown = shown_of(table);
  const std::vector<Page> pages = pages_of(table, axes);
  std::vector<render::Figure> figures(pages.size(), empty_figure(look, shown.size()));
  std::vector<std::size_t> missing(pages.size(), 0);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    std::vector<Grid> grids;
    for (const Page& page : pages) grids.push_back(grid_of(page.table, axes, shown[i].column));
    const std::pair<double, double> limits = limits_of(grids, shown[i]);
    for (std::size_t p = 0; p < pages.size(); ++p) {
      missing[p] = std::max(missing[p], grids[p].missing);
      add_grid(grids[p], limits, shown[i], axes, i, figures[p]);
    }
  }
  for (std::size_t p = 0; p < pages.size(); ++p) {
    letter_panels(figures[p], look);
    if (axes.size() > 2)
      figures[p].headings.push_back({false, 0, std::max(0, figures[p].panels.back().column),
                                     std::string(words_of(axes[2])) + " " + pages[p].value, true});
    figures[p].caption.title =
        "Reservoirs of the sweep " + name +
        (axes.size() > 2 ? std::string(": ") + words_of(axes[2]) + " " + pages[p].value : std::string());
    figures[p].caption.text = caption_of(pages[p], pages.size(), axes, missing[p]);
  }
  return figures;
}

}  // namespace rssviz::cli
