#include "cli/compose/slide.h"

#include <algorithm>

namespace rssviz::cli {
namespace {

constexpr double kWidth = 1920, kHeight = 1080;

// Panels of one cell each, one after another in the order of reading, and nothing that names rows or columns.
bool is_plain_grid(const render::Figure& figure) {
  if (figure.panels.size() < 3 || !figure.headings.empty() || !figure.row_axis.empty() ||
      !figure.column_axis.empty() || !figure.connectors.empty() || !figure.column_weights.empty())
    return false;
  int columns = 0;
  for (const render::Panel& panel : figure.panels) columns = std::max(columns, panel.column + 1);
  int place = 0;
  for (const render::Panel& panel : figure.panels) {
    if (panel.row_span != 1 || panel.column_span != 1 || panel.row * columns + panel.column != place++)
      return false;
  }
  return std::all_of(figure.legends.begin(), figure.legends.end(),
                     [](const render::Legend& legend) { return legend.panels.empty(); });
}

// The side of the largest squares, so many in a row.
double side_of(std::size_t panels, std::size_t columns) {
  const std::size_t rows = (panels + columns - 1) / columns;
  return std::min(kWidth / static_cast<double>(columns), 0.85 * kHeight / static_cast<double>(rows));
}

void choose_columns(render::Figure& figure) {
  std::size_t best = 1;
  for (std::size_t columns = 2; columns <= figure.panels.size(); ++columns)
    if (side_of(figure.panels.size(), columns) > side_of(figure.panels.size(), best)) best = columns;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    figure.panels[i].row = static_cast<int>(i / best);
    figure.panels[i].column = static_cast<int>(i % best);
  }
  figure.row_aspects.clear();
}

// Rows with names, many and short: the lower half goes beside the upper one, names into the titles.
void fold_rows(render::Figure& figure) {
  int rows = 0, columns = 0;
  for (const render::Panel& panel : figure.panels) {
    if (panel.row_span != 1 || panel.column_span != 1) return;
    rows = std::max(rows, panel.row + 1);
    columns = std::max(columns, panel.column + 1);
  }
  const bool named = !figure.headings.empty() && figure.row_axis.empty() &&
                     std::all_of(figure.headings.begin(), figure.headings.end(),
                                 [](const render::Heading& heading) { return heading.is_row; });
  const bool shared = std::all_of(figure.legends.begin(), figure.legends.end(),
                                  [](const render::Legend& legend) { return legend.panels.empty(); });
  if (!named || !shared || rows < 5 || columns > 5) return;
  const int half = (rows + 1) / 2;
  for (render::Panel& panel : figure.panels) {
    for (const render::Heading& heading : figure.headings)
      if (panel.column == 0 && panel.row >= heading.first && panel.row <= heading.last)
        panel.title = heading.text + ": " + panel.title;
    if (panel.row < half) continue;
    panel.row -= half;
    panel.column += columns;
  }
  figure.headings.clear();
  figure.row_aspects.clear();
}

// Two panels over two rows of several, each of these as wide as the next: the two go to the left of the rows,
// one below the other.
void put_overview_aside(render::Figure& figure) {
  constexpr int kRows = 3, kFewest = 3;
  std::vector<render::Panel*> first;
  int columns = 0, rows = 0, others = 0;
  for (render::Panel& panel : figure.panels) {
    columns = std::max(columns, panel.column + panel.column_span);
    rows = std::max(rows, panel.row + panel.row_span);
    if (panel.row == 0)
      first.push_back(&panel);
    else
      others += panel.row == 1 ? 1 : 0;
    if (panel.row_span != 1) return;
  }
  const bool fits = rows == kRows && first.size() == 2 && others >= kFewest && figure.headings.empty() &&
                    figure.column_weights.empty() && columns % others == 0 &&
                    first[0]->kind == render::PanelKind::map &&
                    first[0]->column_span + first[1]->column_span == columns;
  if (!fits) return;
  const int span = 5 * columns / 8;
  for (render::Panel& panel : figure.panels) {
    if (panel.row == 0) continue;
    panel.row -= 1;
    panel.column += span;
  }
  for (render::Panel* const panel : first) {
    panel->row = panel == first[0] ? 0 : 1;
    panel->column = 0;
    panel->column_span = span;
  }
  figure.row_aspects = {0.5, 0.5 * span * others / columns};
}

// Lines of a legend that are sentences have more room below the map than beside it.
bool is_narrow(const render::Legend& legend) {
  constexpr std::size_t kMost = 24;
  return std::all_of(legend.entries.begin(), legend.entries.end(),
                     [](const render::LegendEntry& entry) { return entry.text.size() <= kMost; });
}

}  // namespace

void to_slide(render::Figure& figure) {
  figure.width_pt = kWidth;
  figure.height_pt = kHeight;
  fold_rows(figure);
  put_overview_aside(figure);
  if (is_plain_grid(figure)) choose_columns(figure);
  const bool one_map = figure.panels.size() == 1 && figure.panels.front().kind == render::PanelKind::map;
  if (!one_map) return;
  for (render::Legend& legend : figure.legends)
    if (legend.side == render::Side::bottom && is_narrow(legend)) legend.side = render::Side::right;
  for (render::ColorBar& bar : figure.color_bars)
    if (bar.side == render::Side::bottom) bar.side = render::Side::right;
}

}  // namespace rssviz::cli
