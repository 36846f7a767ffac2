#include "cli/compose/text/text_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

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
  return 2 * style.margin_pt + 2 * style.title_pt + 2 * style.label_pt + 5 * style.tick_pt + style.gap_pt;
}

// The first of what stands in order of rows that isn't above `row`.
template <class T>
auto from_row(const std::vector<T>& all, int row) {
  return std::lower_bound(all.begin(), all.end(), row, [](const T& one, int at) { return one.row < at; });
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

PageType page_type(const Look& look, int columns, bool keep_width) {
  PageType type;
  const double room = inner_width(look, look.width_pt);
  const double most = is_slide(look) ? look.style.note_pt : look.style.label_pt;
  const int shown = std::max(1, columns);
  type.size_pt = std::min(most, room / (shown * render::kMonospacedAdvance));
  const double advance = type.size_pt * render::kMonospacedAdvance;
  constexpr double kLeastWidth = 22;  // of a page, in sizes of ticks: for the bar and the title
  const double width = std::max(shown * advance, kLeastWidth * look.style.tick_pt);
  type.width_pt = keep_width ? look.width_pt : std::min(room, width) + 2 * look.style.margin_pt;
  type.columns = shown;
  const double height = is_slide(look) ? kSlideHeight : look.venue.max_height_pt;
  type.rows_a_page = std::max(1, static_cast<int>((height - around(look)) / (kLeading * type.size_pt)));
  return type;
}

render::Figure text_page(const Look& look, const PageType& type, const SetText& text,
                         const std::vector<render::Color>& colors, int first, int last,
                         const std::string& title) {
  render::Figure figure = figure_with(look);
  figure.width_pt = type.width_pt;
  figure.title = title;
  figure.words_are_paths = true;
  render::TextGrid grid;
  grid.ink = look.style.ink;
  grid.sign_ink = render::with_alpha(look.style.ink, 0.45);
  for (auto symbol = from_row(text.at, first); symbol != text.at.end() && symbol->row < last; ++symbol)
    grid.cells.push_back({symbol->column, symbol->row - first, symbol->width,
                          colors[static_cast<std::size_t>(symbol - text.at.begin())]});
  for (auto row = from_row(text.rows, first); row != text.rows.end() && row->row < last; ++row) {
    grid.rows.push_back(*row);
    grid.rows.back().row -= first;
  }
  for (auto mark = from_row(text.signs, first); mark != text.signs.end() && mark->row < last; ++mark) {
    grid.signs.push_back(*mark);
    grid.signs.back().row -= first;
  }
  const double room = inner_width(look, type.width_pt);
  const double advance = type.size_pt * render::kMonospacedAdvance;
  const int rows = std::max(1, last - first);
  render::Panel panel;
  panel.kind = render::PanelKind::blank;
  panel.limits = std::pair{render::Point{0, -static_cast<double>(rows)}, render::Point{room / advance, 0}};
  panel.marks.emplace_back(std::move(grid));
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {rows * kLeading * type.size_pt / room};
  return figure;
}

}  // namespace rssviz::cli
