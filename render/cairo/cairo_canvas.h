// The canvas on any Cairo surface; for render/cairo/*.cc only. One thread.
#pragma once

#include <cairo.h>

#include <memory>
#include <string_view>
#include <utility>

#include "render/cairo/image_canvas.h"
#include "render/cairo/monospaced.h"
#include "render/cairo/text_engine_impl.h"

namespace rssviz::render {

struct SurfaceDestroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfacePtr = std::unique_ptr<cairo_surface_t, SurfaceDestroy>;

struct ContextDestroy {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using ContextPtr = std::unique_ptr<cairo_t, ContextDestroy>;

// Throws Error{internal} with Cairo's words unless status is success.
void check_cairo(cairo_status_t status, std::string_view doing);

// Appends to the std::string at `closure`, as Cairo's streams want it.
cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned length);

class CairoCanvas final : public ImageCanvas {
 public:
  // Draws on `surface`, scaled by `scale` device units a point.
  CairoCanvas(SurfacePtr surface, double scale, bool vector, TextEngine& engine);
  ~CairoCanvas() override;

  void move_to(Point p) override;
  void line_to(Point p) override;
  void curve_to(Point control_a, Point control_b, Point p) override;
  void circle(Point centre, double radius_pt) override;
  void rectangle(const PageBox& box) override;
  void close_path() override;
  void fill(Color color) override;
  void stroke(const Pen& pen) override;
  void fill_and_stroke(Color color, const Pen& pen) override;
  void push_clip(const PageBox& box) override;
  void pop_clip() override;
  void text(Point baseline, std::string_view text, const TextFont& font, Color color,
            double angle_deg) override;
  void text_halo(Point baseline, std::string_view text, const TextFont& font, Color color, double width_pt,
                 double angle_deg) override;
  void monospaced(const MonospacedLine& line, Color color) override;
  void image(const Pixels& pixels, const PageBox& box, bool smooth) override;
  void begin_raster_layer(const PageBox& box, double dpi) override;
  void end_raster_layer() override;
  bool is_vector() const override { return vector_; }
  void flush() override;
  void mark_dirty() override;

  // Before anything is drawn: the surface's top left shows this point of the page.
  void move_origin(Point to);

  // From now on words are drawn as paths, so that the file's text is what monospaced() wrote and no more.
  void draw_words_as_paths(bool paths) { words_are_paths_ = paths; }
  // Of a PDF: ends the page and begins the next.
  void next_page(double width_pt, double height_pt);

  // Ends drawing and checks that all went well; for files.
  void finish();
  cairo_surface_t* surface() { return surface_.get(); }

 private:
  void set_color(Color color);
  void set_pen(const Pen& pen);
  PangoLayoutLine* prepare_line(Point baseline, std::string_view text, const TextFont& font,
                                double angle_deg);

  SurfacePtr surface_;
  ContextPtr paper_;
  SurfacePtr layer_surface_{};
  ContextPtr layer_{};
  PageBox layer_box_{};
  cairo_t* cairo_;  // paper_ or layer_
  bool vector_;
  bool words_are_paths_ = false;
  TextEngine& engine_;
  GObjectPtr<PangoContext> context_;
  GObjectPtr<PangoLayout> layout_;
  std::unique_ptr<MonospacedFaces> monospaced_{};  // made when first asked for
};

}  // namespace rssviz::render
