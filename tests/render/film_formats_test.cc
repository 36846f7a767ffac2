// Films in other formats than MP4: as many frames, the same colours, the same bytes, the recipe in them.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/output_file.h"
#include "render/film/film.h"
#include "render/provenance/recipe.h"
#include "render/video/deep_yuv.h"
#include "render/video/paletted.h"
#include "tests/render/film_tools.h"

namespace rssviz::render {
namespace {

namespace fs = std::filesystem;
constexpr Color kGreen{0, 158, 115, 1.0};
const std::string kRecipe = "{\"kind\":\"film\"}";

// A green box that grows over half of the picture.
Animation growing_box(std::size_t frames) {
  Animation film;
  film.frames_per_second = 20;
  film.frames = frames;
  film.still.style = style_for_theme("talk-light");
  film.still.width_pt = 1920;
  film.still.height_pt = 1080;
  Panel panel{.kind = PanelKind::map};
  panel.limits = {{Point{0, 0}, Point{1, 1}}};
  film.still.panels = {panel};
  film.moving_at = [frames](std::size_t number) {
    const double share = static_cast<double>(number + 1) / static_cast<double>(frames);
    Frame frame;
    frame.panels = {{0, {Rectangles{.boxes = {{0, 0, share, 1}}, .colors = {kGreen}}}, {}}};
    return frame;
  };
  return film;
}

void write(const Animation& film, const fs::path& path, FilmFormat format, int threads) {
  const Workers workers(threads);
  SilentProgress silent;
  write_film(film, path, {.format = format, .width = 320, .height = 180}, "A box", kRecipe,
             {workers, silent});
  if (format == FilmFormat::gif) put_recipe(path, kRecipe);
}

struct FormatCase {
  FilmFormat format;
  const char* suffix;
  const char* codec;
  int tolerance;  // of a colour, of 255
};
const FormatCase kCases[] = {{FilmFormat::vp9, ".webm", "vp9", 3},
                             {FilmFormat::prores, ".mov", "prores", 3},
                             {FilmFormat::gif, ".gif", "gif", 1}};

TEST(FilmFormats, HoldTheirFramesTheirColoursAndTheirRecipe) {
  const testing::TestFolder folder("film-formats");
  for (const FormatCase& test : kCases) {
    const fs::path path = folder.path() / (std::string("a") + test.suffix);
    write(growing_box(24), path, test.format, 2);
    EXPECT_EQ(testing::output_of("ffprobe -v error -count_frames -select_streams v:0 -show_entries "
                                 "stream=codec_name,nb_read_frames -of csv=p=0 '" +
                                 path.string() + "'"),
              std::string(test.codec) + ",24\n");
    EXPECT_EQ(read_recipe(path), kRecipe) << test.suffix;
    // The middle of the last picture lies in the box.
    const std::string raw = testing::output_of(
        "ffmpeg -v error -i '" + path.string() +
        "' -vf \"scale=in_color_matrix=bt709:in_range=auto\" -f rawvideo -pix_fmt rgb24 -");
    constexpr std::size_t kFrame = 320 * 180 * 3;
    ASSERT_GE(raw.size(), 24 * kFrame) << test.suffix;
    const std::size_t at = 23 * kFrame + (90 * 320 + 160) * 3;
    const int expected[3] = {kGreen.red, kGreen.green, kGreen.blue};
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(static_cast<unsigned char>(raw[at + c]), expected[c], test.tolerance) << test.suffix << c;
  }
}

TEST(FilmFormats, AreTheSameBytesAtAnyNumberOfThreads) {
  const testing::TestFolder folder("film-formats-threads");
  for (const FormatCase& test : kCases) {
    const fs::path one = folder.path() / (std::string("one") + test.suffix),
                   three = folder.path() / (std::string("three") + test.suffix);
    write(growing_box(24), one, test.format, 1);
    write(growing_box(24), three, test.format, 3);
    EXPECT_EQ(read_file(one), read_file(three)) << test.suffix;
  }
}

TEST(FilmFormats, FramesComeAsPicturesWithTheirRecipeAndNothingIsOverwritten) {
  const testing::TestFolder folder("film-frames");
  const Workers workers(2);
  SilentProgress silent;
  const fs::path path = folder.path() / "frames";
  write_frames(growing_box(12), path, {.width = 320, .height = 180}, kRecipe, {workers, silent});
  EXPECT_EQ(std::distance(fs::directory_iterator(path), fs::directory_iterator()), 12);
  EXPECT_EQ(read_recipe(path / "frame-0012.png"), kRecipe);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
  EXPECT_THROW(write_frames(growing_box(12), path, {.width = 320, .height = 180}, kRecipe, {workers, silent}),
               Error);
  EXPECT_TRUE(fs::exists(path / "frame-0001.png"));
}

TEST(DeepYuv, GivesTheLevelsOfTheStandard) {
  DeepYuvFrame frame;
  convert_to_deep_yuv(PixelBuffer(4, 2, 0xFFFFFFFF), frame);
  EXPECT_EQ(frame.y[0], 940);
  EXPECT_EQ(frame.cb[0], 512);
  EXPECT_EQ(frame.cr[0], 512);
  convert_to_deep_yuv(PixelBuffer(4, 2, 0xFF000000), frame);
  EXPECT_EQ(frame.y[0], 64);
  convert_to_deep_yuv(PixelBuffer(4, 2, 0xFFFF0000), frame);  // red: Cr at its most
  EXPECT_EQ(frame.cr[0], 960);
  EXPECT_EQ(frame.y[0], std::lround(64 + 876 * .2126));
  EXPECT_THROW(convert_to_deep_yuv(PixelBuffer(3, 2), frame), Error);
}

TEST(Palette, KeepsRareColoursAndTheWhiteOfThePaper) {
  PixelBuffer picture(100, 100, 0xFFFFFFFF);
  for (int x = 0; x < 100; ++x) {
    const auto grey = static_cast<std::uint32_t>(255 - x);
    picture.row(1)[x] = 0xFF000000 | grey << 16 | grey << 8 | grey;
  }
  picture.row(50)[50] = 0xFFD55E00;
  const std::vector<PixelBuffer> pictures{picture};
  const auto palette = std::make_shared<Palette256>(palette_of(pictures));
  PaletteFrame frame;
  convert_to_palette(picture, palette, frame);
  EXPECT_EQ(palette->colors[frame.index[50 * 100 + 50]], 0xFFD55E00U);
  // A row of shades shares the paper's cell, and moves its mean by less than one.
  EXPECT_GE(palette->colors[frame.index[99 * 100]] & 255, 254U);
  EXPECT_THROW(palette_of({}), Error);
}

TEST(GifRecipe, RefusesWhatIsNoGif) {
  EXPECT_THROW(recipe_in_gif("GIF89a"), Error);
  EXPECT_THROW(gif_with_recipe("hello", "{}"), Error);
}

}  // namespace
}  // namespace rssviz::render
