#include <gtest/gtest.h>

#include <sstream>

#include "core/error.h"
#include "core/output_file.h"
#include "film_tools.h"
#include "render/raster/blitter.h"
#include "render/video/encoder.h"
#include "render/video/film_file.h"

namespace rssviz::render {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 180;

// Discs that wander over white.
YuvFrame picture(int number) {
  PixelBuffer pixels(kWidth, kHeight, 0xFFFFFFFF);
  PointBlitter blitter;
  for (int i = 0; i < 40; ++i)
    blitter.draw(pixels, pixels.bounds(), {i * 8 + number * .7, 20 + (i * 37) % 140 + number * .3},
                 {.radius_px = 5}, {0, 158, 115, 1.0});
  YuvFrame frame;
  convert_to_yuv(pixels, frame);
  return frame;
}

void write_test_film(const std::filesystem::path& path, int frames, const FilmTags& tags = {}) {
  Encoder encoder(path, {.width = kWidth, .height = kHeight}, tags, static_cast<std::size_t>(frames));
  for (int i = 0; i < frames; ++i) encoder.write(picture(i));
  encoder.finish();
}

TEST(Encoder, WritesWhatPlayersEverywhereTake) {
  const testing::TestFolder folder("encoder");
  const auto film = folder.path() / "a.mp4";
  write_test_film(film, 75);
  EXPECT_EQ(testing::probe(film,
                           "-count_frames -show_entries stream=codec_name,profile,width,height,pix_fmt,"
                           "color_range,color_space,color_transfer,color_primaries,chroma_location,"
                           "r_frame_rate,nb_read_frames"),
            "h264\nHigh\n320\n180\nyuv420p\ntv\nbt709\nbt709\nbt709\nleft\n30/1\n75\n");
  EXPECT_EQ(testing::probe(film, "-show_entries format=duration"), "2.500000\n");
}

TEST(Encoder, TimeStampsAreEven) {
  const testing::TestFolder folder("stamps");
  write_test_film(folder.path() / "a.mp4", 9);
  const std::string times = testing::probe(folder.path() / "a.mp4", "-show_entries frame=pts_time");
  EXPECT_EQ(times,
            "0.000000\n0.033333\n0.066667\n0.100000\n0.133333\n0.166667\n0.200000\n0.233333\n0.266667\n");
}

TEST(Encoder, GroupsAreOfTwoSecondsTheLastOfUpToFour) {
  const auto counts = [](FilmFormat format, int rate, std::size_t frames) {
    std::vector<std::size_t> found;
    std::size_t next = 0;
    for (const FrameGroup& group : groups_of({.format = format, .frames_per_second = rate}, frames)) {
      EXPECT_EQ(group.first, next);
      found.push_back(group.count);
      next += group.count;
    }
    return found;
  };
  using Counts = std::vector<std::size_t>;
  EXPECT_EQ(counts(FilmFormat::h264, 30, 1), Counts{1});
  EXPECT_EQ(counts(FilmFormat::h264, 30, 119), Counts{119});
  EXPECT_EQ(counts(FilmFormat::vp9, 30, 120), (Counts{60, 60}));
  EXPECT_EQ(counts(FilmFormat::prores, 10, 75), (Counts{20, 20, 35}));
  EXPECT_EQ(counts(FilmFormat::gif, 10, 75), Counts{75});
}

TEST(Encoder, GroupsEncodedApartInAnyOrderGiveTheSameFilm) {
  const testing::TestFolder folder("groups");
  const EncoderOptions options{.width = kWidth, .height = kHeight};
  constexpr std::size_t kFrames = 187;
  write_test_film(folder.path() / "a.mp4", kFrames);
  const std::vector<FrameGroup> groups = groups_of(options, kFrames);
  std::vector<EncodedGroup> encoded(groups.size());
  for (std::size_t g = groups.size(); g-- > 0;) {
    GroupEncoder encoder(options, groups[g]);
    for (std::size_t i = 0; i < groups[g].count; ++i)
      encoder.write(picture(static_cast<int>(groups[g].first + i)));
    encoded[g] = encoder.finish();
  }
  {
    Encoder film(folder.path() / "b.mp4", options, {}, kFrames);
    for (EncodedGroup& group : encoded) film.add(std::move(group));
    film.finish();
  }
  EXPECT_EQ(read_file(folder.path() / "a.mp4"), read_file(folder.path() / "b.mp4"));
  // Each group begins with a whole picture, and time runs evenly from one to the next.
  std::istringstream frames(
      testing::probe(folder.path() / "b.mp4", "-show_entries frame=key_frame,pts_time"));
  for (std::size_t i = 0; i < kFrames; ++i) {
    int is_key = 0;
    double time = 0;
    ASSERT_TRUE(frames >> is_key >> time) << i;
    EXPECT_TRUE(is_key == 1 || i % 60 != 0) << i;
    EXPECT_NEAR(time, static_cast<double>(i) / 30, 1e-4) << i;
  }
  std::string more;
  EXPECT_FALSE(frames >> more);
}

TEST(Encoder, PutsTheIndexInFront) {
  const testing::TestFolder folder("faststart");
  write_test_film(folder.path() / "a.mp4", 3);
  const std::string bytes = read_file(folder.path() / "a.mp4");
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
}

TEST(Encoder, DecodedFramesAreTheDrawnOnes) {
  const testing::TestFolder folder("psnr");
  write_test_film(folder.path() / "a.mp4", 20);
  const std::vector<YuvFrame> decoded = testing::decode(folder.path() / "a.mp4", kWidth, kHeight);
  ASSERT_EQ(decoded.size(), 20U);
  for (int i = 0; i < 20; ++i) {
    const YuvFrame drawn = picture(i);
    EXPECT_GT(testing::psnr(decoded[static_cast<std::size_t>(i)].y, drawn.y), 38);
    // The neighbour is another picture: the order is kept.
    EXPECT_LT(testing::psnr(decoded[static_cast<std::size_t>(i)].y, picture(i + 3).y), 28);
  }
}

TEST(Encoder, ColoursComeBack) {
  const testing::TestFolder folder("colour");
  Encoder encoder(folder.path() / "a.mp4", {.width = 64, .height = 64}, {}, 5);
  YuvFrame frame;
  convert_to_yuv(PixelBuffer(64, 64, 0xFF009E73), frame);
  for (int i = 0; i < 5; ++i) encoder.write(frame);
  encoder.finish();
  for (const YuvFrame& decoded : testing::decode(folder.path() / "a.mp4", 64, 64)) {
    const auto color = testing::rgb(decoded.y[2080], decoded.cb[528], decoded.cr[528]);
    EXPECT_NEAR(color[0], 0, 2);
    EXPECT_NEAR(color[1], 0x9E, 2);
    EXPECT_NEAR(color[2], 0x73, 2);
  }
}

TEST(Encoder, SameFramesGiveTheSameBytes) {
  const testing::TestFolder folder("bytes");
  const FilmTags tags{.title = "t", .recipe = "{}", .chapters = {{0, "one"}}};
  write_test_film(folder.path() / "a.mp4", 40, tags);
  write_test_film(folder.path() / "b.mp4", 40, tags);
  EXPECT_EQ(read_file(folder.path() / "a.mp4"), read_file(folder.path() / "b.mp4"));
}

TEST(Encoder, KeepsChaptersAndTags) {
  const testing::TestFolder folder("chapters");
  const auto film = folder.path() / "a.mp4";
  write_test_film(
      film, 60,
      {.title = "Learning", .recipe = "{\"a\":1}", .chapters = {{0, "start"}, {15, "learn"}, {45, "hold"}}});
  EXPECT_EQ(
      testing::output_of("ffprobe -v error -show_entries chapter=start_time,end_time:chapter_tags=title "
                         "-of csv=p=0 '" +
                         film.string() + "'"),
      "0.000000,0.500000,start\n0.500000,1.500000,learn\n1.500000,2.000000,hold\n");
  const FilmFile found = read_film_file(film);
  EXPECT_EQ(found.title, "Learning");
  EXPECT_EQ(found.comment, "{\"a\":1}");
  EXPECT_EQ(found.frames, 60);
  EXPECT_EQ(found.width, kWidth);
  EXPECT_EQ(found.height, kHeight);
}

TEST(Encoder, HoldsNoDateAndNoVersion) {
  const testing::TestFolder folder("dates");
  write_test_film(folder.path() / "a.mp4", 2);
  EXPECT_EQ(testing::output_of("ffprobe -v error -show_entries format_tags=creation_time,encoder:stream_tags="
                               "creation_time -of csv=p=0 '" +
                               (folder.path() / "a.mp4").string() + "'")
                .find_first_of("0123456789"),
            std::string::npos);
}

TEST(Encoder, AFrameMissingLeavesNothing) {
  const testing::TestFolder folder("missing");
  {
    Encoder encoder(folder.path() / "a.mp4", {.width = kWidth, .height = kHeight}, {}, 3);
    encoder.write(picture(0));
    EXPECT_THROW(encoder.finish(), Error);
  }
  EXPECT_TRUE(folder.is_empty());
}

TEST(Encoder, AnUnfinishedFilmLeavesNothing) {
  const testing::TestFolder folder("unfinished");
  {
    Encoder encoder(folder.path() / "a.mp4", {.width = kWidth, .height = kHeight}, {}, 100);
    for (int i = 0; i < 60; ++i) encoder.write(picture(i));
  }
  EXPECT_TRUE(folder.is_empty());
}

void expect_refused(const EncoderOptions& options, const std::string& field) {
  try {
    options.check();
    ADD_FAILURE() << field;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_EQ(std::string(error.what()).find(field + " = "), 0U) << error.what();
  }
}

TEST(Encoder, NamesWhatItCannotTake) {
  expect_refused({.width = 321}, "width");
  expect_refused({.height = 181}, "height");
  expect_refused({.width = 8}, "width");
  expect_refused({.frames_per_second = 0}, "frames_per_second");
  expect_refused({.crf = 52}, "crf");
  expect_refused({.preset = "fastest"}, "preset");
  const testing::TestFolder folder("refused");
  const auto film = folder.path() / "a.mp4";
  EXPECT_THROW(Encoder(film, {}, {}, 0), Error);
  EXPECT_THROW(Encoder(film, {}, {.chapters = {{5, "late"}}}, 5), Error);
  EXPECT_THROW(Encoder(film, {}, {.chapters = {{2, "b"}, {2, "a"}}}, 5), Error);
  Encoder encoder(film, {}, {}, 1);
  EXPECT_THROW(encoder.write(picture(0)), Error);
}

TEST(FilmFile, SaysWhatIsWrongWithAFile) {
  const testing::TestFolder folder("film-file");
  write_file(folder.path() / "a.mp4", "not a film");
  for (const auto& [name, kind] :
       {std::pair{"a.mp4", ErrorKind::data}, std::pair{"b.mp4", ErrorKind::no_input}})
    try {
      read_film_file(folder.path() / name);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
    }
}

}  // namespace
}  // namespace rssviz::render
