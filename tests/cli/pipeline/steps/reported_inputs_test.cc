// Inputs of kinds that people reported to visualisation programs as read wrongly: each is read right, or
// refused with the way on. By the real binary, on small data made here.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class Reported : public ::testing::Test {
 protected:
  static constexpr Eigen::Index kPoints = 140;

  Reported() {
    Matrix at(kPoints, 2);
    for (Eigen::Index i = 0; i < kPoints; ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kPoints;
      at.row(i) << static_cast<float>(std::cos(angle)), static_cast<float>(2 * std::sin(3 * angle));
    }
    formats::write_npy(path("map.npy"), formats::from_matrix(MatrixRef(at)));
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  // A column of one value a point.
  template <class Value>
  void write_column(const std::string& file, const std::string& header, const Value& value) const {
    std::string text = header.empty() ? "" : header + "\n";
    for (int i = 0; i < kPoints; ++i) text += value(i) + "\n";
    write_file(path(file), text);
  }
  Outcome scatter(const std::string& words) const {
    return rssviz("figure scatter " + path("map.npy") + " " + words + " -q -o " + path("a.svg") +
                  " --svg-text text");
  }
  static void expect_refused(const Outcome& outcome, int code, std::initializer_list<const char*> parts) {
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    for (const char* const part : parts) EXPECT_TRUE(has(outcome.err, part)) << part << " in " << outcome.err;
  }
  TemporaryFolder folder_;
};

formats::Array states_of(std::size_t rows, std::size_t units) {
  std::vector<float> values;
  for (std::size_t i = 0; i < rows * units; ++i)
    values.push_back(static_cast<float>(std::sin(0.37 * static_cast<double>(i * i % 1009))));
  formats::Array array = formats::from_vector(values);
  array.shape = {rows, units};
  return array;
}

// Forty rows a stage: points 20 s to 20 s + 39, so that half of them stay to the next stage.
void write_coming_and_going(const std::string& file, int stages, int stride) {
  formats::Archive archive;
  std::vector<std::int32_t> stage, point;
  for (int s = 0; s < stages; ++s)
    for (int i = 0; i < 40; ++i) {
      stage.push_back(s);
      point.push_back(stride * s + i);
    }
  archive["states"] = states_of(stage.size(), 6);
  archive["stage"] = formats::from_vector(stage);
  archive["point"] = formats::from_vector(point);
  formats::write_npz(file, archive);
}

}  // namespace

TEST_F(Reported, ATableWithoutAHeaderSaysHowItsColumnIsCalled) {
  write_column("metadata.tsv", "", [](int i) { return std::string(i % 2 == 0 ? "noun" : "verb"); });
  expect_refused(scatter("--labels " + path("metadata.tsv") + " --color-by noun"), 65,
                 {"as many lines as there are points", "--color-by metadata"});
  EXPECT_EQ(scatter("--labels " + path("metadata.tsv") + " --color-by metadata").exit_code, 0);
}

TEST_F(Reported, AWrongNumberOfRowsSaysWhatTheFirstLineWasTakenFor) {
  std::string text = "kind\n";
  for (int i = 0; i < 20; ++i) text += "a\n";
  write_file(path("short.csv"), text);
  expect_refused(scatter("--labels " + path("short.csv") + " --color-by kind"), 65,
                 {"20 rows", "140 points", "first line, 'kind', is read as names"});
}

TEST_F(Reported, MoreClassesThanMarksAreRefusedOrNamed) {
  write_column("many.csv", "word", [](int i) { return "w" + std::to_string(i % 60); });
  const std::string words = "--labels " + path("many.csv") + " --color-by word";
  expect_refused(scatter(words), 65,
                 {"'word' has 60 classes", "at most 54", "--highlight", "--name-classes"});
  EXPECT_EQ(scatter(words + " --highlight w3 --highlight w4").exit_code, 0);
  ASSERT_EQ(scatter(words + " --name-classes").exit_code, 0);
  EXPECT_FALSE(has(read_file(path("a.svg")), ">word<"));  // no legend
  write_column("numbers.csv", "day", [](int i) { return std::to_string(i % 70); });
  expect_refused(scatter("--labels " + path("numbers.csv") + " --color-by day --color-as classes"), 65,
                 {"--color-as scale"});
}

TEST_F(Reported, ClassesKeepTheOrderAndColoursThatAreGiven) {
  write_column("order.csv", "level", [](int i) {
    return std::string(i % 3 == 0 ? "low" : i % 3 == 1 ? "high" : "medium");
  });
  const std::string words = "--labels " + path("order.csv") + " --color-by level";
  const auto places = [&] {
    const std::string svg = read_file(path("a.svg"));
    return std::vector<std::size_t>{svg.find(">low<"), svg.find(">medium<"), svg.find(">high<")};
  };
  ASSERT_EQ(scatter(words + " --order low,medium,high --class-colors 'medium=#123456'").exit_code, 0);
  const std::vector<std::size_t> at = places();
  EXPECT_TRUE(std::is_sorted(at.begin(), at.end()));
  EXPECT_TRUE(has(read_file(path("a.svg")), "#123456"));
  // A class that isn't there keeps its colour: low has the second one.
  ASSERT_EQ(scatter(words + " --order none,low").exit_code, 0);
  EXPECT_FALSE(has(read_file(path("a.svg")), ">none<"));
  EXPECT_FALSE(has(read_file(path("a.svg")), "#0072B2") || has(read_file(path("a.svg")), "#0072b2"));
  expect_refused(scatter(words + " --order a,b"), 64, {"names no class of 'level'"});
  expect_refused(scatter(words + " --class-colors low=mauve"), 64, {"'mauve' is no colour"});
  write_column("layers.csv", "layer", [](int i) { return "layer " + std::to_string(1 + i % 11); });
  ASSERT_EQ(scatter("--labels " + path("layers.csv") + " --color-by layer").exit_code, 0);
  const std::string svg = read_file(path("a.svg"));
  EXPECT_LT(svg.find(">layer 2<"), svg.find(">layer 10<"));
}

TEST_F(Reported, AScaleMayBeLogarithmicOrHaveEnds) {
  write_column("loss.csv", "loss",
               [](int i) { return i == 7 ? "0" : std::to_string(std::pow(10., i % 9 - 4) * 1.5); });
  const std::string words = "--labels " + path("loss.csv") + " --color-by loss";
  ASSERT_EQ(scatter(words + " --color-scale log").exit_code, 0);
  EXPECT_TRUE(has(read_file(path("a.txt")), "logarithmic")) << read_file(path("a.txt"));
  EXPECT_TRUE(has(read_file(path("a.txt")), "grey: 0 or below: no logarithm"));
  EXPECT_TRUE(has(read_file(path("a.svg")), "0.01"));
  ASSERT_EQ(scatter(words + " --color-range 0,10").exit_code, 0);
  EXPECT_TRUE(has(read_file(path("a.txt")), "above the scale")) << read_file(path("a.txt"));
  ASSERT_EQ(scatter(words + " --color-range 5%,95%").exit_code, 0);
  expect_refused(scatter(words + " --color-range 5"), 64, {"'5' is no range"});
  expect_refused(scatter(words + " --color-range 5,1"), 64, {"ends below its start"});
  expect_refused(scatter(words + " --color-range 0,1 --color-scale log"), 64, {"begins above 0"});
}

TEST_F(Reported, TextOfAnSvgEndsWithAGenericFamilyAndItsDotsAreCircles) {
  ASSERT_EQ(scatter("").exit_code, 0);
  EXPECT_TRUE(has(read_file(path("a.svg")), "font-family=\"Inter,DejaVu Sans,sans-serif\""));
  ASSERT_EQ(scatter("--font times").exit_code, 0);
  EXPECT_TRUE(has(read_file(path("a.svg")), ",serif\""));
  for (const char* const mode : {"exact", "auto"}) {
    ASSERT_EQ(scatter(std::string("--points ") + mode).exit_code, 0);
    const std::string svg = read_file(path("a.svg"));
    EXPECT_EQ(count_of(svg, "h0"), 0U) << mode;
    EXPECT_GE(count_of(svg, "a"), static_cast<std::size_t>(kPoints));  // arcs
  }
}

TEST_F(Reported, LabelsInAnotherEncodingNameTheCallOfIconv) {
  write_column("latin1.csv", "wort", [](int i) { return std::string(i % 2 == 0 ? "gr\xFCn" : "rot"); });
  expect_refused(scatter("--labels " + path("latin1.csv") + " --color-by wort"), 65,
                 {"line 2", "iconv -f WINDOWS-1252 -t UTF-8"});
}

TEST_F(Reported, ARowNumberWithoutANameIsNoUnit) {
  std::string text = ",u0,u1,u2\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i) + "," + std::to_string(std::sin(i)) + "," + std::to_string(std::cos(2 * i)) +
            "," + std::to_string(std::sin(5 * i)) + "\n";
  write_file(path("states.csv"), text);
  const Outcome made = rssviz("embed " + path("states.csv") + " --method pca -o " + path("m.npz"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "without a name, numbers or names the rows: left out")) << made.err;
}

TEST_F(Reported, OneOfSeveralArraysIsChosenByName) {
  formats::write_npz(path("layers.npz"), {{"model/h", states_of(40, 5)}, {"model/c", states_of(40, 5)}});
  expect_refused(rssviz("embed " + path("layers.npz") + " --method pca -o " + path("m.npz")), 65,
                 {"choose one", "npz:model/h"});
  EXPECT_EQ(rssviz("embed " + path("layers.npz:model/h") + " --method pca -q -o " + path("m.npz")).exit_code,
            0);
}

TEST_F(Reported, TooFewPointsSayHowManyNeighboursWouldDo) {
  formats::write_npy(path("n15.npy"), states_of(15, 4));
  expect_refused(rssviz("embed " + path("n15.npy") + " -o " + path("m.npz")), 65,
                 {"give --neighbors 14 or less"});
}

TEST_F(Reported, StagesThatShareNoPointAreSaidToBeApart) {
  write_coming_and_going(path("apart.npz"), 2, 100);
  const Outcome apart =
      rssviz("embed " + path("apart.npz") + " --align --neighbors 5 --epochs 20 -o " + path("m.npz"));
  ASSERT_EQ(apart.exit_code, 0) << apart.err;
  EXPECT_TRUE(has(apart.out + apart.err, "stages 0 and 1 share no point")) << apart.out << apart.err;
  EXPECT_FALSE(has(apart.out + apart.err, "points move by")) << apart.out << apart.err;
  EXPECT_TRUE(std::isnan(formats::to_doubles(formats::read_npz(path("m.npz")).at("movement"), "")[1]));
}

TEST_F(Reported, PointsThatComeAndGoAreFilmedAndDrawnByStage) {
  write_coming_and_going(path("states.npz"), 3, 20);
  ASSERT_EQ(
      rssviz("embed " + path("states.npz") + " --align --neighbors 5 --epochs 20 -q -o " + path("m.npz"))
          .exit_code,
      0);
  const Outcome heap = rssviz("figure scatter " + path("m.npz") + " -o " + path("a.svg"));
  expect_refused(heap, 65, {"maps of 3 stages", "--stage last", "rssviz animate stages"});
  ASSERT_EQ(rssviz("figure scatter " + path("m.npz") + " --stage 1 -q -o " + path("a.svg")).exit_code, 0);
  EXPECT_TRUE(has(read_file(path("a.txt")), "one of 40 points")) << read_file(path("a.txt"));
  expect_refused(rssviz("figure scatter " + path("m.npz") + " --stage 9 -o " + path("b.svg")), 64,
                 {"no stage '9'", "stage 0 to stage 2"});
  expect_refused(scatter("--stage 1"), 64, {"holds one map"});
  std::string labels = "row\n";
  for (int i = 0; i < 120; ++i) labels += std::string(i < 60 ? "early" : "late") + "\n";
  write_file(path("rows.csv"), labels);
  const Outcome film =
      rssviz("animate stages " + path("m.npz") + " --labels " + path("rows.csv") +
             " --color-by row --name-classes --size 320x180 --fps 10 --duration 3s -q -o " + path("f.mp4"));
  ASSERT_EQ(film.exit_code, 0) << film.err;
  const std::string caption = read_file(path("f.txt"));
  EXPECT_TRUE(has(caption, "80 points at 3 stages") &&
              has(caption, "0 of the points are there at every stage"))
      << caption;
  ASSERT_EQ(rssviz("figure scatter " + path("m.npz") + " --stage last --labels " + path("rows.csv") +
                   " --color-by row --svg-text text -q -o " + path("c.svg"))
                .exit_code,
            0);
  EXPECT_FALSE(has(read_file(path("c.svg")), ">early<"));  // its forty rows are all late
}

TEST_F(Reported, OneOfTheMapsOfStagesIsDrawnWithItsTrust) {
  formats::Array stages = states_of(120, 6);
  stages.shape = {3, 40, 6};
  formats::write_npy(path("stages.npy"), stages);
  ASSERT_EQ(
      rssviz("embed " + path("stages.npy") + " --align --neighbors 5 --epochs 20 -q -o " + path("m.npz"))
          .exit_code,
      0);
  ASSERT_EQ(rssviz("figure scatter " + path("m.npz") + " --stage first -q -o " + path("a.svg")).exit_code, 0);
  const std::string caption = read_file(path("a.txt"));
  EXPECT_TRUE(has(caption, "Drawn is stage 0 of the maps of 3 stages") && has(caption, "Trustworthiness ."))
      << caption;
}

TEST_F(Reported, SequencesAreFilmedAlongTheirStepsAndAxesOfComponentsSayTheirShare) {
  formats::Array states = states_of(60, 5);
  states.shape = {4, 15, 5};
  formats::write_npy(path("h.npy"), states);
  ASSERT_EQ(rssviz("embed " + path("h.npy") + " --method pca -q -o " + path("m.npz")).exit_code, 0);
  ASSERT_EQ(rssviz("figure scatter " + path("m.npz") + " --svg-text text -q -o " + path("a.svg")).exit_code,
            0);
  EXPECT_TRUE(has(read_file(path("a.svg")), ">PC 1 (") &&
              has(read_file(path("a.txt")), "Axes: principal components"));
  write_file(path("kinds.csv"), "kind\na\nb\na\nb\n");
  const std::string film =
      "animate paths " + path("m.npz") + " --size 320x180 --fps 10 --duration 2s -q -o " + path("f.mp4");
  const Outcome made = rssviz(film + " --labels " + path("kinds.csv") + " --color-by kind --sequences all");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(read_file(path("f.txt")), "4 sequences, all at the same step")) << read_file(path("f.txt"));
  EXPECT_TRUE(
      has(shell("ffprobe -v error -show_entries format=duration -of csv=p=0 " + path("f.mp4")).out, "2.0"));
  expect_refused(rssviz(film + " --color-by step --color-as scale"), 64, {"is a scale"});
  ASSERT_EQ(rssviz("figure paths " + path("m.npz") + " --labels " + path("kinds.csv") +
                   " --color-by kind -q -o " + path("b.svg"))
                .exit_code,
            0);
  EXPECT_TRUE(has(read_file(path("b.txt")), "get wider from step to step"));
}

TEST_F(Reported, ACurveOfOnesOwnStandsBesideAFilm) {
  formats::Array stages = states_of(120, 2);
  stages.shape = {3, 40, 2};
  formats::write_npz(path("m.npz"), {{"coords", stages}});
  write_file(path("curve.csv"), "accuracy,loss\n0.5,1\n0.7,0.5\n0.9,0.2\n");
  const std::string film =
      "animate stages " + path("m.npz") + " --size 320x180 --at 1s -q -o " + path("f.png") + " --curve ";
  ASSERT_EQ(rssviz(film + path("curve.csv") + " --curve-column loss").exit_code, 0);
  EXPECT_EQ(rssviz(film + path("curve.csv")).exit_code, 0);
  expect_refused(rssviz(film + path("curve.csv") + " --curve-column error"), 65,
                 {"no column 'error'", "3 stages"});
  write_file(path("short.csv"), "accuracy\n0.5\n0.7\n");
  expect_refused(rssviz(film + path("short.csv")), 65, {"for each of 3 stages"});
}

TEST_F(Reported, MoreClassesThanColoursAreSaidInAFilm) {
  formats::Array stages = states_of(120, 2);
  stages.shape = {3, 40, 2};
  formats::write_npz(path("m.npz"), {{"coords", stages}});
  std::string labels = "phone\n";
  for (int i = 0; i < 40; ++i) labels += "p" + std::to_string(i % 20) + "\n";
  write_file(path("phones.csv"), labels);
  const Outcome film = rssviz("animate stages " + path("m.npz") + " --labels " + path("phones.csv") +
                              " --color-by phone --size 320x180 --at 1s -o " + path("f.png"));
  ASSERT_EQ(film.exit_code, 0) << film.err;
  EXPECT_TRUE(has(film.err, "'phone' has 20 classes, more than there are colours")) << film.err;
}

TEST_F(Reported, AnArrayThatCannotBeReadDoesNotStopTheOthers) {
  formats::write_npz(path("good.npz"), {{"states", states_of(40, 5)}});
  // An .npy of Python objects as NumPy heads it; its pickle is never read.
  std::string header = "{'descr': '|O', 'fortran_order': False, 'shape': (40,), }";
  header.resize(117, ' ');
  header += '\n';
  std::string objects = std::string("\x93NUMPY\x01\x00", 8);
  objects += static_cast<char>(header.size() & 0xFF);
  objects += static_cast<char>(header.size() >> 8);
  write_file(path("group.npy"), objects + header + "pickle");
  const Outcome zipped =
      shell("cd " + folder_.path().string() + " && cp good.npz both.npz && zip -q both.npz group.npy");
  if (zipped.exit_code != 0) GTEST_SKIP() << "zip isn't installed";
  const Outcome made = rssviz("embed " + path("both.npz") + " --method pca -o " + path("m.npz"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "group: holds pickled Python objects") &&
              has(made.err, "np.asarray(group, dtype=str)"))
      << made.err;
}

TEST_F(Reported, PaddingMayBeNaNAndInputsOfFourDimensionsAreNamed) {
  formats::Array inputs = states_of(60, 2);
  inputs.shape = {6, 10, 2};
  formats::Array targets = states_of(60, 1);
  targets.shape = {6, 10, 1};
  for (std::size_t s = 0; s < 6; ++s)  // of each sequence the last two steps
    for (std::size_t t = 8; t < 10; ++t)
      reinterpret_cast<float*>(targets.data.data())[s * 10 + t] = std::numeric_limits<float>::quiet_NaN();
  formats::write_npy(path("u.npy"), inputs);
  formats::write_npy(path("y.npy"), targets);
  formats::write_npy(path("l.npy"), formats::from_vector(std::vector<std::int32_t>(6, 8)));
  const std::string train = "train --cell lstm --task arrays --units 4 --epochs 1 --washout 0 --inputs " +
                            path("u.npy") + " --targets " + path("y.npy") + " -o " + path("r");
  expect_refused(rssviz(train), 65, {"(step 8 of sequence 0) is not finite", "--lengths"});
  const Outcome trained = rssviz(train + " --lengths " + path("l.npy"));
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_TRUE(has(trained.err, "6 sequences x up to 10 steps x 2 inputs")) << trained.err;
  inputs.shape = {2, 3, 10, 2};
  formats::write_npy(path("u.npy"), inputs);
  expect_refused(rssviz(train), 65,
                 {"has 4 dimensions (2 x 3 x 10 x 2)", "--axes conditions,sequences,steps,inputs",
                  "--axes conditions,steps,sequences,inputs"});
}

}  // namespace rssviz::cli
