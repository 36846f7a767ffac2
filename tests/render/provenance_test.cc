#include <gtest/gtest.h>
#include <zlib.h>

#include "core/error.h"
#include "core/output_file.h"
#include "film_tools.h"
#include "render/provenance/inflate.h"
#include "render/provenance/recipe.h"
#include "render/video/encoder.h"

namespace rssviz::render {
namespace {

// JSON as recipes are, with everything that some format must escape.
std::string recipe_of(std::size_t size) {
  std::string text = R"({"command":"figure","title":"a \"b\" \\ (c) <d> & 'e' >> ]]> %","data":")";
  while (text.size() < size) text += R"(0123456789abcdef(\u00e9\\)/Keywords &lt; )";
  return text + "\"}";
}

const std::string kLong = recipe_of(20000);

std::string svg() {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg width=\"10\" height=\"10\">\n<g/>\n</svg>\n";
}

// A PNG of one grey pixel, as the format's own tools would write it.
std::string png() {
  const unsigned char bytes[] = {
      0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,  'I',  'H',  'D',  'R',  0,
      0,    0,    1,    0,    0,    0,    1,    8,    0,    0,    0,    0,   0x3a, 0x7e, 0x9b, 0x55, 0,
      0,    0,    10,   'I',  'D',  'A',  'T',  0x78, 0x9c, 0x63, 0x68, 0,   0,    0,    0x82, 0,    0x81,
      0x77, 0xcd, 0x72, 0xb6, 0,    0,    0,    0,    'I',  'E',  'N',  'D', 0xae, 0x42, 0x60, 0x82};
  return {reinterpret_cast<const char*>(bytes), sizeof bytes};
}

// A PDF's end with an Info dictionary as Cairo 1.16 writes it.
std::string pdf(const std::string& keywords) {
  return "%PDF-1.5\n1 0 obj\n<< /Length 30 >>\nstream\n(a) /Keywords (wrong) 7 0 obj\nendstream\nendobj\n"
         "17 0 obj\n<< /Producer (cairo) >>\nendobj\n"
         "7 0 obj\n<< /Producer (cairo 1.16.0 (https://cairographics.org))\n   /Title (a \\) /Keywords "
         "(no))\n"
         "   /Keywords " +
         keywords +
         "\n   /CreationDate (D:20200101000000Z)\n>>\nendobj\n"
         "xref\n0 1\ntrailer\n<< /Size 8\n   /Root 6 0 R\n   /Info 7 0 R\n>>\nstartxref\n0\n%%EOF\n";
}

std::string pdf_escaped(const std::string& text) {
  std::string out = "(";
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    out += c;
  }
  return out + ")";
}

TEST(Recipe, ComesBackFromSvg) {
  const std::string with = svg_with_recipe(svg(), kLong);
  EXPECT_EQ(recipe_in_svg(with), kLong);
  EXPECT_EQ(recipe_in_svg(svg()), std::nullopt);
  EXPECT_EQ(with.find(svg().substr(0, svg().find("<g"))), 0U);  // what was there stays
  EXPECT_NE(with.find("\n<g/>\n</svg>\n"), std::string::npos);
}

TEST(Recipe, ComesBackFromPng) {
  const std::string with = png_with_recipe(png(), kLong);
  EXPECT_EQ(recipe_in_png(with), kLong);
  EXPECT_EQ(recipe_in_png(png()), std::nullopt);
}

TEST(Recipe, LeavesAPngThatOthersRead) {
  const testing::TestFolder folder("png");
  write_file(folder.path() / "a.png", png_with_recipe(png(), kLong));
  EXPECT_EQ(testing::probe(folder.path() / "a.png", "-show_entries stream=codec_name,width"), "png\n1\n");
}

TEST(Recipe, IsReadFromEveryStringOfPdf) {
  EXPECT_EQ(recipe_in_pdf(pdf(pdf_escaped(kLong))), kLong);
  EXPECT_EQ(recipe_in_pdf(pdf("(a (nested) b\\\n c\\051\\n)")), "a (nested) b c)\n");
  EXPECT_EQ(recipe_in_pdf(pdf("<FEFF00e9 D83D DE00 0041>")),
            "\xC3\xA9\xF0\x9F\x98\x80"
            "A");
  EXPECT_EQ(recipe_in_pdf(pdf("<7b7D>")), "{}");
  EXPECT_EQ(recipe_in_pdf(pdf("5 0 R")), std::nullopt);
  EXPECT_EQ(recipe_in_pdf("%PDF-1.5\n%%EOF\n"), std::nullopt);
}

TEST(Recipe, IsReadFromAPdfsCompressedObjects) {
  const std::string info = "<</Title (x) /Keywords " + pdf_escaped(kLong) + ">>";
  const std::string pairs = "5 0 9 8 ";
  const std::string content = pairs + "[1 2 3] " + info;
  std::string packed(compressBound(content.size()), '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(content.data()), content.size()),
            Z_OK);
  packed.resize(size);
  const std::string file = "%PDF-1.5\n3 0 obj\n<< /Type /ObjStm /N 2 /First " + std::to_string(pairs.size()) +
                           " /Filter /FlateDecode >>\nstream\n" + packed +
                           "\nendstream\nendobj\n4 0 obj\n<< /Type /XRef /Info 9 0 R >>\n%%EOF\n";
  EXPECT_EQ(recipe_in_pdf(file), kLong);
}

TEST(Inflate, DataThatIsntDeflatedGivesNothingAndBudgetsEnd) {
  UnpackBudget budget("x.pdf", 100);
  EXPECT_EQ(inflated("plain", budget), "");
  budget.spend(100);
  EXPECT_THROW(budget.spend(1), Error);
}

// Object streams that unpack to gigabytes, one that is named a hundred thousand times, and none at all.
TEST(Recipe, OfAPdfIsLookedForWithALimit) {
  const std::string plain(std::size_t{1} << 24, ' ');
  uLongf size = compressBound(plain.size());
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
            plain.size(), 9);
  packed.resize(size);
  const std::string begin = "%PDF-1.5\n", end = "trailer << /Info 77 0 R >>\n";
  std::string bomb = begin;
  for (int i = 1; i < 20; ++i)
    bomb += std::to_string(i) + " 0 obj << /Type /ObjStm /First 9 >> stream\n" + packed + "\nendstream\n";
  EXPECT_THROW((void)recipe_in_pdf(bomb + end), Error);
  std::string names = begin + "1 0 obj <<";
  for (int i = 0; i < 100'000; ++i) names += "/ObjStm ";
  EXPECT_EQ(recipe_in_pdf(names + "/First 9>> stream\n" + packed + "\nendstream\n" + end), std::nullopt);
  EXPECT_EQ(recipe_in_pdf(names + end), std::nullopt);
}

TEST(Recipe, ComesBackFromAFilm) {
  const testing::TestFolder folder("recipe-film");
  const std::filesystem::path path = folder.path() / "a film: one.mp4";
  Encoder encoder(path, {.width = 64, .height = 48}, {.title = "A \"title\"", .recipe = kLong}, 1);
  YuvFrame frame;
  convert_to_yuv(PixelBuffer(64, 48, 0xFF009E73), frame);
  encoder.write(frame);
  encoder.finish();
  EXPECT_EQ(read_recipe(path), kLong);
}

TEST(Recipe, IsRecognisedByContent) {
  const testing::TestFolder folder("recipe");
  const auto written = [&](const std::string& bytes) {
    write_file(folder.path() / "file", bytes);
    return read_recipe(folder.path() / "file");
  };
  EXPECT_EQ(written(svg_with_recipe(svg(), kLong)), kLong);
  EXPECT_EQ(written(png_with_recipe(png(), kLong)), kLong);
  EXPECT_EQ(written(pdf(pdf_escaped(kLong))), kLong);
  EXPECT_EQ(written(svg()), std::nullopt);
}

TEST(Recipe, RefusesWhatIsNoPicture) {
  const testing::TestFolder folder("recipe-none");
  write_file(folder.path() / "a.txt", "hello");
  EXPECT_THROW(read_recipe(folder.path() / "a.txt"), Error);
  EXPECT_THROW(read_recipe(folder.path() / "missing.pdf"), Error);
  EXPECT_THROW(png_with_recipe("hello", "{}"), Error);
  EXPECT_THROW(svg_with_recipe("hello", "{}"), Error);
  EXPECT_THROW(recipe_in_png(png().substr(0, 45)), Error);
}

}  // namespace
}  // namespace rssviz::render
