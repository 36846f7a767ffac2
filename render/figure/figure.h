// WHAT is drawn: a figure as a value, in data units. It knows neither networks nor files nor pixels; the
// layout gives every part its place and a canvas draws it. Values; safe to share between threads once built.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "render/figure/marks.h"
#include "render/figure/style.h"

namespace rssviz::render {

struct Tick {
  double at{0};
  std::string text{};
};

struct Axis {
  std::string label{};
  std::optional<double> low{};  // empty: from the data, with a margin
  std::optional<double> high{};
  bool logarithmic{false};
  std::vector<Tick> ticks{};  // empty: chosen by the layout (1, 2, 5 steps; powers of ten when logarithmic)
  bool show_ticks{true};
  bool slanted{false};  // tick texts drawn at 45 degrees (words of a sentence) where they'd touch otherwise
};

enum class PanelKind {
  map,    // an embedding: equal scales, a thin frame, no ticks, since its axes mean nothing
  chart,  // two axes with ticks; left and bottom spines only
  blank,  // no frame: a place for text or a legend in the grid
};

enum class Corner { top_left, top_right, bottom_left, bottom_right };

// A line of small text in a panel's corner, in data-free space where there is some.
struct CornerNote {
  Corner corner{Corner::bottom_left};
  std::string text{};
  bool bold{false};
};

enum class SwatchKind { point, line, band, box, none };

struct LegendEntry {
  std::string text{};
  Color color{};
  SwatchKind swatch{SwatchKind::point};
  MarkerShape shape{MarkerShape::circle};
  Dash dash{Dash::solid};
  double outline_pt{0};
  Color outline{};
};

// Where a legend or colour bar stands: never on data. A text slot may also stand on top, on the line of the
// title.
enum class Side { right, bottom, top };

struct Legend {
  std::string title{};
  std::vector<LegendEntry> entries{};
  Side side{Side::bottom};
  // The panels it belongs to (its place is beside or below exactly these); empty: the whole figure.
  std::vector<std::size_t> panels{};
};

struct ColorBar {
  std::string title{};
  std::string palette{"viridis"};
  double low{0};
  double high{1};
  bool clipped_low{false};  // values lie below low: drawn as a pointed end
  bool clipped_high{false};
  std::vector<Tick> ticks{};  // empty: chosen
  Side side{Side::right};
  std::vector<std::size_t> panels{};
};

struct Panel {
  PanelKind kind{PanelKind::chart};
  std::string title{};
  std::string letter{};  // "a": drawn bold before the title
  Axis x{};
  Axis y{};
  std::vector<Mark> marks{};
  std::vector<Label> labels{};
  std::vector<CornerNote> notes{};
  int row{0};
  int column{0};
  int row_span{1};
  int column_span{1};
  // The limits (data units) of a map; empty: from its points with a margin of 4 %. Panels given equal limits
  // show equal scales. Low and high corner.
  std::optional<std::pair<Point, Point>> limits{};
  bool highlighted{false};  // a stronger frame (the reference cell of a grid)
  bool faint{false};        // a weaker frame and marks (a cell that can't be told from another seed)
};

// A word at the start of a row or on top of a column of the grid ("leak rate 0.05").
struct Heading {
  bool is_row{true};
  int first{0};  // first row or column it spans
  int last{0};
  std::string text{};
  bool bold{false};
};

// That one panel shows a part of another, larger: a frame around the part, and lines from it to the panel.
struct Connector {
  std::size_t from{0};  // the panel that shows the whole
  Point low{};          // the part's corners, in its data units
  Point high{};
  std::size_t to{0};  // the panel that shows the part
};

// A named line of text whose words may change from frame to frame of a film; space is kept for `widest`.
struct TextSlot {
  std::string name{};
  std::string text{};    // what a still shows
  std::string widest{};  // the longest text it will hold
  Side side{Side::bottom};
  double size_pt{0};  // 0: the style's label size
  bool bold{false};
};

// What goes beside a figure: what it shows, how it was made and what it doesn't show. Plain text; the .tex
// file is made from it.
struct Caption {
  std::string title{};
  std::string text{};
};

struct Figure {
  Style style{};
  double width_pt{396};               // the whole figure's width
  std::optional<double> height_pt{};  // empty: follows from the panels' aspects
  std::string title{};
  std::vector<Panel> panels{};
  std::vector<double> column_weights{};  // relative widths; empty: equal
  std::vector<double>
      row_aspects{};  // height over width of a panel in each row; empty: 1 for maps, .62 for charts
  std::vector<Heading> headings{};
  std::string row_axis{};     // what the rows vary ("spectral radius"), beside the row headings
  std::string column_axis{};  // what the columns vary, above the column headings
  std::vector<Legend> legends{};
  std::vector<ColorBar> color_bars{};
  std::vector<TextSlot> slots{};
  std::vector<Connector> connectors{};
  Caption caption{};
  // Titles, ticks and all other words are paths in a PDF, so that its text is that of the text grids alone.
  bool words_are_paths{false};
};

}  // namespace rssviz::render
