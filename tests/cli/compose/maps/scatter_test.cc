// Scatters from bare coordinates, and the look that options choose, by the real binary.
#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <span>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class Scatter : public ::testing::Test {
 protected:
  // Three clouds; a class, a number and a gap in it for each point.
  void write(std::size_t points) {
    Rng random(1, "test of scatters", 0);
    Matrix coords(static_cast<Eigen::Index>(points), 2);
    formats::Table table{{"group", "value"}, {}};
    for (Eigen::Index i = 0; i < coords.rows(); ++i) {
      const int group = static_cast<int>(i % 3);
      coords(i, 0) = static_cast<float>(4 * group + random.normal());
      coords(i, 1) = static_cast<float>(random.normal());
      table.rows.push_back({std::string(1, static_cast<char>('a' + group)) + "-cloud",
                            i == 0 ? "" : formats::format_number(0.5 * static_cast<double>(i))});
    }
    formats::write_npy(path("coords.npy"), formats::from_matrix(MatrixRef(coords)));
    formats::write_csv(path("labels.csv"), table);
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome draw(const std::string& options, const std::string& file) const {
    return rssviz("figure scatter " + path("coords.npy") + " " + options + " -o " + path(file));
  }
  std::string with(const std::string& column) const {
    return "--labels " + path("labels.csv") + " --color-by " + column;
  }

  TemporaryFolder folder_;
};

std::vector<double> page_size(const std::string& pdf) {
  const std::string info = shell("pdfinfo '" + pdf + "'").out;
  std::smatch match;
  EXPECT_TRUE(std::regex_search(info, match, std::regex(R"(Page size: +([0-9.]+) x ([0-9.]+))"))) << info;
  return {std::stod(match[1]), std::stod(match[2])};
}

}  // namespace

TEST_F(Scatter, ColoursByClassesAndByNumbers) {
  write(300);
  const Outcome classes = draw(with("group") + " --name-classes", "g.pdf");
  ASSERT_EQ(classes.exit_code, 0) << classes.err;
  const std::string words = shell("pdftotext '" + path("g.pdf") + "' -").out;
  for (const char* word : {"group", "a-cloud", "b-cloud", "c-cloud"})
    EXPECT_NE(words.find(word), std::string::npos) << word;
  ASSERT_EQ(draw(with("value"), "v.pdf").exit_code, 0);
  const std::string scale = shell("pdftotext '" + path("v.pdf") + "' -").out;
  for (const char* word : {"value", "100", "no value"})
    EXPECT_NE(scale.find(word), std::string::npos) << word << " in " << scale;
  EXPECT_EQ(shell("qpdf --check '" + path("v.pdf") + "'").exit_code, 0);
}

TEST_F(Scatter, HighlightsSomeClassesAndLeavesTheRestGrey) {
  write(90);
  ASSERT_EQ(draw(with("group") + " --highlight b-cloud", "h.pdf").exit_code, 0);
  const std::string words = shell("pdftotext '" + path("h.pdf") + "' -").out;
  EXPECT_NE(words.find("b-cloud"), std::string::npos);
  EXPECT_NE(words.find("others"), std::string::npos);
  EXPECT_EQ(words.find("a-cloud"), std::string::npos);
  const Outcome unknown = draw(with("group") + " --highlight b-clout", "x.pdf");
  EXPECT_EQ(unknown.exit_code, 64);
  EXPECT_NE(unknown.err.find("'b-cloud'"), std::string::npos) << unknown.err;
}

TEST_F(Scatter, AnArchivesOwnArraysColourItsPoints) {
  formats::Archive archive;
  Matrix coords(4, 2);
  coords << 0, 0, 1, 0, 0, 1, 1, 1;
  archive["coords"] = formats::from_matrix(MatrixRef(coords));
  archive["index"] = formats::from_vector(std::vector<std::int32_t>{0, 1, 1, 2});
  archive["quality_rows"] = formats::from_vector(std::vector<std::int32_t>{0, 2});
  archive["point_trust"] = formats::from_vector(std::vector<float>{0.25F, 0.75F});
  archive["kind"] = formats::from_vector(std::vector<std::int32_t>{0, 1, -1, 1});
  archive["kind_labels"] = formats::from_strings(std::vector<std::string>{"noun", "verb"});
  formats::write_npz(path("map.npz"), archive);
  const std::string start = "figure scatter " + path("map.npz") + " -o " + path("m.pdf") + " --color-by ";
  // Points 1 and 2 share a distinct point that wasn't measured.
  ASSERT_EQ(rssviz(start + "point_trust --color-as scale").exit_code, 0);
  EXPECT_NE(shell("pdftotext '" + path("m.pdf") + "' -").out.find("no value"), std::string::npos);
  ASSERT_EQ(rssviz(start + "kind").exit_code, 0);
  const std::string words = shell("pdftotext '" + path("m.pdf") + "' -").out;
  for (const char* word : {"noun", "verb", "none"}) EXPECT_NE(words.find(word), std::string::npos) << word;
  const Outcome unknown = rssviz(start + "kin");
  EXPECT_EQ(unknown.exit_code, 65);
  EXPECT_NE(unknown.err.find("did you mean 'kind'"), std::string::npos) << unknown.err;
}

TEST_F(Scatter, SaysWhatIsWrongWithItsFiles) {
  write(30);
  write_file(path("short.csv"), "group\na\nb\n");
  const Outcome rows = rssviz("figure scatter " + path("coords.npy") + " --labels " + path("short.csv") +
                              " --color-by group -o " + path("x.pdf"));
  EXPECT_EQ(rows.exit_code, 65);
  EXPECT_NE(rows.err.find("'group' has 2 rows; what fits: 30 points"), std::string::npos) << rows.err;
  write_file(path("bad.csv"), "x,y\n1,2\n3,inf\n");
  const Outcome infinite = rssviz("figure scatter " + path("bad.csv") + " -o " + path("x.pdf"));
  EXPECT_EQ(infinite.exit_code, 65);
  EXPECT_NE(infinite.err.find("row 1 is not finite"), std::string::npos) << infinite.err;
  EXPECT_EQ(draw("--labels " + path("labels.csv"), "x.pdf").exit_code, 64);
  EXPECT_FALSE(std::filesystem::exists(path("x.pdf")));
}

// 5in, 89mm and the widths of venues, to a thousandth of a point.
TEST_F(Scatter, WidthsAreThoseAskedFor) {
  write(60);
  const std::vector<std::pair<std::string, double>> widths{
      {"--width 5in", 360},          {"--width 100mm", 283.465}, {"--venue ieee", 252},
      {"--venue nature", 252.283},   {"--venue neurips", 396},   {"--venue icml", 234},
      {"--venue elsevier", 255.118}, {"--venue beamer", 396.812}};
  for (const auto& [options, width] : widths) {
    ASSERT_EQ(draw(options, "w.pdf").exit_code, 0) << options;
    EXPECT_NEAR(page_size(path("w.pdf"))[0], width, 0.001) << options;
  }
}

TEST_F(Scatter, FontsAreThoseOfThePresetAndEmbedded) {
  write(60);
  const std::vector<std::pair<std::string, std::string>> presets{
      {"sans", "Inter"}, {"helvetica", "TeXGyreHeros"}, {"times", "TeXGyreTermes"}, {"latex", "CMUSerif"}};
  for (const auto& [preset, family] : presets) {
    ASSERT_EQ(draw(with("group") + " --font " + preset, preset + ".pdf").exit_code, 0) << preset;
    const std::string fonts = shell("pdffonts '" + path(preset + ".pdf") + "' | tail -n +3").out;
    EXPECT_NE(fonts.find(family), std::string::npos) << preset << ": " << fonts;
    EXPECT_EQ(fonts.find("Type 3"), std::string::npos);
    EXPECT_EQ(fonts.find(" no "), std::string::npos)
        << "not embedded, not a subset, or no Unicode: " << fonts;
  }
}

TEST_F(Scatter, WhatNoFontHasIsSaidOrRefused) {
  write(30);
  const Outcome said = draw("--title '\xE7\xA5\x9E'", "t.pdf");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.err.find("U+795E not in Inter or DejaVu Sans"), std::string::npos) << said.err;
  const Outcome refused = draw("--strict-fonts --title '\xE7\xA5\x9E'", "u.pdf");
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_FALSE(std::filesystem::exists(path("u.pdf")));
}

TEST_F(Scatter, DotsBecomeAPictureOnlyWithAWord) {
  write(6000);
  const Outcome vector = draw(with("value"), "c.pdf");
  EXPECT_EQ(vector.err.find("picture"), std::string::npos) << vector.err;
  EXPECT_EQ(
      shell("pdfimages -list '" + path("c.pdf") + "' | tail -n +3 | awk '$4 > 3 && $5 > 3' | wc -l").out,
      "0\n");
  const Outcome raster = draw(with("value") + " --points raster --raster-dpi 450", "r.pdf");
  EXPECT_NE(raster.err.find("a picture of 450 dpi"), std::string::npos) << raster.err;
  EXPECT_NE(shell("pdfimages -list '" + path("r.pdf") + "'").out.find(" 450 "), std::string::npos);
}

TEST_F(Scatter, IsTheSameByteForByteAtAnyNumberOfThreadsAndInAnyTimeZone) {
  write(500);
  for (const char* suffix : {"pdf", "svg", "png"}) {
    const std::string a = std::string("a.") + suffix, b = std::string("b.") + suffix;
    ASSERT_EQ(draw(with("group") + " --threads 1", a).exit_code, 0);
    ASSERT_EQ(shell("TZ=Asia/Tokyo $RSSVIZ figure scatter " + path("coords.npy") + " " + with("group") +
                    " --threads 3 -o " + path(b))
                  .exit_code,
              0);
    EXPECT_EQ(read_file(path(a)), read_file(path(b))) << suffix;
  }
}

TEST_F(Scatter, TheFurtherTheSeedTheOtherTheOrderButTheSamePoints) {
  write(500);
  ASSERT_EQ(draw(with("group") + " --seed 1", "a.svg").exit_code, 0);
  ASSERT_EQ(draw(with("group") + " --seed 2", "b.svg").exit_code, 0);
  EXPECT_NE(read_file(path("a.svg")), read_file(path("b.svg")));
}

TEST_F(Scatter, IsMadeAgainByItsOwnRecipe) {
  write(200);
  for (const char* file : {"a.pdf", "a.svg", "a.png"}) {
    ASSERT_EQ(draw(with("group") + " --font times", file).exit_code, 0);
    const Outcome again = rssviz("recipe " + path(file) + " --remake");
    EXPECT_EQ(again.exit_code, 0) << again.err;
  }
  ASSERT_EQ(rssviz("recipe " + path("a.pdf") + " --remake -o " + path("elsewhere/b.pdf")).exit_code, 0);
  EXPECT_EQ(read_file(path("a.pdf")), read_file(path("elsewhere/b.pdf")));
  EXPECT_EQ(rssviz("recipe " + path("a.pdf") + " --remake -o " + path("b.svg")).exit_code, 64);

  std::string labels = read_file(path("labels.csv"));
  labels.replace(labels.find("b-cloud"), 1, "d");
  write_file(path("labels.csv"), labels);
  const Outcome changed = rssviz("recipe " + path("a.pdf") + " --remake");
  EXPECT_EQ(changed.exit_code, 65);
  EXPECT_NE(changed.err.find("labels.csv"), std::string::npos) << changed.err;
  EXPECT_EQ(changed.err.find("coords.npy"), std::string::npos) << changed.err;
  std::filesystem::remove(path("coords.npy"));
  EXPECT_EQ(rssviz("recipe " + path("a.pdf") + " --remake").exit_code, 66);
}

TEST_F(Scatter, LintSaysWhatAPublisherWouldSendBack) {
  write(60);
  ASSERT_EQ(draw("--venue nature " + with("group"), "good.pdf").exit_code, 0);
  EXPECT_EQ(rssviz("lint " + path("good.pdf")).exit_code, 0);
  const Outcome wide = rssviz("lint --venue ieee " + path("good.pdf"));
  EXPECT_EQ(wide.exit_code, 0) << wide.out;  // 89 mm is an IEEE column but for a third of a point
  ASSERT_EQ(draw("--width 6in --text-size 4 --points raster --raster-dpi 100", "bad.pdf").exit_code, 0);
  const Outcome bad = rssviz("lint --venue nature " + path("bad.pdf"));
  EXPECT_EQ(bad.exit_code, 1);
  for (const char* part : {"width 432 pt", "100 dpi"})
    EXPECT_NE(bad.out.find(part), std::string::npos) << part << " in " << bad.out;
  EXPECT_EQ(rssviz("lint " + path("coords.npy")).exit_code, 65);
}

// Values of a scale that few have are no classes; classes of such colours are.
TEST_F(Scatter, LintTellsAScaleOfFewValuesFromClassesThatLookAlike) {
  write(300);
  std::string table = "value,kind\n";
  for (int i = 0; i < 300; ++i) table += std::to_string(i % 30) + ",k" + std::to_string(i % 3) + "\n";
  write_file(path("steps.csv"), table);
  const std::string labels = "--labels " + path("steps.csv") + " --color-by ";
  ASSERT_EQ(draw(labels + "value", "scale.pdf").exit_code, 0);
  const Outcome scale = rssviz("lint " + path("scale.pdf"));
  EXPECT_EQ(scale.exit_code, 0) << scale.out;
  ASSERT_EQ(draw(labels + "kind --class-colors k0=#20A686,k1=#3CBE71,k2=#0072B2", "alike.pdf").exit_code, 0);
  const Outcome alike = rssviz("lint " + path("alike.pdf"));
  EXPECT_EQ(alike.exit_code, 1) << alike.out;
  EXPECT_NE(alike.out.find("look alike"), std::string::npos) << alike.out;
}

}  // namespace rssviz::cli
