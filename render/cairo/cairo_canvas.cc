#include "render/cairo/cairo_canvas.h"

#include <cairo-pdf.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "core/error.h"

namespace rssviz::render {
namespace {

ContextPtr make_cairo(cairo_surface_t* surface, double scale) {
  ContextPtr made(cairo_create(surface));
  check_cairo(cairo_status(made.get()), "starting to draw");
  cairo_scale(made.get(), scale, scale);
  return made;
}

cairo_line_cap_t cairo_cap(Cap cap) {
  if (cap == Cap::round) return CAIRO_LINE_CAP_ROUND;
  return cap == Cap::square ? CAIRO_LINE_CAP_SQUARE : CAIRO_LINE_CAP_BUTT;
}

SurfacePtr surface_on(const Pixels& pixels) {
  // Cairo reads but never writes the pixels of a source.
  auto* data = const_cast<unsigned char*>(pixels.data);
  SurfacePtr source(cairo_image_surface_create_for_data(
      data, CAIRO_FORMAT_ARGB32, pixels.width, pixels.height, static_cast<int>(pixels.stride_bytes)));
  check_cairo(cairo_surface_status(source.get()), "reading an image");
  return source;
}

}  // namespace

void check_cairo(cairo_status_t status, std::string_view doing) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  fail(ErrorKind::internal,
       std::string("Cairo failed while ") + std::string(doing) + ": " + cairo_status_to_string(status));
}

CairoCanvas::CairoCanvas(SurfacePtr surface, double scale, bool vector, TextEngine& engine)
    : surface_(std::move(surface)),
      paper_(make_cairo(surface_.get(), scale)),
      cairo_(paper_.get()),
      vector_(vector),
      engine_(engine),
      context_(engine.impl().make_context()),
      layout_(pango_layout_new(context_.get())) {}

CairoCanvas::~CairoCanvas() { cairo_surface_flush(surface_.get()); }

void CairoCanvas::move_to(Point p) { cairo_move_to(cairo_, p.x, p.y); }
void CairoCanvas::line_to(Point p) { cairo_line_to(cairo_, p.x, p.y); }
void CairoCanvas::curve_to(Point control_a, Point control_b, Point p) {
  cairo_curve_to(cairo_, control_a.x, control_a.y, control_b.x, control_b.y, p.x, p.y);
}
void CairoCanvas::close_path() { cairo_close_path(cairo_); }

void CairoCanvas::circle(Point centre, double radius_pt) {
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, centre.x, centre.y, radius_pt, 0, 2 * std::numbers::pi);
  cairo_close_path(cairo_);
}

void CairoCanvas::rectangle(const PageBox& box) {
  cairo_rectangle(cairo_, box.left, box.top, box.width(), box.height());
}

void CairoCanvas::set_color(Color color) {
  cairo_set_source_rgba(cairo_, color.red / 255.0, color.green / 255.0, color.blue / 255.0, color.alpha);
}

void CairoCanvas::set_pen(const Pen& pen) {
  set_color(pen.color);
  cairo_set_line_width(cairo_, pen.width_pt);
  cairo_set_line_cap(cairo_, cairo_cap(pen.cap));
  cairo_set_line_join(cairo_, pen.round_joins ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
  const std::array<double, 2> dashes{pen.dash_on_pt, pen.dash_off_pt};
  cairo_set_dash(cairo_, dashes.data(), pen.dash_off_pt > 0 ? 2 : 0, 0);
}

void CairoCanvas::fill(Color color) {
  set_color(color);
  cairo_fill(cairo_);
}

void CairoCanvas::stroke(const Pen& pen) {
  set_pen(pen);
  cairo_stroke(cairo_);
}

void CairoCanvas::fill_and_stroke(Color color, const Pen& pen) {
  set_color(color);
  cairo_fill_preserve(cairo_);
  stroke(pen);
}

void CairoCanvas::push_clip(const PageBox& box) {
  cairo_save(cairo_);
  cairo_rectangle(cairo_, box.left, box.top, box.width(), box.height());
  cairo_clip(cairo_);
}

void CairoCanvas::pop_clip() { cairo_restore(cairo_); }

// Leaves the drawing matrix turned and moved to the baseline: the caller saves and restores it.
PangoLayoutLine* CairoCanvas::prepare_line(Point baseline, std::string_view text, const TextFont& font,
                                           double angle_deg) {
  cairo_translate(cairo_, baseline.x, baseline.y);
  if (angle_deg != 0) cairo_rotate(cairo_, -angle_deg * std::numbers::pi / 180);
  pango_cairo_update_context(cairo_, context_.get());
  pango_layout_context_changed(layout_.get());
  engine_.impl().set_text(layout_.get(), text, font);
  cairo_move_to(cairo_, 0, 0);
  return pango_layout_get_line_readonly(layout_.get(), 0);
}

void CairoCanvas::text(Point baseline, std::string_view text, const TextFont& font, Color color,
                       double angle_deg) {
  cairo_save(cairo_);
  PangoLayoutLine* line = prepare_line(baseline, text, font, angle_deg);
  set_color(color);
  if (words_are_paths_) {
    pango_cairo_layout_line_path(cairo_, line);
    cairo_fill(cairo_);
  } else {
    pango_cairo_show_layout_line(cairo_, line);
  }
  cairo_restore(cairo_);
  cairo_new_path(cairo_);
}

void CairoCanvas::monospaced(const MonospacedLine& line, Color color) {
  if (!monospaced_) monospaced_ = std::make_unique<MonospacedFaces>();
  cairo_save(cairo_);
  set_color(color);
  monospaced_->show(cairo_, line, engine_.impl().missing);
  cairo_restore(cairo_);
}

void CairoCanvas::text_halo(Point baseline, std::string_view text, const TextFont& font, Color color,
                            double width_pt, double angle_deg) {
  cairo_save(cairo_);
  pango_cairo_layout_line_path(cairo_, prepare_line(baseline, text, font, angle_deg));
  stroke({.color = color, .width_pt = 2 * width_pt, .cap = Cap::round});
  cairo_restore(cairo_);
}

void CairoCanvas::image(const Pixels& pixels, const PageBox& box, bool smooth) {
  const SurfacePtr source = surface_on(pixels);
  cairo_save(cairo_);
  cairo_translate(cairo_, box.left, box.top);
  cairo_scale(cairo_, box.width() / pixels.width, box.height() / pixels.height);
  cairo_set_source_surface(cairo_, source.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_), smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend(cairo_get_source(cairo_), CAIRO_EXTEND_PAD);
  cairo_rectangle(cairo_, 0, 0, pixels.width, pixels.height);
  cairo_fill(cairo_);
  cairo_restore(cairo_);
}

void CairoCanvas::begin_raster_layer(const PageBox& box, double dpi) {
  if (!vector_) return;
  const double scale = dpi / 72;
  const int width = static_cast<int>(std::ceil(box.width() * scale));
  const int height = static_cast<int>(std::ceil(box.height() * scale));
  layer_surface_.reset(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
  check_cairo(cairo_surface_status(layer_surface_.get()), "making a raster layer");
  layer_ = make_cairo(layer_surface_.get(), scale);
  cairo_translate(layer_.get(), -box.left, -box.top);
  layer_box_ = {box.left, box.top, box.left + width / scale, box.top + height / scale};
  cairo_ = layer_.get();
}

void CairoCanvas::end_raster_layer() {
  if (!vector_) return;
  cairo_ = paper_.get();
  cairo_surface_flush(layer_surface_.get());
  image({cairo_image_surface_get_data(layer_surface_.get()),
         cairo_image_surface_get_width(layer_surface_.get()),
         cairo_image_surface_get_height(layer_surface_.get()),
         cairo_image_surface_get_stride(layer_surface_.get())},
        layer_box_, true);
  // A vector surface keeps what it needs of an image only until the image changes.
  cairo_surface_flush(surface_.get());
  layer_.reset();
  layer_surface_.reset();
}

void CairoCanvas::flush() { cairo_surface_flush(surface_.get()); }
void CairoCanvas::mark_dirty() { cairo_surface_mark_dirty(surface_.get()); }

void CairoCanvas::next_page(double width_pt, double height_pt) {
  cairo_show_page(paper_.get());
  cairo_pdf_surface_set_size(surface_.get(), width_pt, height_pt);
}

void CairoCanvas::finish() {
  check_cairo(cairo_status(paper_.get()), "drawing");
  cairo_surface_flush(surface_.get());
  if (vector_) cairo_surface_finish(surface_.get());
  check_cairo(cairo_surface_status(surface_.get()), "finishing a file");
}

void CairoCanvas::move_origin(Point to) { cairo_translate(cairo_, -to.x, -to.y); }

std::unique_ptr<ImageCanvas> make_image_canvas(const PixelTarget& target, double pixels_per_point,
                                               TextEngine& engine, Point origin_pt) {
  SurfacePtr surface(cairo_image_surface_create_for_data(
      target.data, CAIRO_FORMAT_ARGB32, target.width, target.height, static_cast<int>(target.stride_bytes)));
  check_cairo(cairo_surface_status(surface.get()), "making a canvas of pixels");
  auto canvas = std::make_unique<CairoCanvas>(std::move(surface), pixels_per_point, false, engine);
  canvas->move_origin(origin_pt);
  return canvas;
}

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string png_bytes(const Pixels& pixels) {
  const SurfacePtr surface = surface_on(pixels);
  std::string bytes;
  check_cairo(cairo_surface_write_to_png_stream(surface.get(), append_bytes, &bytes), "writing a PNG");
  return bytes;
}

}  // namespace rssviz::render
