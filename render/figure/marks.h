// The marks that a panel shows, in data units (sizes of ink in points, 1/72 in). A mark knows no network and
// no task: colours and words are given. Values; safe to share between threads once built.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/point.h"
#include "render/figure/color.h"
#include "render/figure/text_grid.h"

namespace rssviz::render {

using rssviz::Point;

enum class MarkerShape { circle, ring, square, triangle, diamond, cross, plus, star };

// A scatter. Drawn dot by dot in a seeded random order unless `keep_order`, so that no class covers the
// others but by chance; points of several colours at exactly one place are drawn as a pie of these.
struct Points {
  std::vector<Point> at{};
  std::vector<Color> colors{};  // one for all, or one a point
  MarkerShape shape{MarkerShape::circle};
  double radius_pt{1.5};
  std::vector<MarkerShape> shapes{};  // empty, or one a point (overrides shape)
  std::vector<float> radii_pt{};      // empty, or one a point (overrides radius_pt)
  // Empty, or one a point: points that coincide are then parts of one dot, of these sizes.
  std::vector<float> weights{};
  double outline_pt{0};  // 0: no outline
  Color outline{};
  bool keep_order{false};
  bool rasterizable{true};  // may go into a raster layer when there are very many
};

enum class Dash { solid, dashed, dotted };

// A line through points; a point with a NaN coordinate breaks it.
struct Line {
  std::vector<Point> at{};
  Color color{};
  double width_pt{0.8};
  Dash dash{Dash::solid};
  bool arrows{false};  // an arrow head in the middle of each segment that is long enough
  double halo_pt{0};   // width of a rim in the background's colour, which lifts the line off points below it
  bool step{false};    // horizontal, then vertical
};

// The area between two curves over the same x.
struct Band {
  std::vector<double> x{};
  std::vector<double> low{};
  std::vector<double> high{};
  Color color{};  // with its opacity
};

// Rectangles in data units: bars, cells of a heat map, shaded ranges.
struct Rectangles {
  struct Box {
    double x0{0}, y0{0}, x1{0}, y1{0};
  };
  std::vector<Box> boxes{};
  std::vector<Color> colors{};  // one for all, or one a box
  double outline_pt{0};
  Color outline{};
  bool tiled{false};  // cells of a grid: none is set off from the paper by an outline
};

// A horizontal or vertical line through the whole panel at a value, with a word at its end (may be empty).
struct Rule {
  bool horizontal{true};
  double at{0};
  Color color{};
  double width_pt{0.5};
  Dash dash{Dash::dashed};
  std::string text{};
};

using Mark = std::variant<Points, Line, Band, Rectangles, Rule, TextGrid>;

// A word at a point, placed by the layout so that it overlaps no other label and leaves the panel's points
// readable; drawn with a leader line when it had to move away. Dropped (and counted) when there is no room,
// lowest priority first. Several lines are separated by '\n'. A centred label is not placed: it stands in the
// middle of its point (the number in a cell of a matrix).
struct Label {
  Point at{};
  std::string text{};  // the $...$ subset is understood
  Color color{};
  bool bold{false};
  double size_pt{0};  // 0: the style's note size
  double priority{1};
  double clear_radius_pt{2};  // the label keeps this far from its own point
  bool centred{false};
};

}  // namespace rssviz::render
