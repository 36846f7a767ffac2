// SVG with its texts as texts: what they say, and that the picture is that of the outlines.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <regex>
#include <set>
#include <string>

#include "core/error.h"
#include "core/output_file.h"
#include "render/cairo/write_figure.h"
#include "render/svg/svg_number.h"
#include "render/svg/svg_text.h"
#include "tests/render/film_tools.h"
#include "tests/render/synthetic_figures.h"

namespace rssviz::render {
namespace {

TEST(SvgNumber, IsShortAndRoundedToAThousandth) {
  EXPECT_EQ(svg_number(.5), ".5");
  EXPECT_EQ(svg_number(-.12345), "-.123");
  EXPECT_EQ(svg_number(12), "12");
  EXPECT_EQ(svg_number(100), "100");
  EXPECT_EQ(svg_number(-.0001), "0");
  EXPECT_EQ(svg_number(0), "0");
}

TEST(SvgText, KeepsWordsWholeAndEscapesWhatXmlDoesNotTake) {
  EXPECT_EQ(svg_text_content("cup & glass <1"), "cup &amp; glass &lt;1");
}

// XML 1.0, production 2: these can't stand in a document, not even escaped.
TEST(SvgText, HoldsOnlyCharactersThatXmlHas) {
  for (int code = 1; code < 0x20; ++code)
    EXPECT_EQ(svg_text_content(std::string("a") + static_cast<char>(code) + "b"), "a b") << code;
  EXPECT_EQ(svg_text_content(std::string("a\0b", 3)), "a b");
  EXPECT_EQ(svg_text_content("$\x01$"), " ");
  EXPECT_EQ(svg_text_content("caf\xE9 \xEF\xBF\xBF"), "caf\uFFFD \uFFFD");
  EXPECT_EQ(xml_escaped("\x1B[2J<\xED\xA0\x80"), " [2J&lt;\uFFFD\uFFFD\uFFFD");
}

// Groups within groups end somewhere; a reader that calls itself for each would end the program.
TEST(SvgText, DeepMathematicsIsWrittenAsItStands) {
  EXPECT_FALSE(svg_text_content("$" + std::string(1'000'000, '{') + "$").empty());
  EXPECT_FALSE(svg_text_content("$" + std::string(100'000, '^') + "2$").empty());
}

TEST(SvgText, RaisesLowersAndComesBack) {
  EXPECT_EQ(svg_text_content("$10^{-3}$ s"),
            "10<tspan dy=\"-.514em\" font-size=\"70%\">−3</tspan><tspan dy=\".36em\"> s</tspan>");
  EXPECT_EQ(svg_text_content("$W_{in}$"),
            "<tspan font-style=\"italic\">W</tspan><tspan dy=\".257em\" font-size=\"70%\" "
            "font-style=\"italic\">in</tspan>");
}

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

std::string svg_of(const Figure& figure, const std::filesystem::path& path, bool as_text) {
  write_figure(figure, path, {"A title", "An author", "What it shows", ""}, nullptr, {.svg_text = as_text});
  return read_file(path);
}

TEST(SvgWithText, EveryWordIsFoundOnceAndTheFileIsSmaller) {
  const testing::TestFolder folder("svg-text");
  const std::string text = svg_of(synthetic::sweep(), folder.path() / "text.svg", true);
  const std::string outlines = svg_of(synthetic::sweep(), folder.path() / "outlines.svg", false);
  for (const char* words : {">leak rate α<", ">0.005<", ">position in the sentence<"})
    EXPECT_EQ(count_of(text, words), 1U) << words;
  EXPECT_NE(text.find("<title>A title</title>"), std::string::npos);
  EXPECT_NE(text.find("<desc>What it shows</desc>"), std::string::npos);
  EXPECT_LT(text.size(), outlines.size() * 2 / 5);
  EXPECT_EQ(svg_of(synthetic::sweep(), folder.path() / "again.svg", true), text);
}

TEST(SvgWithText, ClipsResolveAndEachIsDefinedOnce) {
  const testing::TestFolder folder("svg-text");
  const std::string svg = svg_of(synthetic::outputs_page(), folder.path() / "a.svg", true);
  std::set<std::string> defined, used;
  const std::regex id("id=\"([^\"]+)\""), reference("url\\(#([^)]+)\\)");
  for (std::sregex_iterator it(svg.begin(), svg.end(), id), end; it != end; ++it)
    EXPECT_TRUE(defined.insert((*it)[1]).second) << (*it)[1];
  for (std::sregex_iterator it(svg.begin(), svg.end(), reference), end; it != end; ++it)
    used.insert((*it)[1]);
  EXPECT_FALSE(used.empty());
  EXPECT_EQ(used, defined);
}

// Mean difference of grey values (0 to 255) of two pictures, both drawn by librsvg and read
// through ffmpeg.
double mean_difference(const std::filesystem::path& a, const std::filesystem::path& b) {
  const auto grey = [](const std::filesystem::path& svg) {
    const std::string png = svg.string() + ".png", raw = svg.string() + ".raw";
    const std::string command = "rsvg-convert -z 2 -b white " + svg.string() + " -o " + png +
                                " && ffmpeg -v error -y -i " + png + " -f rawvideo -pix_fmt gray " + raw;
    EXPECT_EQ(std::system(command.c_str()), 0);
    return read_file(raw);
  };
  const std::string first = grey(a), second = grey(b);
  EXPECT_EQ(first.size(), second.size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    sum += std::abs(static_cast<int>(static_cast<unsigned char>(first[i])) -
                    static_cast<int>(static_cast<unsigned char>(second[i])));
  return sum / static_cast<double>(first.size());
}

TEST(SvgWithText, LooksAsTheOutlinesDo) {
  const testing::TestFolder folder("svg-text");
  int number = 0;
  for (const auto& make : {synthetic::outputs_page, synthetic::sweep, synthetic::trajectories}) {
    const std::string name = std::to_string(number++);
    svg_of(make(), folder.path() / ("text" + name + ".svg"), true);
    svg_of(make(), folder.path() / ("outlines" + name + ".svg"), false);
    EXPECT_LT(mean_difference(folder.path() / ("text" + name + ".svg"),
                              folder.path() / ("outlines" + name + ".svg")),
              1.5);
  }
}

TEST(SvgWithText, ARasterLayerIsInTheFile) {
  const testing::TestFolder folder("svg-text");
  WriteOptions options{.svg_text = true};
  options.draw.points = PointsMode::raster;
  write_figure(synthetic::yellow_points(), folder.path() / "a.svg", {}, nullptr, options);
  const std::string svg = read_file(folder.path() / "a.svg");
  EXPECT_GE(count_of(svg, "data:image/png;base64,iVBORw0KGgo"), 1U);
  write_figure(synthetic::yellow_points(), folder.path() / "b.svg", {}, nullptr,
               {.draw = options.draw, .svg_text = false});
  EXPECT_LT(mean_difference(folder.path() / "a.svg", folder.path() / "b.svg"), 1.5);
}

}  // namespace
}  // namespace rssviz::render
