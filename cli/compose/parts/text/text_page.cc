#include "cli/compose/parts/text/text_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "render/canvas/canvas.h"

namespace rssviz::cli {
namespace {

constexpr double kLeading = 1.2;  // rows of a page, in sizes of its type
constexpr double kSlideHeight = 1080;

bool is_slide(const Look& look) { return look.style.label_pt > 20; }

double least_size(const Look& look) { return is_slide(look) ? 20 : look.venue.least_text_pt; }

double inner_width(const Look& look, double width_pt) { return width_pt - 2 * look.style.margin_pt; }

// Above and below the text: the title, and the colour bar with its ticks and title.
double around(const Look& look) {
  const render::Style& style = look.style;
  return 2 * style.margin_pt + 2.2 * style.title_pt + 5 * style.tick_pt + style.gap_pt;
}

// What stands in rows first .. last - 1, of all in order of rows, counted from the first.
template <class T>
void take_rows(const std::vector<T>& all, int first, int last, std::vector<T>& out) {
  auto one = std::lower_bound(all.begin(), all.end(), first, [](const T& a, int row) { return a.row < row; });
  for (; one != all.end() && one->row < last; ++one) {
    out.push_back(*one);
    out.back().row -= first;
  }
}

}  // namespace

bool is_dark(const render::Style& style) {
  return style.paper.red + style.paper.green + style.paper.blue < 3 * 110;
}

std::string text_palette(const render::Style& style) {
  return is_dark(style) ? "text-on-dark" : "text-on-light";
}

int most_columns(const Look& look) {
  return static_cast<int>(inner_width(look, look.width_pt) / (least_size(look) * render::kMonospacedAdvance));
}

PageType page_type(const Look& look, int columns, int rows, bool keep_width) {
  PageType type;
  const double room = inner_width(look, look.width_pt);
  const double most = is_slide(look) ? look.style.note_pt : look.style.label_pt;
  const int shown = std::max(1, columns);
  type.size_pt = std::min(most, room / (shown * render::kMonospacedAdvance));
  const double height = (is_slide(look) ? kSlideHeight : look.venue.max_height_pt) - around(look);
  // A text that is a little too long for a page gets smaller instead of a second page.
  const double on_one = height / (kLeading * std::max(1, rows));
  if (on_one < type.size_pt && on_one >= std::max(least_size(look), 0.8 * type.size_pt))
    type.size_pt = on_one;
  const double advance = type.size_pt * render::kMonospacedAdvance;
  constexpr double kLeastWidth = 22;  // of a page, in sizes of ticks: for the bar and the title
  const double width = std::max(shown * advance, kLeastWidth * look.style.tick_pt);
  type.width_pt = keep_width ? look.width_pt : std::min(room, width) + 2 * look.style.margin_pt;
  type.columns = shown;
  type.rows_a_page = std::max(1, static_cast<int>(height / (kLeading * type.size_pt) + 1e-9));
  return type;
}

render::TextGrid grid_of(const SetText& text, const std::vector<render::Color>& colors,
                         const render::Style& style) {
  render::TextGrid grid;
  grid.ink = style.ink;
  grid.sign_ink = render::with_alpha(style.ink, 0.45);
  grid.rows = text.rows;
  grid.signs = text.signs;
  for (std::size_t i = 0; i < text.at.size(); ++i)
    grid.cells.push_back({text.at[i].column, text.at[i].row, text.at[i].width, colors[i]});
  return grid;
}

void add_text_panel(const Look& look, const PageType& type, render::TextGrid grid, int rows,
                    render::Figure& figure) {
  const double room = inner_width(look, type.width_pt);
  const double advance = type.size_pt * render::kMonospacedAdvance;
  rows = std::max(1, rows);
  render::Panel panel;
  panel.kind = render::PanelKind::blank;
  panel.limits = std::pair{render::Point{0, -static_cast<double>(rows)}, render::Point{room / advance, 0}};
  panel.marks.emplace_back(std::move(grid));
  figure.panels.push_back(std::move(panel));
  figure.row_aspects.push_back(rows * kLeading * type.size_pt / room);
}

render::Figure text_page(const Look& look, const PageType& type, const render::TextGrid& grid, int first,
                         int last, const std::string& title) {
  render::Figure figure = figure_with(look);
  figure.width_pt = type.width_pt;
  figure.title = title;
  figure.words_are_paths = true;
  render::TextGrid part;
  part.ink = grid.ink;
  part.sign_ink = grid.sign_ink;
  take_rows(grid.cells, first, last, part.cells);
  take_rows(grid.rows, first, last, part.rows);
  take_rows(grid.signs, first, last, part.signs);
  add_text_panel(look, type, std::move(part), last - first, figure);
  return figure;
}

Look text_look(const Settings& settings) { return look_of(settings, true); }

}  // namespace rssviz::cli
