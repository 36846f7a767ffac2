// A film's picture: what stands still, laid out and drawn once, and how one frame is put on top of it.
// A Scene is shared by all threads and never changes; a Painter belongs to one thread at a time.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "render/cairo/text_engine.h"
#include "render/canvas/point_order.h"
#include "render/figure/animation.h"
#include "render/film/text_stamps.h"
#include "render/layout/placed.h"
#include "render/raster/blitter.h"
#include "render/raster/pixels.h"

namespace rssviz::render {

class Scene {
 public:
  // Lays `still` out and draws it, scaled to fit into width x height pixels and centred on its paper.
  Scene(const Figure& still, int width, int height);

  const PlacedFigure& placed() const { return placed_; }
  const PixelBuffer& still() const { return still_; }
  double pixels_per_point() const { return pixels_per_point_; }
  // The part of the picture that the page takes, to the pixel.
  const PixelRect& page() const { return page_; }
  // A panel's data area, in pixels; what moves is clipped to it.
  PixelRect panel_rect(std::size_t panel) const;
  Point pixel_from_page(Point at_pt) const;
  Point pixel_from_data(std::size_t panel, Point at) const;

 private:
  PlacedFigure placed_;
  double pixels_per_point_ = 1;
  PixelRect page_;
  PixelBuffer still_;
};

// Draws frames of one scene, one after another, into a picture of its own.
class Painter {
 public:
  explicit Painter(const Scene& scene);
  // Throws Error{usage} where the frame names a panel or slot that the still hasn't. The picture holds until
  // the next call and depends on nothing but the frame.
  const PixelBuffer& paint(const Frame& frame);

 private:
  void paint_marks(const PanelFrame& panel);
  void paint_points(std::size_t panel, const Points& points);
  void paint_slots(const Frame& frame);
  void stamp(const PlacedText& text);
  void paint_pie(const Pie& pie, const Points& points, Point centre, const PixelRect& clip, bool faint);
  const std::vector<std::uint32_t>& order_of(std::size_t panel, const Points& points);

  const Scene& scene_;
  TextEngine engine_;
  TextStamps stamps_;
  PointBlitter blitter_;
  PixelBuffer picture_;
  // panel, number of points, whether they keep their order -> the order in which they are drawn
  std::map<std::tuple<std::size_t, std::size_t, bool>, std::vector<std::uint32_t>> orders_;
};

}  // namespace rssviz::render
