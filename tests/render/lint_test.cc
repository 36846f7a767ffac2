// What lint reads from PDFs, and how colours look to the colour-blind.
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/output_file.h"
#include "render/cairo/write_figure.h"
#include "render/figure/color_vision.h"
#include "render/figure/palette.h"
#include "render/lint/pdf_page.h"

namespace rssviz::render {
namespace {

std::filesystem::path scratch(const std::string& name) {
  return std::filesystem::temp_directory_path() / ("rssviz-lint-" + std::to_string(getpid()) + "-" + name);
}

Figure figure_of(std::size_t points, double line_pt) {
  Figure figure;
  figure.width_pt = 252;
  Panel panel;
  panel.x.label = "step";
  Points dots;
  for (std::size_t i = 0; i < points; ++i)
    dots.at.push_back({static_cast<double>(i % 97), static_cast<double>(i % 89)});
  dots.colors = {Color{0, 114, 178, 1}};
  Line line;
  line.at = {{0, 0}, {90, 80}};
  line.color = Color{213, 94, 0, 1};
  line.width_pt = line_pt;
  panel.marks = {dots, line};
  figure.panels = {panel};
  return figure;
}

}  // namespace

TEST(Lint, ReadsSizeFontsTextAndLinesOfOurFigures) {
  const std::filesystem::path file = scratch("a.pdf");
  write_figure(figure_of(100, 0.15), file, {});
  const PdfPage page = read_pdf_page(file);
  EXPECT_NEAR(page.width_pt, 252, 1e-6);
  EXPECT_NEAR(page.smallest_text_pt, 7, 1e-6);
  EXPECT_NEAR(page.thinnest_line_pt, 0.15, 1e-6);
  EXPECT_TRUE(page.images.empty());
  ASSERT_FALSE(page.fonts.empty());
  for (const PdfFont& font : page.fonts) {
    EXPECT_TRUE(font.embedded) << font.name;
    EXPECT_FALSE(font.type3) << font.name;
  }
  for (const Color& color : {Color{0, 114, 178, 1}, Color{213, 94, 0, 1}})
    EXPECT_NE(std::find(page.colors.begin(), page.colors.end(), color), page.colors.end());
  std::filesystem::remove(file);
}

TEST(Lint, ReadsTheResolutionOfARasterLayer) {
  const std::filesystem::path file = scratch("b.pdf");
  WriteOptions options;
  options.draw.points = PointsMode::raster;
  options.draw.raster_dpi = 150;
  write_figure(figure_of(500, 1), file, {}, nullptr, options);
  const PdfPage page = read_pdf_page(file);
  ASSERT_EQ(page.images.size(), 1U);
  EXPECT_NEAR(page.images[0].dpi, 150, 1);
  std::filesystem::remove(file);
}

// A hand-made file: a font that isn't embedded, one of Type 3, text of 10 x .4 points below a scaled form.
TEST(Lint, FindsFontsThatArentEmbeddedAndFollowsForms) {
  const std::filesystem::path file = scratch("c.pdf");
  const std::string form = "0.4 0 0 0.4 0 0 cm BT /F1 10 Tf (a\\)b) Tj ET 2 w 0 0 m 9 9 l S";
  write_file(file,
             "%PDF-1.4\n1 0 obj <</Type /Page /MediaBox [0 0 100 50] /Contents [2 0 R]\n"
             "/Resources <</XObject <</X1 3 0 R>> /Font <</F1 4 0 R /F2 5 0 R>>>>>> endobj\n"
             "2 0 obj <</Length 9>> stream\nq /X1 Do Q\nendstream endobj\n"
             "3 0 obj <</Subtype /Form /Length " +
                 std::to_string(form.size()) + ">> stream\n" + form +
                 "\nendstream endobj\n"
                 "4 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n"
                 "5 0 obj <</Type /Font /Subtype /Type3>> endobj\n");
  const PdfPage page = read_pdf_page(file);
  EXPECT_NEAR(page.width_pt, 100, 1e-9);
  EXPECT_NEAR(page.smallest_text_pt, 4, 1e-9);
  EXPECT_NEAR(page.thinnest_line_pt, 0.8, 1e-9);
  ASSERT_EQ(page.fonts.size(), 2U);
  EXPECT_FALSE(page.fonts[0].embedded);
  EXPECT_TRUE(page.fonts[1].type3);
  std::filesystem::remove(file);
}

namespace {

// A page that draws /X1, and objects 3, 4 ... with this content each.
std::string pdf_of_forms(const std::vector<std::string>& contents) {
  std::string names, forms;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    names += "/X" + std::to_string(i + 1) + " " + std::to_string(i + 3) + " 0 R ";
    forms +=
        std::to_string(i + 3) + " 0 obj <</Subtype /Form>> stream\n" + contents[i] + "\nendstream endobj\n";
  }
  return "%PDF-1.4\n1 0 obj <</Type /Page /MediaBox [0 0 100 50] /Contents 2 0 R\n/Resources <</XObject <<" +
         names + ">>>>>> endobj\n2 0 obj <<>> stream\n/X1 Do\nendstream endobj\n" + forms;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string deflated(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
            text.size(), 9);
  out.resize(size);
  return out;
}

}  // namespace

// Files of a few hundred bytes up to two megabytes that would keep a reader busy for hours or fill its
// memory.
TEST(Lint, RefusesFilesThatNeverEnd) {
  std::vector<std::string> tree;  // each form draws the next one a hundred times
  for (int i = 2; i <= 8; ++i) tree.push_back(repeated("/X" + std::to_string(i) + " Do ", 100));
  tree.push_back(repeated("0 0 m 9 9 l S ", 100));
  const std::string zeros = deflated(std::string(std::size_t{1} << 24, ' '));
  std::string bomb = pdf_of_forms({"S"});
  for (int i = 10; i < 30; ++i)
    bomb += std::to_string(i) + " 0 obj <</Filter /FlateDecode>> stream\n" + zeros + "\nendstream endobj\n";
  std::string overlapping = "0 0 ";
  for (int i = 100; i < 3000; ++i) overlapping += std::to_string(i) + (i % 2 == 0 ? " 0 " : " 90000 ");
  const std::string first = std::to_string(overlapping.size());
  const std::string objects = "9 0 obj <</Type /ObjStm /First " + first + ">> stream\n" + overlapping +
                              std::string(100'000, 'x') + "\nendstream endobj\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"draws itself", pdf_of_forms({repeated("/X1 Do ", 10)})},
      {"draws itself", pdf_of_forms({"/X2 Do", "/X1 Do"})},
      {"draws more", pdf_of_forms(tree)},
      {"saves its state", pdf_of_forms({repeated("q ", 100'000)})},
      {"when it is unpacked", bomb},
      {"when it is unpacked", pdf_of_forms({"S"}) + objects}};
  const std::filesystem::path file = scratch("e.pdf");
  for (const auto& [fault, bytes] : cases) {
    write_file(file, bytes);
    try {
      (void)read_pdf_page(file);
      ADD_FAILURE() << fault;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_TRUE(std::string(error.what()).starts_with(file.string() + ": ")) << error.what();
      EXPECT_NE(std::string(error.what()).find(fault), std::string::npos) << error.what();
    }
  }
  std::filesystem::remove(file);
}

TEST(Lint, RefusesWhatIsNoPdf) {
  const std::filesystem::path file = scratch("d.pdf");
  write_file(file, "GIF89a");
  EXPECT_THROW(read_pdf_page(file), Error);
  std::filesystem::remove(file);
}

// The least differences of well-known palettes, by whoever measures them with the same model: 16 and 5.
TEST(ColorVision, OkabeItoKeepsApartWhatTab10DoesNot) {
  EXPECT_NEAR(closest_pair(categorical_palette("okabe-ito")).difference, 16, 0.5);
  EXPECT_GT(closest_pair(categorical_palette("tol-muted")).difference, 12);
  std::vector<Color> tab10;
  for (const char* hex : {"#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2",
                          "#7f7f7f", "#bcbd22", "#17becf"})
    tab10.push_back(color_from_hex(hex));
  EXPECT_NEAR(closest_pair(tab10).difference, 5, 0.5);
}

TEST(ColorVision, LightnessRunsFromBlackToWhite) {
  EXPECT_NEAR(lightness({0, 0, 0, 1}), 0, 1e-9);
  EXPECT_NEAR(lightness({255, 255, 255, 1}), 100, 1e-3);
  EXPECT_NEAR(color_difference({255, 0, 0, 1}, {255, 0, 0, 1}, Vision::protanopia), 0, 1e-12);
}

}  // namespace rssviz::render
