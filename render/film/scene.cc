#include "render/film/scene.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <span>
#include <string>

#include "core/error.h"
#include "render/cairo/image_canvas.h"
#include "render/canvas/draw.h"
#include "render/film/point_looks.h"
#include "render/film/unseen.h"
#include "render/layout/layout.h"

namespace rssviz::render {
namespace {

PlacedFigure laid_out(const Figure& still) {
  const TextEngine engine(still.style.font);
  return lay_out(still, engine);
}

PixelRect centred_page(const PlacedFigure& placed, double scale, int width, int height) {
  const int page_width = std::min(width, static_cast<int>(std::lround(placed.width_pt * scale)));
  const int page_height = std::min(height, static_cast<int>(std::lround(placed.height_pt * scale)));
  const int left = (width - page_width) / 2;
  const int top = (height - page_height) / 2;
  return {left, top, left + page_width, top + page_height};
}

// Cairo's canvas on the page's part of a picture.
std::unique_ptr<ImageCanvas> canvas_on(PixelBuffer& picture, const Scene& scene, TextEngine& engine) {
  const PixelRect& page = scene.page();
  auto* const first = reinterpret_cast<std::uint8_t*>(picture.row(page.y0) + page.x0);
  return make_image_canvas({first, page.x1 - page.x0, page.y1 - page.y0, picture.stride_bytes()},
                           scene.pixels_per_point(), engine);
}

// As in a still, and the same in every frame, so that nothing flickers.
std::vector<std::uint32_t> drawing_order(std::size_t count, bool keep, std::size_t panel) {
  if (!keep) return random_order(count, DrawOptions{}.seed, panel);
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  return order;
}

constexpr double kFaintAlpha = .45;  // as in render/canvas/draw_points.cc

void check_frame(const Frame& frame, const Figure& still) {
  for (const PanelFrame& panel : frame.panels)
    if (panel.panel >= still.panels.size())
      fail(ErrorKind::usage, "a frame draws in panel " + std::to_string(panel.panel) + " of a still with " +
                                 std::to_string(still.panels.size()));
  for (const SlotText& text : frame.texts)
    if (!is_unseen(text) && std::none_of(still.slots.begin(), still.slots.end(),
                                         [&](const TextSlot& slot) { return slot.name == text.slot; }))
      fail(ErrorKind::usage, "a frame writes into the slot \"" + text.slot + "\", which the still hasn't");
}

}  // namespace

Scene::Scene(const Figure& still, int width, int height)
    : placed_(laid_out(still)),
      pixels_per_point_(std::min(width / placed_.width_pt, height / placed_.height_pt)),
      page_(centred_page(placed_, pixels_per_point_, width, height)),
      still_(width, height, premultiplied(with_alpha(still.style.paper, 1))) {
  TextEngine engine(still.style.font);
  const auto canvas = canvas_on(still_, *this, engine);
  draw(placed_, *canvas, {.slot_texts = false});
  canvas->flush();
}

PixelRect Scene::panel_rect(std::size_t panel) const {
  const PageBox& frame = placed_.panels[panel].frame;
  const auto pixel = [&](double at_pt) { return static_cast<int>(std::lround(at_pt * pixels_per_point_)); };
  const PixelRect rect{page_.x0 + pixel(frame.left), page_.y0 + pixel(frame.top),
                       page_.x0 + pixel(frame.right), page_.y0 + pixel(frame.bottom)};
  return intersection(rect, page_);
}

Point Scene::pixel_from_data(std::size_t panel, Point at) const {
  return pixel_from_page(placed_.panels[panel].page_from_data(at));
}

Point Scene::pixel_from_page(Point at_pt) const {
  return {page_.x0 + at_pt.x * pixels_per_point_, page_.y0 + at_pt.y * pixels_per_point_};
}

Painter::Painter(const Scene& scene)
    : scene_(scene),
      engine_(scene.placed().figure.style.font),
      stamps_(engine_, scene.pixels_per_point(), scene.placed().figure.style.paper),
      picture_(scene.still().width(), scene.still().height()) {}

const PixelBuffer& Painter::paint(const Frame& frame) {
  const PlacedFigure& placed = scene_.placed();
  check_frame(frame, placed.figure);
  copy_pixels(scene_.still(), picture_.bounds(), picture_);
  for (const PanelFrame& panel : frame.panels) paint_marks(panel);
  for (const PanelFrame& panel : frame.panels)
    for (const PlacedText& text : moving_labels(placed, panel.panel, panel.labels, engine_)) stamp(text);
  paint_slots(frame);
  return picture_;
}

void Painter::stamp(const PlacedText& text) {
  stamps_.draw(picture_, scene_.page(), scene_.pixel_from_page(text.at), text);
}

const std::vector<std::uint32_t>& Painter::order_of(std::size_t panel, const Points& points) {
  std::vector<std::uint32_t>& order = orders_[{panel, points.at.size(), points.keep_order}];
  if (order.size() != points.at.size()) order = drawing_order(points.at.size(), points.keep_order, panel);
  return order;
}

void Painter::paint_slots(const Frame& frame) {
  const PlacedFigure& placed = scene_.placed();
  for (const TextSlot& slot : placed.figure.slots) {
    const auto given = std::find_if(frame.texts.begin(), frame.texts.end(),
                                    [&](const SlotText& text) { return text.slot == slot.name; });
    PlacedText text = slot_text(placed, slot.name, given == frame.texts.end() ? slot.text : given->text);
    text.extent = engine_.measure(text.text, text.font);
    stamp(text);
  }
}

// In the order given: points by the blitter, runs of other marks by Cairo.
void Painter::paint_marks(const PanelFrame& panel) {
  const std::span<const Mark> marks(panel.marks);
  for (std::size_t i = 0; i < marks.size();) {
    if (const auto* const points = std::get_if<Points>(&marks[i])) {
      paint_points(panel.panel, *points);
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < marks.size() && !std::holds_alternative<Points>(marks[end])) ++end;
    const auto canvas = canvas_on(picture_, scene_, engine_);
    draw_marks(scene_.placed(), panel.panel, marks.subspan(i, end - i), *canvas);
    canvas->flush();
    i = end;
  }
}

void Painter::paint_points(std::size_t panel, const Points& points) {
  const PlacedFigure& placed = scene_.placed();
  const double scale = scene_.pixels_per_point();
  const PixelRect clip = scene_.panel_rect(panel);
  const bool faint = placed.figure.panels[panel].faint;
  PointLooks looks(points, placed.figure.style);
  const PointOrder order = point_order(points, order_of(panel, points));
  for (const DrawnPoint& next : order.drawn) {
    const Point centre = scene_.pixel_from_data(panel, points.at[next.point]);
    if (next.pie >= 0) {
      paint_pie(order.pies[static_cast<std::size_t>(next.pie)], points, centre, clip, faint);
      continue;
    }
    PointLook look = looks.of(next.point);
    if (faint) look.fill.alpha *= kFaintAlpha;
    look.marker.radius_px *= scale;
    look.marker.outline_px *= scale;
    blitter_.draw(picture_, clip, centre, look.marker, look.fill);
  }
}

void Painter::paint_pie(const Pie& pie, const Points& points, Point centre, const PixelRect& clip,
                        bool faint) {
  const double scale = scene_.pixels_per_point();
  MarkerLook look{.radius_px = pie.radius_pt * scale};
  for (const Wedge& wedge : pie.wedges) {
    look.from = wedge.from;
    look.to = wedge.to;
    Color fill = wedge.color;
    if (faint) fill.alpha *= kFaintAlpha;
    blitter_.draw(picture_, clip, centre, look, fill);
  }
  if (points.outline_pt <= 0) return;
  look = {.radius_px = look.radius_px, .outline_px = points.outline_pt * scale, .outline = points.outline};
  blitter_.draw(picture_, clip, centre, look, with_alpha(points.outline, 0));
}

}  // namespace rssviz::render
