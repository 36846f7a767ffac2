// What people bring, by the real binary: arrays of three and more dimensions, padding, labels of other
// lengths, tables as other programs save them. Each is read in one way that is said, or refused with the way
// out.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"
#include "tests/cli/waves.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSequences = 6, kSteps = 8, kUnits = 5;

class Brought : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }

  // Value (s, t, u) of sequences whose last s steps are zeros.
  static float value(std::size_t s, std::size_t t, std::size_t u) {
    if (t + s >= kSteps && t > 0) return 0;
    return static_cast<float>(std::sin(0.7 * static_cast<double>(t) + static_cast<double>(s * 3 + u)));
  }
  static std::size_t states() {
    std::size_t count = 0;
    for (std::size_t s = 0; s < kSequences; ++s) count += kSteps - s;
    return count;
  }
  static formats::Array padded(bool steps_first) {
    std::vector<float> values;
    for (std::size_t i = 0; i < (steps_first ? kSteps : kSequences); ++i)
      for (std::size_t j = 0; j < (steps_first ? kSequences : kSteps); ++j)
        for (std::size_t u = 0; u < kUnits; ++u)
          values.push_back(steps_first ? value(j, i, u) : value(i, j, u));
    formats::Array array = formats::from_vector(values);
    array.shape = steps_first ? std::vector<std::size_t>{kSteps, kSequences, kUnits}
                              : std::vector<std::size_t>{kSequences, kSteps, kUnits};
    return array;
  }
  void write_states() const { formats::write_npy(path("h.npy"), padded(false)); }
  void write_lengths(const std::vector<std::int32_t>& lengths) const {
    formats::write_npy(path("lengths.npy"), formats::from_vector(lengths));
  }
  std::string classes() const {  // one a sequence
    std::string text = "kind\n";
    for (std::size_t s = 0; s < kSequences; ++s) text += s % 2 == 0 ? "even\n" : "odd\n";
    return text;
  }
  Outcome embed(const std::string& words) const {
    return rssviz("embed " + words + " --method pca -o " + path("map.npz"));
  }
  formats::Archive map() const { return formats::read_npz(path("map.npz")); }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Brought, ThreeDimensionsAreSequencesAndTheirPaddingIsLeftOut) {
  write_states();
  const Outcome made = embed(path("h.npy"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "6 sequences x up to 8 steps x 5 units; padding left out (zeros")) << made.err;
  EXPECT_EQ(map().at("coords").shape, (std::vector<std::size_t>{states(), 2}));
  ASSERT_EQ(rssviz("figure scatter " + path("map.npz") + " --color-by step -q -o " + path("a.svg")).exit_code,
            0);
  const std::string caption = read_file(path("a.txt"));
  for (const char* part : {"up to 8 steps", "principal components", "Trustworthiness"})
    EXPECT_TRUE(has(caption, part)) << part << " in " << caption;
  ASSERT_EQ(embed(path("h.npy") + " --keep-padding").exit_code, 0);
  EXPECT_EQ(map().at("coords").shape[0], kSequences * kSteps);
}

TEST_F(Brought, AnyOrderOfDimensionsGivesTheSameStates) {
  write_states();
  formats::write_npy(path("turned.npy"), padded(true));
  ASSERT_EQ(embed(path("h.npy")).exit_code, 0);
  const formats::Archive straight = map();
  const Outcome made = embed(path("turned.npy") + " --axes steps,sequences,units");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(map().at("coords").data, straight.at("coords").data);
  EXPECT_EQ(map().at("sequence").data, straight.at("sequence").data);
}

TEST_F(Brought, LengthsAndLabelsThatFitNeitherReadingAreRefusedWithBothCommands) {
  write_states();
  write_lengths(std::vector<std::int32_t>(kSteps, 6));
  const Outcome lengths = embed(path("h.npy") + " --lengths " + path("lengths.npy"));
  EXPECT_EQ(lengths.exit_code, 65);
  EXPECT_TRUE(has(lengths.err, "--axes sequences,steps,units --lengths") &&
              has(lengths.err, "--axes steps,sequences,units --lengths"))
      << lengths.err;
  write_file(path("labels.csv"), "kind\na\nb\nc\na\nb\nc\na\nb\n");
  const Outcome labels =
      rssviz("look " + path("h.npy") + " --labels " + path("labels.csv") + " -o " + path("look"));
  EXPECT_EQ(labels.exit_code, 65);
  EXPECT_TRUE(has(labels.err, "--axes steps,sequences,units") &&
              has(labels.err, "--axes stages,points,units"))
      << labels.err;
}

TEST_F(Brought, LabelsOneASequenceAreSpreadOverItsSteps) {
  write_states();
  write_file(path("labels.csv"), classes());
  const Outcome look =
      rssviz("look " + path("h.npy") + " --labels " + path("labels.csv") + " -o " + path("look"));
  ASSERT_EQ(look.exit_code, 0) << look.err;
  const formats::Archive shown = formats::read_npz(path("look/states.npz"));
  ASSERT_EQ(shown.at("kind").text.size(), states());
  const std::vector<std::int32_t> sequence = formats::to_integers(shown.at("sequence"), "");
  for (std::size_t i = 0; i < states(); ++i)
    EXPECT_EQ(shown.at("kind").text[i], sequence[i] % 2 == 0 ? "even" : "odd");
  // Numbered by a column, in any order.
  write_file(path("numbered.csv"), "sequence,kind\n1,odd\n0,even\n3,odd\n2,even\n5,odd\n4,even\n");
  ASSERT_EQ(rssviz("look " + path("h.npy") + " --labels " + path("numbered.csv") + " -q -o " + path("look"))
                .exit_code,
            0);
  EXPECT_EQ(formats::read_npz(path("look/states.npz")).at("kind").text, shown.at("kind").text);
  ASSERT_EQ(embed(path("h.npy")).exit_code, 0);
  formats::write_npy(path("y.npy"), formats::from_vector(std::vector<std::int32_t>{0, 1, 2, 0, 1, 2}));
  for (const std::string table : {"labels.csv --color-by kind", "y.npy --color-by y"}) {
    const Outcome drawn =
        rssviz("figure scatter " + path("map.npz") + " --labels " + path(table) + " -q -o " + path("a.svg"));
    EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
  }
  formats::write_npy(path("y.npy"), formats::from_vector(std::vector<std::int32_t>{0, 1, 2, 0}));
  const Outcome short_one = rssviz("figure scatter " + path("map.npz") + " --labels " + path("y.npy") +
                                   " --color-by y -o " + path("b.svg"));
  EXPECT_EQ(short_one.exit_code, 65);
  EXPECT_TRUE(has(short_one.err, "has 4 rows; what fits: 33 points, 6 sequences")) << short_one.err;
}

TEST_F(Brought, ArraysBesideStatesComeAlongIntoTheMap) {
  std::vector<std::string> kinds{"a", "b", "a", "b", "a", "b"};
  formats::Archive archive{{"states", padded(false)}, {"kind", formats::from_strings(kinds)}};
  const std::vector<std::int32_t> lengths{8, 7, 6, 5, 4, 3};
  archive["lengths"] = formats::from_vector(lengths);
  formats::write_npz(path("all.npz"), archive);
  const Outcome made = embed(path("all.npz"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "padding left out by 'lengths'")) << made.err;
  EXPECT_EQ(map().at("kind").text.size(), 33U);
  EXPECT_EQ(rssviz("figure paths " + path("map.npz") + " --color-by kind -q -o " + path("p.svg")).exit_code,
            0);
  EXPECT_EQ(rssviz("figure paths " + path("map.npz") + " --color-by step -q -o " + path("q.svg")).exit_code,
            0);
  EXPECT_NE(read_file(path("p.svg")), read_file(path("q.svg")));
}

TEST_F(Brought, MoreDimensionsAreNamedOrRefused) {
  formats::Array four = padded(false);
  four.shape = {2, kSequences / 2, kSteps, kUnits};
  formats::write_npy(path("four.npy"), four);
  const Outcome refused = embed(path("four.npy"));
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_TRUE(has(refused.err, "--axes stages,sequences,steps,units") &&
              has(refused.err, "--axes layers,sequences,steps,units"))
      << refused.err;
  ASSERT_EQ(embed(path("four.npy") + " --axes layers,sequences,steps,units").exit_code, 0);
  EXPECT_EQ(map().at("layer").size(), states());
  const Outcome stages = rssviz("embed " + path("four.npy") +
                                " --align --keep-padding --neighbors 5 --epochs 20 -o " + path("maps.npz"));
  ASSERT_EQ(stages.exit_code, 0) << stages.err;
  EXPECT_EQ(formats::read_npz(path("maps.npz")).at("coords").shape, (std::vector<std::size_t>{2, 24, 2}));
}

TEST_F(Brought, FilesOfSequencesAreStages) {
  for (const char* name : {"e_1.npy", "e_2.npy"}) formats::write_npy(path(name), padded(false));
  const Outcome made =
      rssviz("embed '" + path("e_*.npy") + "' --align --neighbors 5 --epochs 20 -o " + path("maps.npz"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "2 stages x 6 sequences x up to 8 steps x 5 units")) << made.err;
  EXPECT_EQ(formats::read_npz(path("maps.npz")).at("coords").shape,
            (std::vector<std::size_t>{2, states(), 2}));
}

TEST_F(Brought, WithoutSequencesNoTrajectoryIsInvented) {
  formats::Array flat = padded(false);
  flat.shape = {kSequences * kSteps, kUnits};
  formats::write_npy(path("flat.npy"), flat);
  const Outcome look = rssviz("look " + path("flat.npy") + " -o " + path("look"));
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_TRUE(has(look.err, "which states follow each other isn't known")) << look.err;
  EXPECT_FALSE(has(look.out, "figure paths")) << look.out;
  const Outcome paths = rssviz("figure paths " + path("look/umap.npz") + " -o " + path("p.svg"));
  EXPECT_EQ(paths.exit_code, 65);
  EXPECT_TRUE(has(paths.err, "--axes steps,units")) << paths.err;
  ASSERT_EQ(embed(path("flat.npy") + " --axes steps,units").exit_code, 0);
  EXPECT_EQ(rssviz("figure paths " + path("map.npz") + " -q -o " + path("p.svg")).exit_code, 0);
}

TEST_F(Brought, TablesOfTrialsAndTimesAreSequences) {
  std::string table = "trial,time_ms,u0,u1,group\n";
  for (int trial = 0; trial < 5; ++trial)
    for (int t = 3; t >= 0; --t)
      table += "s" + std::to_string(trial) + "," + std::to_string(10 * t) + "," + std::to_string(trial + t) +
               "," + std::to_string(std::cos(trial * t)) + ",g" + std::to_string(trial % 2) + "\n";
  write_file(path("mixed.csv"), table);
  const Outcome made = embed(path("mixed.csv"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "sequences by column 'trial', in the order of column 'time_ms'")) << made.err;
  EXPECT_EQ(formats::to_integers(map().at("step"), "")[0], 3);
  EXPECT_EQ(map().at("group").text.size(), 20U);
  EXPECT_EQ(embed(path("mixed.csv") + " --unit-columns u0").exit_code, 0);
  EXPECT_EQ(embed(path("mixed.csv") + " --unit-columns 'w*'").exit_code, 65);
}

TEST_F(Brought, ColumnsOfOtherProgramsColourAMap) {
  std::string places = ";x;y\n", labels = "loss;group\n";
  for (int i = 0; i < 30; ++i) {
    places += std::to_string(i) + ";" + std::to_string(i) + ",5;" + std::to_string(i * i) + "\n";
    labels += (i == 4 ? "NA" : std::to_string(i) + ",25") + std::string(i % 3 == 0 ? ";NA" : ";b") + "\n";
  }
  write_file(path("map.csv"), places);
  write_file(path("labels.csv"), labels);
  const std::string draw = "figure scatter " + path("map.csv") + " --labels " + path("labels.csv");
  const Outcome scale = rssviz(draw + " --color-by loss -o " + path("a.svg"));
  ASSERT_EQ(scale.exit_code, 0) << scale.err;
  EXPECT_TRUE(has(scale.err, "separated by ;, decimal commas") && has(scale.err, "1 missing value"))
      << scale.err;
  EXPECT_TRUE(has(read_file(path("a.txt")), "grey: no value"));
  const Outcome group = rssviz(draw + " --color-by group -q -o " + path("b.svg"));
  ASSERT_EQ(group.exit_code, 0) << group.err;
  EXPECT_TRUE(has(read_file(path("b.txt")), "1 classes")) << read_file(path("b.txt"));
}

TEST_F(Brought, PointsWithoutAPlaceAreLeftOutAndCounted) {
  Matrix at(20, 2);
  for (Eigen::Index i = 0; i < 20; ++i) at.row(i) << static_cast<float>(i), static_cast<float>(i % 5);
  at(3, 0) = at(7, 1) = std::numeric_limits<float>::quiet_NaN();
  formats::write_npy(path("map.npy"), formats::from_matrix(MatrixRef(at)));
  const Outcome drawn = rssviz("figure scatter " + path("map.npy") + " -o " + path("a.svg"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_TRUE(has(drawn.err, "2 rows without a place (NaN) left out")) << drawn.err;
  EXPECT_TRUE(has(read_file(path("a.txt")), "one of 18 points")) << read_file(path("a.txt"));
}

TEST_F(Brought, StatesAreNotDrawnAsCoordinates) {
  formats::Array flat = padded(false);
  flat.shape = {kSequences * kSteps, kUnits};
  formats::write_npy(path("flat.npy"), flat);
  const Outcome states = rssviz("figure scatter " + path("flat.npy") + " -o " + path("a.svg"));
  EXPECT_EQ(states.exit_code, 65);
  EXPECT_TRUE(has(states.err, "rssviz embed")) << states.err;
  ASSERT_EQ(embed(path("flat.npy") + " --dims 3").exit_code, 0);
  const Outcome three = rssviz("figure scatter " + path("map.npz") + " -o " + path("a.svg"));
  EXPECT_EQ(three.exit_code, 65);
  EXPECT_TRUE(has(three.err, "the map has 3 dimensions, of which two are drawn: --plane 1,2 says"))
      << three.err;
}

// Of more than two dimensions none passes for the whole map.
TEST_F(Brought, TwoOfThreeDimensionsAreDrawnWhereTheyAreNamed) {
  write_states();
  ASSERT_EQ(embed(path("h.npy") + " --dims 3").exit_code, 0);
  const auto drawn = [&](const std::string& rest) {
    return rssviz("figure scatter " + path("map.npz") + " -o " + path("a.svg") + " --svg-text text " + rest);
  };
  ASSERT_EQ(drawn("--plane 3,1").exit_code, 0);
  const std::string svg = read_file(path("a.svg")), caption = read_file(path("a.txt"));
  EXPECT_TRUE(has(caption, "Drawn are dimensions 3 and 1 of the map's 3.")) << caption;
  EXPECT_TRUE(has(svg, ">PC 3 (") && has(svg, ">PC 1 (") && !has(svg, ">PC 2 (")) << svg.substr(0, 2000);
  const formats::Archive map = formats::read_npz(path("map.npz"));
  const Matrix coords = formats::to_matrix(map.at("coords"), "coords");
  const formats::Table table = formats::read_csv(path("a.csv"));
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), name) -
                                    table.header.begin());
  };
  EXPECT_NEAR(std::stod(table.rows.at(1).at(column("x"))), static_cast<double>(coords(1, 2)), 1e-5);
  EXPECT_NEAR(std::stod(table.rows.at(1).at(column("y"))), static_cast<double>(coords(1, 0)), 1e-5);
  for (const char* const wrong : {"--plane 1,4", "--plane 2", "--plane 1,1", "--plane 0,1", "--plane a,b"})
    EXPECT_EQ(drawn(wrong).exit_code, 64) << wrong;
  // Tables, pages and films likewise.
  ASSERT_EQ(rssviz("embed " + path("h.npy") + " --method pca --dims 3 -q -o " + path("map.csv")).exit_code,
            0);
  const std::vector<std::string> pictures{
      "figure scatter " + path("map.csv"), "figure paths " + path("map.npz"),
      "animate paths --at 1s " + path("map.npz"),
      "figure overview --states " + path("h.npy") + " " + path("map.npz")};
  for (const std::string& what : pictures) {
    const Outcome refused = rssviz(what + " -o " + path("b.svg"));
    EXPECT_EQ(refused.exit_code, 65) << what << refused.err;
    EXPECT_TRUE(has(refused.err, "--plane 1,2 says which")) << refused.err;
    const Outcome made = rssviz(what + " --plane 1,3 -o " + path("b.svg"));
    EXPECT_EQ(made.exit_code, 0) << what << made.err;
  }
}

TEST_F(Brought, AMapGoesIntoATableOrAlongAPipe) {
  write_states();
  const std::string pca = " --method pca -q -o ";
  ASSERT_EQ(rssviz("embed " + path("h.npy") + pca + path("map.csv")).exit_code, 0);
  const formats::Table table = formats::read_csv(path("map.csv"));
  EXPECT_EQ(table.header, (std::vector<std::string>{"x", "y", "sequence", "step", "trust"}));
  EXPECT_EQ(table.rows.size(), 33U);
  EXPECT_EQ(rssviz("figure paths " + path("map.csv") + " -q -o " + path("p.svg")).exit_code, 0);
  const Outcome piped = shell("cat " + path("h.npy") + " | $RSSVIZ embed -" + pca +
                              "- | $RSSVIZ figure scatter - -q -o " + path("s.svg"));
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  const Outcome said = shell("$RSSVIZ embed - --method pca -o " + path("said.npz") + " < " + path("h.npy"));
  EXPECT_TRUE(has(said.err, "standard input: 6 sequences x up to 8 steps") && !has(said.err, "stdin"))
      << said.err;
  const Outcome refused = shell("echo a,b | $RSSVIZ embed - -o " + path("said.npz"));
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_TRUE(has(refused.err, "rssviz: ") && has(refused.err, "standard input")) << refused.err;
  EXPECT_FALSE(has(refused.err, "stdin")) << refused.err;
  const Outcome wrong = rssviz("embed " + path("h.npy") + pca + path("map.txt"));
  EXPECT_EQ(wrong.exit_code, 64);
  EXPECT_TRUE(has(wrong.err, ".npz")) << wrong.err;
}

TEST_F(Brought, PaletteAndLengthOfAFilmAreKeptOrRefused) {
  formats::Array stages = padded(false);
  formats::write_npy(path("stages.npy"), stages);
  ASSERT_EQ(rssviz("embed " + path("stages.npy") +
                   " --axes stages,points,units --align --neighbors 3 --epochs 20 -q -o " + path("maps.npz"))
                .exit_code,
            0);
  const std::string film = "animate stages " + path("maps.npz") + " --size 320x180 --fps 10 ";
  const Outcome kept = rssviz(film + "--duration 2s -o " + path("f.mp4"));
  ASSERT_EQ(kept.exit_code, 0) << kept.err;
  EXPECT_TRUE(
      has(shell("ffprobe -v error -show_entries format=duration -of csv=p=0 " + path("f.mp4")).out, "2.0"));
  const Outcome brief = rssviz(film + "--frames 3 -o " + path("g.mp4"));
  EXPECT_EQ(brief.exit_code, 64);
  EXPECT_TRUE(has(brief.err, "too short for 6 stages; at least 0.6 s")) << brief.err;
  write_states();
  ASSERT_EQ(embed(path("h.npy")).exit_code, 0);
  const Outcome palette = rssviz("figure scatter " + path("map.npz") +
                                 " --color-by step --color-as scale --palette "
                                 "okabe-ito -o " +
                                 path("a.svg"));
  EXPECT_EQ(palette.exit_code, 64);
  EXPECT_TRUE(has(palette.err, "viridis")) << palette.err;
}

TEST(FindingOnesWay, HelpVersionsAndOtherWords) {
  EXPECT_TRUE(has(rssviz("").out, "Usage: rssviz COMMAND"));
  EXPECT_EQ(rssviz("help embed").out, rssviz("embed --help").out);
  EXPECT_EQ(rssviz("help figure scatter").out, rssviz("figure scatter --help").out);
  EXPECT_TRUE(has(rssviz("-V").out, "HDF5"));
  EXPECT_EQ(rssviz("manual rssviz").out, rssviz("manual").out);
  EXPECT_TRUE(has(rssviz("manual lint").out, "1 lint found something to mend"));
  for (const auto& [word, meant] : {std::pair("plot", "rssviz figure"), std::pair("umap", "rssviz embed"),
                                    std::pair("tsne", "rssviz embed"), std::pair("gif", "rssviz animate")}) {
    const Outcome said = rssviz(word);
    EXPECT_EQ(said.exit_code, 64);
    EXPECT_TRUE(has(said.err, meant)) << said.err;
  }
}

}  // namespace rssviz::cli
