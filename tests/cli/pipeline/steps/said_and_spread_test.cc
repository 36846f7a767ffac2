// What is spread over states that people bring (lengths over layers, labels over stages, a class over its
// sequence), and what is said where something is chosen, left out or refused. By the real binary.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "tests/cli/program.h"
#include "tests/cli/waves.h"

namespace rssviz::cli {
namespace {

class SaidAndSpread : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome embed(const std::string& words) const {
    return rssviz("embed " + words + " --method pca -o " + path("map.npz"));
  }
  static void expect_refused(const Outcome& outcome, int code, std::initializer_list<const char*> parts) {
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    for (const char* const part : parts) EXPECT_TRUE(has(outcome.err, part)) << part << " in " << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;  // it stands alone
  }
  // Two stages: points 0 to 29, then 5 to 34.
  void write_partial() const {
    std::vector<std::int32_t> stage, point;
    std::string rows = "kind\n", points = "kind\n";
    for (int s = 0; s < 2; ++s)
      for (int i = 0; i < 30; ++i) {
        stage.push_back(s);
        point.push_back(100 + i + 5 * s);
        rows += (i + 5 * s) % 3 == 0 ? "third\n" : "other\n";
      }
    for (int i = 0; i < 35; ++i) points += i % 3 == 0 ? "third\n" : "other\n";
    formats::write_npz(path("maps.npz"), {{"coords", waves({60, 2})},
                                          {"stage", formats::from_vector(stage)},
                                          {"point", formats::from_vector(point)}});
    formats::write_npz(path("states.npz"), {{"states", waves({60, 5})},
                                            {"stage", formats::from_vector(stage)},
                                            {"point", formats::from_vector(point)}});
    write_file(path("rows.csv"), rows);
    write_file(path("points.csv"), points);
  }
  void write_sequences() const {
    formats::write_npy(path("h.npy"), waves({12, 10, 6}));
    std::string classes = "kind\n";
    for (int s = 0; s < 12; ++s) classes += s < 6 ? "calm\n" : s < 9 ? "loud\n" : "odd\n";
    write_file(path("kinds.csv"), classes);
    ASSERT_EQ(embed(path("h.npy") + " -q").exit_code, 0);
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(SaidAndSpread, LengthsOfSequencesHoldForEveryLayer) {
  formats::write_npy(path("layers.npy"), waves({2, 3, 8, 5}));
  const std::vector<std::int32_t> lengths{8, 5, 2};
  formats::write_npy(path("lengths.npy"), formats::from_vector(lengths));
  const std::string read = path("layers.npy") + " --axes layers,sequences,steps,units --lengths ";
  const Outcome made = embed(read + path("lengths.npy"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "lengths.npy, one for each of 3 sequences (30 states)")) << made.err;
  const formats::Archive map = formats::read_npz(path("map.npz"));
  const std::vector<std::int32_t> layer = formats::to_integers(map.at("layer"), ""),
                                  step = formats::to_integers(map.at("step"), "");
  EXPECT_EQ(std::count(layer.begin(), layer.end(), 1), 15);
  EXPECT_EQ(std::count(step.begin(), step.end(), 7), 2);  // one sequence of eight steps, in two layers
  // A mask, in either order, and lengths of both axes keep the same states.
  std::vector<float> mask(24, 0), turned(24, 0);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t t = 0; t < static_cast<std::size_t>(lengths[s]); ++t)
      mask[s * 8 + t] = turned[t * 3 + s] = 1;
  formats::Array straight = formats::from_vector(mask), other = formats::from_vector(turned);
  straight.shape = {3, 8};
  other.shape = {8, 3};
  formats::Array both = formats::from_vector(std::vector<std::int32_t>{8, 5, 2, 8, 5, 2});
  both.shape = {2, 3};
  for (const formats::Array& given : {straight, other, both}) {
    formats::write_npy(path("given.npy"), given);
    const Outcome again = embed(read + path("given.npy"));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(formats::read_npz(path("map.npz")).at("coords").data, map.at("coords").data);
  }
}

TEST_F(SaidAndSpread, LabelsOfPointsThatComeAndGoAreARowOrAPoint) {
  write_partial();
  const std::string scatter =
      "figure scatter " + path("maps.npz") + " --stage last --color-by kind --labels ";
  const Outcome by_row = rssviz(scatter + path("rows.csv") + " -o " + path("rows.svg"));
  ASSERT_EQ(by_row.exit_code, 0) << by_row.err;
  const Outcome by_point = rssviz(scatter + path("points.csv") + " -o " + path("points.svg"));
  ASSERT_EQ(by_point.exit_code, 0) << by_point.err;
  EXPECT_TRUE(has(by_point.err, "column 'kind' has a value for each of 35 points, the same at every stage"))
      << by_point.err;
  EXPECT_FALSE(has(by_row.err, "at every stage")) << by_row.err;
  for (const char* const file : {"rows.svg", "points.svg"}) {  // the recipes alone differ
    std::string svg = read_file(path(file));
    svg.erase(0, svg.find("</metadata>"));
    write_file(path(file), svg);
  }
  EXPECT_EQ(read_file(path("rows.svg")), read_file(path("points.svg")));
}

TEST_F(SaidAndSpread, RowsOfSeveralStagesOnOneMapAreSaidToBe) {
  write_partial();
  const Outcome one = embed(path("states.npz"));
  ASSERT_EQ(one.exit_code, 0) << one.err;
  EXPECT_TRUE(has(one.err, "rows of several stages lie on one map; --align makes one for each")) << one.err;
  const Outcome look =
      rssviz("look " + path("states.npz") + " --labels " + path("points.csv") + " -o " + path("page"));
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_TRUE(has(look.err, "a value for each of 35 points, the same at every stage")) << look.err;
  EXPECT_TRUE(has(look.err, "states.npz --align -o ")) << look.err;
  EXPECT_EQ(formats::read_npz(path("page/states.npz")).at("kind").text.size(), 60U);
}

TEST_F(SaidAndSpread, PathsWearTheColourOfTheirClass) {
  write_sequences();
  const std::string paths = "figure paths " + path("map.npz") + " --labels " + path("kinds.csv") +
                            " --color-by kind --svg-text text -o " + path("p.svg");
  const Outcome drawn = rssviz(paths);
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const std::string svg = read_file(path("p.svg"));
  for (const char* const color : {"#332288", "#74bee4", "#825028"})  // those of the dots
    EXPECT_TRUE(has(svg, std::string("stroke=\"") + color) && has(svg, std::string("fill=\"") + color))
        << color;
  EXPECT_TRUE(has(svg, ">calm<") && has(svg, ">loud<") && has(svg, ">odd<"));
  // Without --sequences one of each class, whose first three sequences are all calm.
  const std::string caption = read_file(path("p.txt"));
  EXPECT_TRUE(has(caption, "3 sequences, step by step")) << caption;
  EXPECT_TRUE(has(caption, "Lines have the colour of the class")) << caption;
}

TEST_F(SaidAndSpread, ErrorsNameWhatThereIs) {
  write_sequences();
  const std::string map = path("map.npz") + " --labels " + path("kinds.csv");
  const std::string out = " -o " + path("x.svg");
  expect_refused(rssviz("figure scatter " + map + " --color-by kind --highlight lout" + out), 64,
                 {"did you mean 'loud'?", "(it has: calm, loud, odd)"});
  expect_refused(rssviz("figure scatter " + map + " --color-by kind --color-by step" + out), 64,
                 {"--color-by is given 2 times", "rssviz figure columns MAP --columns kind,step"});
  expect_refused(rssviz("figure columns " + map + " --color-by kind" + out), 64, {"--columns kind"});
  expect_refused(rssviz("figure scatter " + map + " --latex" + out), 64,
                 {"--latex has no effect on scatter", "stand in a .csv beside the figure"});
  expect_refused(rssviz("figure scatter " + map + " --class kind" + out), 64, {"and ", " more"});
  const std::vector<std::string> angles{"a", "b", "a", "b", "a", "b"};
  formats::write_npz(path("trials.npz"),
                     {{"states", waves({6, 10, 4})}, {"angle", formats::from_strings(angles)}});
  for (const char* const command : {"figure conditions ", "animate conditions "})
    expect_refused(
        rssviz(command + path("trials.npz") + " -o " + path(has(command, "figure") ? "x.svg" : "x.mp4")), 64,
        {"--class is needed", "has: angle"});
  EXPECT_FALSE(std::filesystem::exists(path("x.svg")));
}

TEST_F(SaidAndSpread, ARefusedFilmSaysNothingElse) {
  write_partial();
  const std::string film = "animate stages " + path("maps.npz") + " --draft --duration 1s ";
  expect_refused(rssviz(film + "--at 50s -o " + path("x.png")), 64, {"--at: 50s lies behind the film's end"});
  expect_refused(rssviz(film + "--strip 24 -o " + path("x.mp4")), 64, {"--strip: 24 stills"});
  expect_refused(rssviz(film + "--strip 4 -o " + path("x.pdf")), 64, {"-o x.mp4 writes x-strip.pdf too"});
  expect_refused(rssviz(film + "-o " + path("x.pdf")), 64, {"a still: --at 5s", "--strip 6 -o x.mp4"});
  expect_refused(rssviz(film + "-o " + path("x.mp4") + " --strip"), 64, {"--strip needs a value: stills"});
}

TEST_F(SaidAndSpread, WhichOfSeveralArraysWasTaken) {
  const std::vector<std::int32_t> kinds(40, 1);
  formats::write_npz(path("beside.npz"), {{"h", waves({40, 5})}, {"kind", formats::from_vector(kinds)}});
  const Outcome one = embed(path("beside.npz"));
  ASSERT_EQ(one.exit_code, 0) << one.err;
  EXPECT_TRUE(has(one.err, "its array 'h' (40 x 5) is taken for the states; beside it: kind")) << one.err;
  formats::write_npz(path("two.npz"), {{"h", waves({40, 5})}, {"c", waves({40, 5})}});
  expect_refused(embed(path("two.npz")), 65, {"choose one: ", "two.npz:c or ", "two.npz:h"});
  formats::write_npz(path("one.npz"), {{"h", waves({40, 5})}});
  const Outcome alone = embed(path("one.npz"));
  EXPECT_FALSE(has(alone.err, "is taken for the states")) << alone.err;
}

TEST_F(SaidAndSpread, AWashoutIsSaidWhereItIsDone) {
  formats::write_npy(path("h.npy"), waves({6, 20, 5}));
  const Outcome made = rssviz("look " + path("h.npy") + " --washout 3 -o " + path("page"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "the first 3 steps of each sequence left out (102 states)")) << made.err;
}

}  // namespace rssviz::cli
