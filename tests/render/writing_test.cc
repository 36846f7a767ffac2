// The files: fonts, text, references, and the same bytes whatever else the program does.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/output_file.h"
#include "render/cairo/markup.h"
#include "render/cairo/svg_ids.h"
#include "render/cairo/text_engine.h"
#include "render/cairo/write_figure.h"
#include "tests/render/synthetic_figures.h"

namespace rssviz::render {
namespace {

namespace fs = std::filesystem;

// A folder that goes away with the test.
class Writing : public testing::Test {
 protected:
  Writing() : folder_(fs::path(testing::TempDir()) / ("writing_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~Writing() override { fs::remove_all(folder_); }
  fs::path file(const std::string& name) const { return folder_ / name; }
  std::string write(const Figure& figure, const std::string& name, DrawReport* report = nullptr) const {
    write_figure(figure, file(name), {"A title", "An author", "A subject", "{\"seed\":1}"}, report);
    return read_file(file(name));
  }
  static std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string out;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) out += static_cast<char>(c);
    return out;
  }

 private:
  fs::path folder_;
};

TEST_F(Writing, PdfIsWellFormedWithItsFontsEmbeddedAndNoneOfType3) {
  write(synthetic::map_grid(), "a.pdf");
  EXPECT_NE(output_of("qpdf --check " + file("a.pdf").string() + " 2>&1")
                .find("No syntax or stream encoding errors"),
            std::string::npos);
  const std::string fonts = output_of("pdffonts " + file("a.pdf").string());
  EXPECT_NE(fonts.find("Inter-Regular"), std::string::npos) << fonts;
  EXPECT_EQ(fonts.find("Type 3"), std::string::npos) << fonts;
  EXPECT_EQ(fonts.find(" no "), std::string::npos) << fonts;  // embedded, subset, with Unicode
}

TEST_F(Writing, PdfTextCanBeFound) {
  write(synthetic::sweep(), "a.pdf");
  const std::string text = output_of("pdftotext -layout " + file("a.pdf").string() + " -");
  for (const char* words : {"leak rate α", "0.005", "overlap .43", "position in the sentence"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
}

TEST_F(Writing, PdfCarriesTitleAuthorRecipeAndAFixedDate) {
  write(synthetic::yellow_points(), "a.pdf");
  const std::string info = output_of("TZ=UTC pdfinfo -isodates " + file("a.pdf").string());
  for (const char* words : {"A title", "An author", "A subject", "{\"seed\":1}", "2000-01-01T00:00:00Z"}) {
    EXPECT_NE(info.find(words), std::string::npos) << words << "\n" << info;
  }
}

std::set<std::string> all_matches(const std::string& text, const std::string& pattern) {
  std::set<std::string> found;
  const std::regex expression(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
    found.insert((*it)[1]);
  return found;
}

// What the environment says must not change what a recipe makes.
TEST_F(Writing, TheEnvironmentsDateDoesntChangeThePdf) {
  const std::string plain = write(synthetic::sweep(), "a.pdf");
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  const std::string dated = write(synthetic::sweep(), "b.pdf");
  ::unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_EQ(plain, dated);
}

TEST_F(Writing, SuffixesInCapitalsAreTheSame) {
  EXPECT_EQ(write(synthetic::sweep(), "A.PDF"), write(synthetic::sweep(), "a.pdf"));
}

TEST_F(Writing, SvgReferencesResolveAndOtherProgramsReadIt) {
  for (const auto& make : {synthetic::outputs_page, synthetic::sweep, synthetic::trajectories}) {
    const std::string svg = write(make(), "a.svg");
    const auto ids = all_matches(svg, " id=\"([^\"]+)\"");
    auto references = all_matches(svg, "href=\"#([^\"]+)\"");
    references.merge(all_matches(svg, "url\\(#([^)]+)\\)"));
    EXPECT_FALSE(references.empty());
    for (const std::string& reference : references) EXPECT_TRUE(ids.contains(reference)) << reference;
    const std::string png = file("rsvg.png").string();
    EXPECT_EQ(output_of("rsvg-convert " + file("a.svg").string() + " -o " + png + " 2>&1"), "");
    EXPECT_TRUE(fs::exists(png));
  }
}

TEST_F(Writing, SvgDoesNotDependOnWhatWasDrawnBefore) {
  const std::string first = write(synthetic::sweep(), "a.svg");
  write(synthetic::map_grid(), "b.svg");
  write(synthetic::trajectories(), "b.pdf");
  EXPECT_EQ(write(synthetic::sweep(), "c.svg"), first);
}

TEST_F(Writing, SameBytesFromTwoThreadsAtOnce) {
  for (const std::string suffix : {".pdf", ".svg", ".png"}) {
    const std::string alone = write(synthetic::trajectories(), "alone" + suffix);
    std::vector<std::string> bytes(4);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      threads.emplace_back([&, i] {
        if (i % 2 == 1) write(synthetic::outputs_page(), "other" + std::to_string(i) + suffix);
        bytes[i] = write(synthetic::trajectories(), std::to_string(i) + suffix);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& other : bytes) EXPECT_EQ(other, alone) << suffix;
  }
}

TEST_F(Writing, PngHasTheSizeOfItsDpiAndSaysSo) {
  write_figure(synthetic::yellow_points(), file("a.png"), {}, nullptr, {.dpi = 144});
  const std::string png = read_file(file("a.png"));
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  EXPECT_EQ(number(16), 504U);  // 252 pt at 2 pixels a point
  const std::size_t chunk = png.find("pHYs");
  ASSERT_NE(chunk, std::string::npos);
  EXPECT_EQ(number(chunk + 4), 5669U);  // pixels a metre
  EXPECT_EQ(output_of("rsvg-convert --version").empty(), false);
}

TEST_F(Writing, RefusesOtherSuffixesNamingThoseThereAre) {
  try {
    write_figure(synthetic::yellow_points(), file("a.eps"), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find(".pdf, .svg or .png"), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(file("a.eps")));
  EXPECT_THROW(write_figure(synthetic::yellow_points(), file("a.png"), {}, nullptr, {.dpi = 0}), Error);
}

TEST_F(Writing, SaysWhichCharactersNoFontHas) {
  Figure figure = synthetic::yellow_points();
  figure.title = "neurons \xE7\xA5\x9E and $\\rho$";
  DrawReport report;
  write(figure, "a.svg", &report);
  ASSERT_EQ(report.missing_glyphs.size(), 1U);
  EXPECT_EQ(report.missing_glyphs[0], "U+795E not in Inter or DejaVu Sans");
}

TEST_F(Writing, RastersOnlyVeryManyPointsAndSaysSo) {
  Figure figure = synthetic::crowded_labels();
  figure.panels[0].labels.clear();
  DrawReport report;
  write(figure, "a.pdf", &report);
  EXPECT_TRUE(report.raster_panels.empty());
  write_figure(figure, file("b.pdf"), {}, &report, {.draw = {.points = PointsMode::raster}});
  EXPECT_EQ(report.raster_panels, std::vector<std::size_t>{0});
  EXPECT_NE(output_of("pdfimages -list " + file("b.pdf").string()).find("smask"), std::string::npos);
}

TEST(PangoMarkup, ReadsTheSubsetBetweenDollars) {
  EXPECT_EQ(pango_markup("a < b & c"), "a &lt; b &amp; c");
  EXPECT_EQ(pango_markup("$\\rho$ = 1.1"), "ρ = 1.1");
  EXPECT_EQ(pango_markup("$10^{-3}$"), "10<sup>−3</sup>");
  EXPECT_EQ(pango_markup("$\\mathbf{W}_{in}$"),
            "<span weight=\"600\" style=\"normal\"><i>W</i></span><sub><i>i</i><i>n</i></sub>");
  EXPECT_EQ(pango_markup("5 $ each"), "5 $ each");
  EXPECT_EQ(pango_markup("\\$5 and \\$6"), "$5 and $6");
}

TEST(TextEngine, MeasuresEqualSizesToEqualLines) {
  const TextEngine engine;
  const TextExtent a = engine.measure("ace", {10, false, false}),
                   b = engine.measure("Agy", {10, false, false});
  EXPECT_EQ(a.ascent_pt, b.ascent_pt);
  EXPECT_NEAR(engine.measure("ace", {20, false, false}).width_pt, 2 * a.width_pt, 0.05);
  EXPECT_GT(engine.measure("ace", {10, true, false}).width_pt, a.width_pt);
  EXPECT_LT(engine.measure("$x_{10}$", {10, false, false}).width_pt,
            engine.measure("x10", {10, false, false}).width_pt);
  EXPECT_THROW(TextEngine("comic"), Error);
}

TEST(RenumberSvgIds, ThrowsWhereAReferenceDangles) {
  EXPECT_EQ(renumber_svg_ids("<g id=\"clip7\"/><use href=\"#clip7\"/>"), "<g id=\"i1\"/><use href=\"#i1\"/>");
  EXPECT_THROW(renumber_svg_ids("<g clip-path=\"url(#clip3)\"/>"), Error);
}

TEST(ShortenSvgPaths, RoundsOnlyPaths) {
  EXPECT_EQ(shorten_svg_paths("<path d=\"M 1.234567 -0.00001 L 10 2.5\"/><a x=\"1.23456\"/>"),
            "<path d=\"M 1.235 0 L 10 2.5\"/><a x=\"1.23456\"/>");
}

}  // namespace
}  // namespace rssviz::render
