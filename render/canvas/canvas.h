// HOW a figure is drawn: one small interface for paper (PDF, SVG) and pixels. Coordinates in points, origin
// at the top left, y downwards. An implementation belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "render/layout/placed.h"

namespace rssviz::render {

enum class Cap { butt, round, square };

struct Pen {
  Color color{};
  double width_pt{0.5};
  Cap cap{Cap::butt};
  bool round_joins{true};
  double dash_on_pt{0};  // 0: solid
  double dash_off_pt{0};
};

// Pixels of a picture, premultiplied blue, green, red, alpha, 8 bits each; rows from the top.
struct Pixels {
  const std::uint8_t* data{nullptr};
  int width{0};
  int height{0};
  std::ptrdiff_t stride_bytes{0};
};

// A line of a monospaced font (DejaVu Sans Mono), each character at a place of its own. `text` is UTF-8 and
// taken as it is; it may begin with blanks and have several in a row, which files that hold text keep.
struct MonospacedLine {
  double baseline_y{0};
  double size_pt{8};
  std::string_view text{};
  std::span<const double> left{};   // of each character's place
  std::span<const double> width{};  // of each character's place, at the left of which it stands
};
// The width of a character of that font, in its size.
inline constexpr double kMonospacedAdvance = 1233.0 / 2048.0;

class Canvas {
 public:
  virtual ~Canvas() = default;

  // A path is gathered by these and used up by fill() or stroke().
  virtual void move_to(Point p) = 0;
  virtual void line_to(Point p) = 0;
  virtual void curve_to(Point control_a, Point control_b, Point p) = 0;
  // A whole circle as a closed piece of the path.
  virtual void circle(Point centre, double radius_pt) = 0;
  virtual void rectangle(const PageBox& box) = 0;
  virtual void close_path() = 0;
  virtual void fill(Color color) = 0;
  virtual void stroke(const Pen& pen) = 0;
  // Fills with `color`, then strokes the same path.
  virtual void fill_and_stroke(Color color, const Pen& pen) = 0;

  virtual void push_clip(const PageBox& box) = 0;
  virtual void pop_clip() = 0;
  // One line from `baseline` on, turned by angle_deg counter-clockwise; a rim of halo_pt in `halo` below it.
  virtual void text(Point baseline, std::string_view text, const TextFont& font, Color color,
                    double angle_deg = 0) = 0;
  virtual void text_halo(Point baseline, std::string_view text, const TextFont& font, Color color,
                         double width_pt, double angle_deg = 0) = 0;
  virtual void monospaced(const MonospacedLine& line, Color color) {
    if (!line.left.empty())
      text({line.left.front(), line.baseline_y}, line.text, {line.size_pt, false, false}, color);
  }
  // Without smoothing between pixels where `smooth` is false.
  virtual void image(const Pixels& pixels, const PageBox& box, bool smooth = true) = 0;
  // What is drawn until end_raster_layer() goes into one picture of `dpi` on vector paper; nothing changes on
  // a canvas of pixels. Not nested.
  virtual void begin_raster_layer(const PageBox& box, double dpi) = 0;
  virtual void end_raster_layer() = 0;
  virtual bool is_vector() const = 0;
};

}  // namespace rssviz::render
