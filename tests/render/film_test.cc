#include "render/film/film.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/error.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "film_tools.h"
#include "render/cairo/image_canvas.h"
#include "render/canvas/draw.h"
#include "render/film/frames_equal.h"
#include "render/film/scene.h"
#include "render/provenance/recipe.h"
#include "render/video/film_file.h"

namespace rssviz::render {
namespace {

const FilmOptions kSmall{.width = 480, .height = 270};
constexpr Color kGreen{0, 158, 115, 1.0};
constexpr std::size_t kMap = 0;
constexpr std::size_t kChart = 1;

Figure still() {
  Figure figure;
  figure.style = style_for_theme("talk-light");
  figure.width_pt = 1920;
  figure.height_pt = 1080;
  Panel map{.kind = PanelKind::map, .title = "states", .column = 0};
  map.limits = {{Point{-1, -1}, Point{1, 1}}};
  Panel chart{.kind = PanelKind::chart, .title = "error", .column = 1};
  chart.x = {.label = "epoch", .low = 0, .high = 1};
  chart.y = {.label = "error", .low = 0, .high = 1};
  figure.panels = {map, chart};
  figure.slots = {{.name = "stage", .text = "still", .widest = "stage 000"},
                  {.name = "note", .text = "a note that stays", .widest = "a note that stays"}};
  return figure;
}

// Points that circle, a curve that grows, a text that counts; the last third is held.
Animation animation(std::size_t frames) {
  Animation film;
  film.frames = frames;
  film.still = still();
  film.poster_frame = frames / 2;
  film.moving_at = [frames](std::size_t number) {
    const std::size_t at = std::min(number, frames - frames / 3);
    const double share = static_cast<double>(at) / static_cast<double>(frames);
    Points points{.colors = {kGreen}, .radius_pt = 12};
    for (int i = 0; i < 60; ++i)
      points.at.push_back({.9 * std::cos(i + share), .015 * i * std::sin(i + share)});
    Line curve{.color = {0, 0, 0, 1.0}, .width_pt = 4};
    for (int i = 0; i <= 20; ++i) curve.at.push_back({share * i / 20, std::exp(-3 * share * i / 20)});
    Frame frame;
    frame.panels = {{.panel = kMap, .marks = {points}, .labels = {}},
                    {.panel = kChart, .marks = {curve, Rule{.at = .5}}, .labels = {}}};
    frame.texts = {{.slot = "stage", .text = "stage " + std::to_string(at)}};
    return frame;
  };
  film.chapters = {{0, "start"}, {frames / 2, "learning"}};
  return film;
}

// Asks to stop once `limit` of the film's steps are done.
class StopAt final : public Progress {
 public:
  explicit StopAt(std::size_t limit) : limit_(limit) {}
  void begin(std::string_view, std::size_t total) override { total_ = total; }
  void advance(std::size_t done) override { done_ = done; }
  void note(std::string_view) override {}
  void warn(std::string_view) override {}
  bool stop_requested() const override { return done_ >= limit_; }
  std::size_t done() const { return done_; }
  std::size_t total() const { return total_; }

 private:
  std::size_t limit_;
  std::size_t total_ = 0;
  std::atomic<std::size_t> done_ = 0;
};

void write(const Animation& film, const std::filesystem::path& path, int threads = 2,
           const FilmOptions& options = kSmall) {
  const Workers workers(threads);
  SilentProgress silent;
  write_film(film, path, options, "Learning", "{\"kind\":\"film\"}", {workers, silent});
}

TEST(Film, SameBytesAtAnyNumberOfThreads) {
  const testing::TestFolder folder("film-threads");
  std::vector<std::string> bytes;
  for (const int threads : {1, 2, 3}) {
    const auto path = folder.path() / (std::to_string(threads) + ".mp4");
    write(animation(190), path, threads);  // three groups
    bytes.push_back(read_file(path));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

TEST(Film, DecodedFramesAreTheDrawnOnes) {
  const testing::TestFolder folder("film-decoded");
  const Animation film = animation(30);
  write(film, folder.path() / "a.mp4");
  const std::vector<YuvFrame> decoded = testing::decode(folder.path() / "a.mp4", 480, 270);
  ASSERT_EQ(decoded.size(), 30U);
  for (const std::size_t number : {0U, 1U, 13U, 29U}) {
    YuvFrame drawn;
    convert_to_yuv(frame_pixels(film, number, kSmall), drawn);
    EXPECT_GT(testing::psnr(decoded[number].y, drawn.y), 36) << number;
  }
}

TEST(Film, CarriesChaptersTitleAndRecipe) {
  const testing::TestFolder folder("film-tags");
  const auto path = folder.path() / "a.mp4";
  write(animation(20), path);
  EXPECT_EQ(read_recipe(path), "{\"kind\":\"film\"}");
  EXPECT_EQ(read_film_file(path).title, "Learning");
  EXPECT_EQ(testing::output_of("ffprobe -v error -show_entries chapter_tags=title -of csv=p=0 '" +
                               path.string() + "'"),
            "start\nlearning\n");
}

TEST(Film, AnInterruptLeavesNothing) {
  const testing::TestFolder folder("film-interrupt");
  const Workers workers(2);
  StopAt progress(10);
  try {
    write_film(animation(300), folder.path() / "a.mp4", kSmall, "", "{}", {workers, progress});
    ADD_FAILURE() << "not interrupted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
  EXPECT_TRUE(folder.is_empty());
  EXPECT_LT(progress.done(), 100U);
}

TEST(Film, AFrameThatFailsLeavesNothingAndSaysWhich) {
  const testing::TestFolder folder("film-fails");
  Animation film = animation(60);
  film.moving_at = [inner = film.moving_at](std::size_t number) {
    Frame frame = inner(number);
    if (number == 37) frame.panels[0].panel = 9;
    return frame;
  };
  try {
    write(film, folder.path() / "a.mp4");
    ADD_FAILURE() << "drawn in a panel that isn't there";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("while filming a.mp4: frame 37"), std::string::npos)
        << error.what();
  }
  EXPECT_TRUE(folder.is_empty());
}

TEST(Film, ReportsEveryFrame) {
  const testing::TestFolder folder("film-progress");
  const Workers workers(2);
  StopAt progress(1000);
  write_film(animation(21), folder.path() / "a.mp4", kSmall, "", "", {workers, progress});
  EXPECT_EQ(progress.total(), 21U);
  EXPECT_EQ(progress.done(), 21U);
}

// The blitter's markers are those that Cairo draws in a still.
TEST(Painter, DrawsMarkersAsAStillShowsThem) {
  const Scene scene(still(), 1920, 1080);
  Painter painter(scene);
  for (const MarkerShape shape :
       {MarkerShape::circle, MarkerShape::ring, MarkerShape::square, MarkerShape::triangle,
        MarkerShape::diamond, MarkerShape::cross, MarkerShape::plus, MarkerShape::star}) {
    for (const Color color : {kGreen, Color{240, 228, 66, .8}}) {
      Points points{.colors = {color}, .shape = shape, .radius_pt = 9};
      if (shape == MarkerShape::square) points.outline_pt = 2;
      for (int i = 0; i < 7; ++i)
        for (int j = 0; j < 7; ++j) points.at.push_back({-.6 + .201 * i, -.6 + .203 * j});
      Frame frame;
      frame.panels = {{.panel = kMap, .marks = {points}, .labels = {}}};
      YuvFrame drawn, expected;
      convert_to_yuv(painter.paint(frame), drawn);
      PixelBuffer by_cairo = scene.still();
      {
        TextEngine engine;
        const auto canvas =
            make_image_canvas({by_cairo.bytes(), 1920, 1080, by_cairo.stride_bytes()}, 1, engine);
        draw_frame(scene.placed(), frame, *canvas, engine);
      }
      convert_to_yuv(by_cairo, expected);
      EXPECT_GT(testing::psnr(drawn.y, expected.y), 45) << static_cast<int>(shape);
      EXPECT_GT(testing::psnr(drawn.cr, expected.cr), 45) << static_cast<int>(shape);
    }
  }
}

// A painter that drew other frames before gives the picture of a new one.
TEST(Painter, DependsOnTheFrameAlone) {
  const Animation film = animation(30);
  const Scene scene(film.still, 480, 270);
  Painter used(scene);
  for (const std::size_t number : {25U, 3U, 11U}) used.paint(film.moving_at(number));
  const PixelBuffer& again = used.paint(film.moving_at(7));
  const PixelBuffer fresh = frame_pixels(film, 7, kSmall);
  EXPECT_TRUE(std::equal(fresh.pixels().begin(), fresh.pixels().end(), again.pixels().begin()));
}

TEST(Painter, ClipsPointsToTheirPanel) {
  const Scene scene(still(), 960, 540);
  Frame frame;
  Points points{.colors = {kGreen}, .radius_pt = 60};
  for (int i = 0; i < 24; ++i) points.at.push_back({1.02 * std::cos(i * .26), 1.02 * std::sin(i * .26)});
  points.at.push_back({1, 1});
  points.at.push_back({-1, -1});
  frame.panels = {{.panel = kMap, .marks = {points}, .labels = {}}};
  const PixelRect rect = scene.panel_rect(kMap);
  Painter painter(scene), still_painter(scene);
  const PixelBuffer& drawn = painter.paint(frame);
  const PixelBuffer& empty = still_painter.paint({});
  for (int y = 0; y < drawn.height(); ++y)
    for (int x = 0; x < drawn.width(); ++x)
      if (x < rect.x0 || x >= rect.x1 || y < rect.y0 || y >= rect.y1) {
        ASSERT_EQ(drawn.row(y)[x], empty.row(y)[x]) << x << " " << y;
      }
  EXPECT_NE(drawn.row(rect.y0 + 1)[rect.x1 - 2], empty.row(rect.y0 + 1)[rect.x1 - 2]);
}

TEST(Painter, PointsStandWhereTheirDataSays) {
  const Scene scene(still(), 960, 540);
  Frame frame;
  frame.panels = {{.panel = kMap,
                   .marks = {Points{.at = {{.25, -.5}}, .colors = {kGreen}, .radius_pt = 10}},
                   .labels = {}}};
  Painter painter(scene);
  const PixelBuffer& drawn = painter.paint(frame);
  const Point at = scene.pixel_from_data(kMap, {.25, -.5});
  const PixelRect rect = scene.panel_rect(kMap);
  const double middle_x = (rect.x0 + rect.x1) / 2.0;
  const double middle_y = (rect.y0 + rect.y1) / 2.0;
  EXPECT_NEAR((at.y - middle_y) / (at.x - middle_x), 2, .05);  // a map's scales are equal
  EXPECT_GT((at.x - middle_x) / (rect.x1 - rect.x0), .1);
  EXPECT_EQ(drawn.row(static_cast<int>(at.y))[static_cast<int>(at.x)], premultiplied(kGreen));
}

TEST(Painter, WritesSlotTexts) {
  const Scene scene(still(), 960, 540);
  Painter a(scene), b(scene), c(scene);
  const auto same = [](const PixelBuffer& x, const PixelBuffer& y) {
    return std::equal(x.pixels().begin(), x.pixels().end(), y.pixels().begin());
  };
  Frame stage;
  stage.texts = {{.slot = "stage", .text = "stage 7"}};
  Frame as_still;
  as_still.texts = {{.slot = "stage", .text = "still"}};
  EXPECT_FALSE(same(a.paint(stage), b.paint({})));
  EXPECT_TRUE(same(b.paint({}), c.paint(as_still)));
  EXPECT_FALSE(same(b.paint({}), scene.still()));
  EXPECT_THROW(a.paint({.panels = {}, .texts = {{.slot = "nowhere", .text = "x"}}}), Error);
}

TEST(Painter, CentresAPageOfAnotherShape) {
  Figure narrow = still();
  narrow.width_pt = 1080;
  const Scene scene(narrow, 480, 270);
  EXPECT_EQ(scene.page(), (PixelRect{105, 0, 375, 270}));
  EXPECT_EQ(scene.still().row(100)[20], premultiplied(with_alpha(narrow.style.paper, 1)));
}

TEST(FramesEqual, SeesEveryDifference) {
  const Animation film = animation(30);
  const Frame frame = film.moving_at(3);
  EXPECT_TRUE(frames_equal(frame, film.moving_at(3)));
  EXPECT_TRUE(frames_equal(film.moving_at(25), film.moving_at(29)));
  EXPECT_FALSE(frames_equal(frame, film.moving_at(4)));
  Frame other = frame;
  std::get<Points>(other.panels[0].marks[0]).at[5].y += 1e-9;
  EXPECT_FALSE(frames_equal(frame, other));
  other = frame;
  std::get<Points>(other.panels[0].marks[0]).colors[0].alpha = .5;
  EXPECT_FALSE(frames_equal(frame, other));
  other = frame;
  std::get<Line>(other.panels[1].marks[0]).width_pt = 1;
  EXPECT_FALSE(frames_equal(frame, other));
  other = frame;
  other.texts[0].text = "stage 4";
  EXPECT_FALSE(frames_equal(frame, other));
  other = frame;
  other.panels[1].marks.pop_back();
  EXPECT_FALSE(frames_equal(frame, other));
}

TEST(Poster, IsTheFrameAsAFigure) {
  const Animation film = animation(30);
  const Figure figure = figure_of_frame(film, 10);
  EXPECT_EQ(figure.panels[kMap].marks.size(), 1U);
  EXPECT_EQ(figure.panels[kChart].marks.size(), 2U);
  EXPECT_EQ(figure.slots[0].text, "stage 10");
  EXPECT_EQ(figure.slots[1].text, "a note that stays");
  EXPECT_THROW(figure_of_frame(film, 30), Error);
}

TEST(Poster, ThreeFilesWithTheRecipe) {
  const testing::TestFolder folder("posters");
  const Workers workers(2);
  SilentProgress silent;
  std::string recipe = R"({"a":"(\\) <&> \"q\"",)";
  while (recipe.size() < 20000) recipe += R"("inputs":["runs/lstm (1)/states.npz","\u00e9"],)";
  recipe += "\"z\":0}";
  for (const char* format : {"pdf", "png", "svg"}) {
    const auto written =
        write_posters(animation(12), folder.path() / "a.mp4", format, recipe, {workers, silent});
    ASSERT_EQ(written.size(), 3U);
    EXPECT_EQ(written[0], folder.path() / (std::string("a-first.") + format));
    EXPECT_EQ(written[1], folder.path() / (std::string("a-last.") + format));
    EXPECT_EQ(written[2], folder.path() / (std::string("a-poster.") + format));
    for (const auto& path : written) EXPECT_EQ(read_recipe(path), recipe) << path;
  }
}

TEST(Poster, ARecipeIsPutInOnceAndNeverReplaced) {
  const testing::TestFolder folder("put-recipe");
  const auto path = folder.path() / "a.svg";
  write_file(path, "<svg>\n</svg>\n");
  put_recipe(path, "{}");
  const std::string once = read_file(path);
  put_recipe(path, "{}");
  EXPECT_EQ(read_file(path), once);
  EXPECT_THROW(put_recipe(path, "{\"a\":1}"), Error);
  EXPECT_THROW(put_recipe(path, "two\nlines"), Error);
}

}  // namespace
}  // namespace rssviz::render
