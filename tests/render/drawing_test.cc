// What reaches the canvas: how dots are drawn, what is clipped away, and what pixels come out.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/rng.h"
#include "render/cairo/image_canvas.h"
#include "render/cairo/text_engine.h"
#include "render/canvas/draw.h"
#include "render/figure/palette.h"
#include "render/layout/layout.h"
#include "tests/render/synthetic_figures.h"

namespace rssviz::render {
namespace {

// Remembers what it was asked to draw.
class Notebook final : public Canvas {
 public:
  struct Stroke {
    std::vector<Point> dots{};  // segments of no length
    Pen pen{};
  };
  void move_to(Point p) override { last_ = p; }
  void line_to(Point p) override {
    if (p.x == last_.x && p.y == last_.y) dots_.push_back(p);
    last_ = p;
  }
  void curve_to(Point, Point, Point p) override { last_ = p; }
  void circle(Point centre, double) override { circles_.push_back(centre); }
  void rectangle(const PageBox&) override {}
  void close_path() override { EXPECT_TRUE(dots_.empty()) << "a dot must not be a closed path"; }
  void fill(Color color) override { use(color); }
  void stroke(const Pen& pen) override {
    strokes.push_back({std::move(dots_), pen});
    use(pen.color);
  }
  void fill_and_stroke(Color color, const Pen&) override {
    outlined += circles_.size();
    use(color);
  }
  void push_clip(const PageBox&) override { ++depth; }
  void pop_clip() override { --depth; }
  void text(Point, std::string_view text, const TextFont&, Color, double) override {
    texts.emplace_back(text);
  }
  void text_halo(Point, std::string_view, const TextFont&, Color, double, double) override {}
  void image(const Pixels&, const PageBox&, bool) override {}
  void begin_raster_layer(const PageBox&, double) override { ++layers; }
  void end_raster_layer() override {}
  bool is_vector() const override { return true; }

  std::vector<Stroke> strokes{};
  std::vector<std::vector<Point>> filled{};  // circles that shared a path
  std::vector<Point> order{};
  std::vector<std::string> texts{};
  std::size_t outlined{0};
  int depth{0};
  int layers{0};

 private:
  void use(Color) {
    if (!circles_.empty()) filled.push_back(circles_);
    order.insert(order.end(), circles_.begin(), circles_.end());
    circles_.clear();
    dots_.clear();
  }
  Point last_{std::nan(""), std::nan("")};
  std::vector<Point> dots_{};
  std::vector<Point> circles_{};
};

Figure scatter(std::size_t count, double alpha) {
  Rng rng(1, "test scatter");
  Points points{.radius_pt = 2};
  const auto& palette = categorical_palette("okabe-ito");
  for (std::size_t i = 0; i < count; ++i) {
    points.at.push_back({rng.uniform(), rng.uniform()});
    points.colors.push_back(with_alpha(palette[i % 3], alpha));
  }
  Figure figure;
  Panel panel{.kind = PanelKind::map, .limits = std::pair{Point{0, 0}, Point{1, 1}}};
  panel.marks.push_back(points);
  figure.panels.push_back(panel);
  return figure;
}

PlacedFigure placed(Figure figure) {
  const TextEngine engine;
  return lay_out(std::move(figure), engine);
}

double nearest(const std::vector<Point>& points) {
  double least = 1e9;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      least = std::min(least, std::hypot(points[i].x - points[j].x, points[i].y - points[j].y));
    }
  }
  return least;
}

TEST(DrawPoints, FewAreExactCirclesAndTranslucentOnesOfOnePathDoNotTouch) {
  Notebook canvas;
  draw(placed(scatter(3000, 0.6)), canvas);
  std::size_t drawn = 0;
  for (const auto& path : canvas.filled) {
    drawn += path.size();
    EXPECT_GE(nearest(path), 4.0);
  }
  EXPECT_EQ(drawn, 3000U);
  EXPECT_LT(canvas.filled.size(), 1500U);
  EXPECT_EQ(canvas.depth, 0);
}

TEST(DrawPoints, ManyAreRoundCapsOfRealSegments) {
  Notebook canvas;
  draw(placed(scatter(9000, 0.6)), canvas);
  std::size_t drawn = 0;
  for (const auto& stroke : canvas.strokes) {
    drawn += stroke.dots.size();
    if (stroke.dots.empty()) continue;
    EXPECT_EQ(stroke.pen.cap, Cap::round);
    EXPECT_EQ(stroke.pen.width_pt, 4.0);
    EXPECT_GE(nearest(stroke.dots), 4.0);
  }
  EXPECT_EQ(drawn, 9000U);
  EXPECT_EQ(canvas.layers, 0);
}

TEST(DrawPoints, OnlyVeryManyGoIntoARasterLayer) {
  Notebook canvas;
  DrawReport report;
  draw(placed(scatter(3000, 0.6)), canvas, {.exact_most = 1000, .compact_most = 2000}, &report);
  EXPECT_EQ(canvas.layers, 1);
  EXPECT_EQ(report.raster_panels, std::vector<std::size_t>{0});
}

TEST(DrawPoints, OrderIsShuffledBySeedUnlessKept) {
  Figure figure = scatter(500, 0.6);
  Notebook a, b, c, kept;
  draw(placed(figure), a, {.seed = 1});
  draw(placed(figure), b, {.seed = 1});
  draw(placed(figure), c, {.seed = 2});
  std::get<Points>(figure.panels[0].marks[0]).keep_order = true;
  const PlacedFigure in_order = placed(figure);
  draw(in_order, kept);
  ASSERT_EQ(a.order.size(), 500U);
  const auto same = [](const std::vector<Point>& p, const std::vector<Point>& q) {
    return std::equal(p.begin(), p.end(), q.begin(), q.end(),
                      [](Point l, Point r) { return l.x == r.x && l.y == r.y; });
  };
  EXPECT_TRUE(same(a.order, b.order));
  EXPECT_FALSE(same(a.order, c.order));
  const auto& data = std::get<Points>(figure.panels[0].marks[0]).at;
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_EQ(kept.order[i].x, in_order.panels[0].page_from_data(data[i]).x);
  }
}

TEST(DrawPoints, YellowOnWhiteIsOutlinedAndGreyIsNot) {
  Figure figure = scatter(300, 1);
  auto& points = std::get<Points>(figure.panels[0].marks[0]);
  points.colors = {categorical_palette("okabe-ito").back()};
  Notebook yellow, grey, dark;
  draw(placed(figure), yellow);
  EXPECT_EQ(yellow.outlined, 300U);
  points.colors = {figure.style.quiet};
  draw(placed(figure), grey);
  EXPECT_EQ(grey.outlined, 0U);
  points.colors = {categorical_palette("okabe-ito").back()};
  figure.style = style_for_theme("talk-dark");
  figure.width_pt = 1920;
  draw(placed(figure), dark);
  EXPECT_EQ(dark.outlined, 0U);
}

TEST(DrawPoints, ThoseOutsideTheFrameAreLeftOut) {
  Figure figure = scatter(10, 1);
  std::get<Points>(figure.panels[0].marks[0]).at[3] = {5, 5};
  std::get<Points>(figure.panels[0].marks[0]).at[4] = {std::nan(""), 0.5};
  Notebook canvas;
  draw(placed(figure), canvas);
  EXPECT_EQ(canvas.order.size(), 8U);
}

TEST(DrawSlots, FilmsReplaceTheTextAndStillsKeepIt) {
  const PlacedFigure figure = placed(synthetic::film_frame());
  const TextEngine engine;
  Notebook still, without, frame;
  draw(figure, still);
  draw(figure, without, {.slot_texts = false});
  draw_frame(figure, {.texts = {{"stage", "epoch 13 of 35"}}}, frame, engine);
  const auto has = [](const Notebook& n, const std::string& t) {
    return std::count(n.texts.begin(), n.texts.end(), t) == 1;
  };
  EXPECT_TRUE(has(still, "epoch 12 of 35"));
  EXPECT_FALSE(has(without, "epoch 12 of 35"));
  EXPECT_TRUE(has(frame, "epoch 13 of 35"));
  EXPECT_TRUE(has(frame, "Each dot is the state of the network after one word."));
  EXPECT_THROW(draw_slot_text(figure, "nothing", "x", frame), Error);
}

// Pixels on white: a disc's centre has its colour, its surroundings the paper's.
TEST(ImageCanvas, DrawsBothKindsOfDotsAlike) {
  TextEngine engine;
  const PlacedFigure figure = placed(scatter(1, 1));
  const int side = 400;
  const Point at = figure.panels[0].page_from_data(std::get<Points>(figure.figure.panels[0].marks[0]).at[0]);
  for (const PointsMode mode : {PointsMode::exact, PointsMode::compact}) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side * side * 4), 0);
    const auto canvas = make_image_canvas({pixels.data(), side, side, side * 4}, 1, engine);
    draw(figure, *canvas, {.points = mode});
    canvas->flush();
    const auto pixel = [&](double x, double y, std::size_t channel) {
      return pixels[static_cast<std::size_t>(static_cast<int>(y) * side + static_cast<int>(x)) * 4 + channel];
    };
    EXPECT_NEAR(pixel(at.x, at.y, 0), 0xB2, 1);
    EXPECT_NEAR(pixel(at.x, at.y, 1), 0x72, 1);
    EXPECT_NEAR(pixel(at.x, at.y, 2), 0x00, 1);
    EXPECT_EQ(pixel(at.x + 4, at.y, 0), 255);
    EXPECT_EQ(pixel(at.x, at.y, 3), 255);
  }
}

TEST(DrawMarks, DrawsOnlyThePanelsNewMarks) {
  const PlacedFigure figure = placed(synthetic::map_grid());
  Notebook canvas;
  const std::vector<Mark> marks{Points{.at = {{0, 0}}, .colors = {{0, 0, 0, 1}}}};
  draw_marks(figure, 4, marks, canvas);
  ASSERT_EQ(canvas.order.size(), 1U);
  EXPECT_TRUE(figure.panels[4].frame.contains(canvas.order[0]));
  EXPECT_TRUE(canvas.texts.empty());
}

}  // namespace
}  // namespace rssviz::render
