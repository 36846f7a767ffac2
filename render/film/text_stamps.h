// Words that move: each is drawn once by Cairo at a few places within a pixel, with its rim, and from then on
// only blended. A film's labels cost ten times its points otherwise. What is blended depends on the text and
// its place alone, never on what was drawn before. Belongs to one thread at a time.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "render/cairo/text_engine.h"
#include "render/layout/placed.h"
#include "render/raster/pixels.h"

namespace rssviz::render {

class TextStamps {
 public:
  // Texts are scaled by `pixels_per_point`; `paper` is the colour of rims. The engine must outlive it.
  TextStamps(TextEngine& engine, double pixels_per_point, Color paper)
      : engine_(engine), scale_(pixels_per_point), paper_(paper) {}

  // Blends an unturned text with its baseline's left end at `baseline` (pixels), to a quarter of a pixel;
  // pixels outside `clip` stay.
  void draw(PixelBuffer& target, const PixelRect& clip, Point baseline, const PlacedText& text);

 private:
  struct Stamp {
    int left{0};  // of the stamp's first column, from the pixel that holds the baseline's end
    int top{0};
    PixelBuffer pixels{};  // premultiplied
  };
  // text, size, bold, colour, rim, quarter in x, quarter in y
  using Key = std::tuple<std::string, double, bool, std::uint32_t, double, int, int>;
  const Stamp& stamp(const PlacedText& text, int quarter_x, int quarter_y);

  TextEngine& engine_;
  double scale_;
  Color paper_;
  std::map<Key, Stamp> stamps_;
};

}  // namespace rssviz::render
