// WHERE everything of a figure stands: every box in points (1/72 in), origin at the page's top left corner,
// y downwards. Made by lay_out(), drawn by render/canvas/draw.h. Values; safe to share between threads once
// built.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "render/figure/figure.h"
#include "render/layout/text_metrics.h"

namespace rssviz::render {

struct PageBox {
  double left{0};
  double top{0};
  double right{0};
  double bottom{0};

  double width() const { return right - left; }
  double height() const { return bottom - top; }
  bool contains(Point p) const { return p.x >= left && p.x <= right && p.y >= top && p.y <= bottom; }
};

// From data units to points along one axis: page = offset + scale * (logarithmic ? log10(v) : v).
struct AxisTransform {
  double scale{1};
  double offset{0};
  bool logarithmic{false};

  double page_from_data(double value) const;
};

struct PlacedTick {
  double position_pt{0};  // along its axis, in page coordinates
  bool minor{false};
};

struct PlacedPanel {
  std::size_t panel{0};  // index into figure.panels
  PageBox frame{};       // the data area
  PageBox outer{};       // with title, ticks and axis labels
  AxisTransform x{};
  AxisTransform y{};                                // its scale is negative: y of the page goes down
  double x_low{0}, x_high{1}, y_low{0}, y_high{1};  // the limits in data units, after equal scaling of maps
  std::vector<PlacedTick> x_ticks{};
  std::vector<PlacedTick> y_ticks{};

  Point page_from_data(Point at) const { return {x.page_from_data(at.x), y.page_from_data(at.y)}; }
};

enum class TextRole {
  figure_title,
  panel_title,
  heading,
  axis_label,
  tick,
  legend,
  color_bar,
  note,
  label,
  slot,
  rule
};

constexpr std::size_t kNoPanel = static_cast<std::size_t>(-1);

// One line of text. `at` is the left end of its baseline; `angle_deg` turns it about `at`, counter-clockwise
// as seen on the page.
struct PlacedText {
  std::string text{};
  Point at{};
  TextFont font{};
  Color color{};
  double angle_deg{0};
  TextExtent extent{};
  TextRole role{TextRole::note};
  std::size_t panel{kNoPanel};
  double halo_pt{0};   // width of a rim in the paper's colour
  std::string slot{};  // the slot's name, for TextRole::slot

  // The corners of its box, turned: baseline start bottom, end bottom, end top, start top.
  std::array<Point, 4> corners() const;
  PageBox bounds() const;
};

// True where two (turned) text boxes share more than `tolerance_pt` in every direction.
bool texts_overlap(const PlacedText& a, const PlacedText& b, double tolerance_pt = 0.01);

// From a label to its point.
struct Leader {
  Point from{};
  Point to{};
  Color color{};
  std::size_t panel{kNoPanel};
};

struct PlacedSwatch {
  LegendEntry entry{};
  PageBox box{};
};

struct PlacedColorBar {
  std::size_t bar{0};  // index into figure.color_bars
  PageBox box{};       // the coloured strip without its pointed ends
  bool vertical{true};
  std::vector<PlacedTick> ticks{};  // along the strip, page coordinates
};

// A label that found no room.
struct DroppedLabel {
  std::size_t panel{0};
  std::string text{};
};

// Where a slot's text stands; its text may be exchanged (see draw_slot_text).
struct PlacedSlot {
  std::string name{};
  Point at{};  // left end of the baseline
  TextFont font{};
  PageBox box{};  // the room kept for it
};

struct PlacedFigure {
  Figure figure{};
  double width_pt{0};
  double height_pt{0};
  std::vector<PlacedPanel> panels{};  // same order as figure.panels
  std::vector<PlacedText> texts{};    // everything written, the slots' texts included
  std::vector<Leader> leaders{};
  std::vector<Leader> brackets{};  // lines below headings that span several columns
  std::vector<PlacedSwatch> swatches{};
  std::vector<PlacedColorBar> color_bars{};
  std::vector<PlacedSlot> slots{};
  std::vector<DroppedLabel> dropped_labels{};
};

}  // namespace rssviz::render
