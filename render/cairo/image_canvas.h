// A canvas on pixels that someone else owns: for the frames of films and for previews. One thread; several
// canvases on different buffers may work at once, each with a TextEngine of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "render/cairo/text_engine.h"
#include "render/canvas/canvas.h"

namespace rssviz::render {

// Premultiplied blue, green, red, alpha; stride a multiple of 4 bytes.
struct PixelTarget {
  std::uint8_t* data{nullptr};
  int width{0};
  int height{0};
  std::ptrdiff_t stride_bytes{0};
};

// Draws over what the buffer holds; the pixels are complete when the canvas is destroyed or flush() was
// called. The buffer and the engine must outlive it.
class ImageCanvas : public Canvas {
 public:
  // Tells Cairo to write what it still keeps back; then the buffer may be read or changed by others.
  virtual void flush() = 0;
  // To be called after the buffer was changed by someone else between drawings.
  virtual void mark_dirty() = 0;
};

// The pixels' top left shows the point `origin_pt` of the page. Throws Error{internal} where Cairo can't make
// it.
std::unique_ptr<ImageCanvas> make_image_canvas(const PixelTarget& target, double pixels_per_point,
                                               TextEngine& engine, Point origin_pt = {});

// The pixels as the bytes of a PNG file. Throws Error{internal}.
std::string png_bytes(const Pixels& pixels);

}  // namespace rssviz::render
