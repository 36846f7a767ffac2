// How large a text is: the one thing that a layout must ask of whoever will draw it. Implemented by
// render/cairo/text_engine.h; tests may bring their own. An implementation belongs to one thread at a time.
#pragma once

#include <string_view>

namespace rssviz::render {

struct TextFont {
  double size_pt{8};
  bool bold{false};
  bool italic{false};
};

// A line of text on its baseline, in points. Ascent and descent are at least those of the font's capitals
// and descenders, so that lines of equal size get equal boxes.
struct TextExtent {
  double width_pt{0};
  double ascent_pt{0};   // above the baseline
  double descent_pt{0};  // below it
};

class TextMetrics {
 public:
  virtual ~TextMetrics() = default;
  // `text` is UTF-8, one line; the $...$ subset (\rho, _{}, ^{}, \mathbf{}) is understood.
  virtual TextExtent measure(std::string_view text, const TextFont& font) const = 0;
};

}  // namespace rssviz::render
