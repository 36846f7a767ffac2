#include "render/canvas/draw_text_grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rssviz::render {
namespace {

constexpr double kTileOverlap = 0.3;  // points by which a cell reaches under its neighbours: no light seams

// Places on the page, in points.
class Places {
 public:
  explicit Places(const PlacedPanel& panel) : panel_(panel) {}
  double x(double column) const { return panel_.x.page_from_data(column); }
  double y(double row) const { return panel_.y.page_from_data(-row); }
  double advance() const { return x(1) - x(0); }
  double leading() const { return y(1) - y(0); }
  double size() const { return advance() / kMonospacedAdvance; }
  // Capitals and descenders in the middle of the row: they reach from .76 above to .24 below.
  double baseline(int row) const { return y(row + 0.5) + 0.26 * size(); }

 private:
  const PlacedPanel& panel_;
};

// Neighbours of one colour are one rectangle: a tab, a run of equal values.
void draw_cells(const TextGrid& text, const Places& places, Canvas& canvas) {
  std::size_t i = 0;
  while (i < text.cells.size()) {
    const TextGrid::Cell& first = text.cells[i];
    double end = first.column + first.width;
    std::size_t next = i + 1;
    while (next < text.cells.size() && text.cells[next].row == first.row &&
           text.cells[next].color == first.color && std::abs(text.cells[next].column - end) < 1e-9) {
      end = text.cells[next].column + text.cells[next].width;
      ++next;
    }
    const bool neighbour = next < text.cells.size() && text.cells[next].row == first.row &&
                           std::abs(text.cells[next].column - end) < 1e-9;
    canvas.rectangle({places.x(first.column), places.y(first.row),
                      places.x(end) + (neighbour ? kTileOverlap : 0),
                      places.y(first.row + 1) + kTileOverlap});
    canvas.fill(first.color);
    i = next;
  }
}

// Signs are thin strokes but for the space's dot.
class SignPainter {
 public:
  SignPainter(const TextGrid& text, const Places& places, Canvas& canvas)
      : text_(text), places_(places), canvas_(canvas), em_(places.size()) {}

  void run() {
    bool dots = false, strokes = false;
    for (const TextGrid::Mark& mark : text_.signs)
      if (mark.sign == TextGrid::Sign::space) {
        canvas_.circle(middle(mark), 0.055 * em_);
        dots = true;
      }
    if (dots) canvas_.fill(text_.sign_ink);
    for (const TextGrid::Mark& mark : text_.signs)
      if (mark.sign != TextGrid::Sign::space) {
        path(mark);
        strokes = true;
      }
    if (strokes)
      canvas_.stroke({.color = text_.sign_ink, .width_pt = std::max(0.25, 0.055 * em_), .cap = Cap::round});
  }

 private:
  Point middle(const TextGrid::Mark& mark) const {
    return {places_.x(mark.column + mark.width / 2), places_.y(mark.row + 0.5)};
  }

  // From `a` to `b`, which has a head.
  void arrow(Point a, Point b) {
    const double sign = b.x > a.x ? 1 : -1, head = 0.12 * em_;
    canvas_.move_to(a);
    canvas_.line_to(b);
    canvas_.move_to({b.x - sign * head, b.y - head});
    canvas_.line_to(b);
    canvas_.line_to({b.x - sign * head, b.y + head});
  }

  void path(const TextGrid::Mark& mark) {
    const Point at = middle(mark);
    const double half = 0.2 * em_;
    switch (mark.sign) {
      case TextGrid::Sign::space:
        return;
      case TextGrid::Sign::newline: {  // down, then back to the left
        const double low = at.y + 0.1 * em_;
        canvas_.move_to({at.x + half, at.y - 0.24 * em_});
        canvas_.line_to({at.x + half, low});
        arrow({at.x + half, low}, {at.x - half, low});
        return;
      }
      case TextGrid::Sign::carriage_return:
        return arrow({at.x + half, at.y}, {at.x - half, at.y});
      case TextGrid::Sign::tab: {
        const double reach = std::min(places_.advance() * mark.width / 2 - 0.1 * em_, 0.8 * em_);
        return arrow({at.x - reach, at.y}, {at.x + reach, at.y});
      }
      case TextGrid::Sign::control:
        canvas_.move_to({at.x - half, at.y - half});
        canvas_.line_to({at.x + half, at.y - half});
        canvas_.line_to({at.x + half, at.y + half});
        canvas_.line_to({at.x - half, at.y + half});
        canvas_.close_path();
        return;
      case TextGrid::Sign::continued:  // the line goes on below
        canvas_.move_to({at.x - half, at.y - half});
        canvas_.line_to({at.x + half / 2, at.y});
        canvas_.line_to({at.x - half, at.y + half});
    }
  }

  const TextGrid& text_;
  const Places& places_;
  Canvas& canvas_;
  double em_;
};

void draw_rows(const TextGrid& text, const Places& places, Canvas& canvas) {
  std::vector<double> left, width;
  for (const TextGrid::Row& row : text.rows) {
    if (row.text.empty()) continue;
    left.clear();
    width.clear();
    for (std::size_t i = 0; i < row.columns.size(); ++i) {
      const int wide = i < row.widths.size() ? row.widths[i] : 1;
      left.push_back(places.x(row.columns[i]));
      width.push_back(wide * places.advance());
    }
    canvas.monospaced({places.baseline(row.row), places.size(), row.text, left, width},
                      with_alpha(text.ink, text.ink.alpha * row.shade));
  }
}

}  // namespace

void draw_text_grid(const TextGrid& text, const PlacedPanel& panel, Canvas& canvas) {
  const Places places(panel);
  if (!(places.advance() > 0)) return;
  draw_cells(text, places, canvas);
  SignPainter(text, places, canvas).run();
  draw_rows(text, places, canvas);
}

}  // namespace rssviz::render
