// Monospaced text on a Cairo context: DejaVu Sans Mono, and DejaVu Sans for what it lacks; for
// render/cairo/*.cc only. One thread.
#pragma once

#include <cairo.h>

#include <array>
#include <memory>
#include <set>
#include <string>

#include "render/canvas/canvas.h"

namespace rssviz::render {

struct FontFaceDestroy {
  void operator()(cairo_font_face_t* face) const { cairo_font_face_destroy(face); }
};
using FontFacePtr = std::unique_ptr<cairo_font_face_t, FontFaceDestroy>;

class MonospacedFaces {
 public:
  // Throws Error{no_input} naming the package where a font file is missing.
  MonospacedFaces();

  // Draws the line with the context's source. Blanks at the start and several in a row belong to the
  // character after them, so that a PDF tells all of them (/ActualText): readers make one of several, and
  // none of those at the start. Characters that neither font has are a box, and noted in `missing`.
  void show(cairo_t* cairo, const MonospacedLine& line, std::set<std::string>& missing) const;

 private:
  std::array<FontFacePtr, 2> faces_;
};

}  // namespace rssviz::render
