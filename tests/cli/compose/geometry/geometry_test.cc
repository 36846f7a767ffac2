// Figures of classes step by step, by the real binary: of bare states, of runs, and what is said of bad
// input.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class Geometry : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(
        rssviz("train --cell rnn --task clusters --units 20 --epochs 3 --batch-size 20 --learning-rate 0.01 "
               "--points-train 400 --points-test 120 --quiet -o " +
               path("run"))
            .exit_code,
        0);
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string path(const std::string& name) { return *folder_ / name; }

  // 60 sequences x 4 steps x 8 units: unit 0 tells the class from step 1 on, turned around at step 3. Outputs
  // find it at step 3.
  static formats::Archive made_up() {
    std::vector<float> states, outputs;
    std::vector<std::int32_t> classes;
    for (int i = 0; i < 60; ++i) {
      classes.push_back(i % 2);
      Rng rng(1, "made up", static_cast<std::uint64_t>(i));
      for (int step = 0; step < 4; ++step) {
        const float sign = (i % 2 == 0 ? 1.0F : -1.0F) * (step == 3 ? -1.0F : 1.0F);
        for (int k = 0; k < 8; ++k)
          states.push_back((k == 0 && step > 0 ? 2 * sign : 0) + 0.3F * static_cast<float>(rng.normal()));
        const float said = -states[states.size() - 8];
        outputs.insert(outputs.end(), {said, -said});
      }
    }
    formats::Archive archive;
    archive["states"] = formats::from_vector(states);
    archive["states"].shape = {60, 4, 8};
    archive["outputs"] = formats::from_vector(outputs);
    archive["outputs"].shape = {60, 4, 2};
    archive["stimulus"] = formats::from_vector(classes);
    return archive;
  }
  static void write(const std::string& name, const formats::Archive& archive) {
    formats::write_npz(path(name), archive);
  }
  static std::string figure(const std::string& kind, const std::string& words) {
    return "figure " + kind + " " + words + " --quiet";
  }
  // What is said of a file that can't be drawn: one line, with exit code 65.
  static std::string fault(const formats::Archive& archive, const std::string& words = "--class stimulus") {
    write("bad.npz", archive);
    const Outcome outcome =
        rssviz(figure("readout-gap", path("bad.npz") + " " + words + " -o " + path("bad.svg")));
    EXPECT_EQ(outcome.exit_code, 65) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    return outcome.err;
  }

 private:
  inline static TemporaryFolder* folder_ = nullptr;
};

double accuracy(const formats::Table& table, const std::string& curve, const std::string& step,
                const std::string& noise = "0") {
  for (const auto& row : table.rows)
    if (row[0] == step && row[1] == curve && row[6] == noise) return std::stod(row[2]);
  return std::nan("");
}

TEST_F(Geometry, OfBareStatesTellsWhereTheClassIsAndWhoReadsIt) {
  write("bare.npz", made_up());
  const Outcome outcome =
      rssviz("figure readout-gap " + path("bare.npz") + " --class stimulus -o " + path("bare.svg"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("60 sequences x 4 steps x 8 units"), std::string::npos) << outcome.err;
  const formats::Table table = formats::read_csv(path("bare.csv"));
  EXPECT_EQ(table.header,
            (std::vector<std::string>{"step", "curve", "accuracy", "low", "high", "chance", "noise"}));
  EXPECT_LT(accuracy(table, "probe", "0"), 0.75);
  EXPECT_EQ(accuracy(table, "probe", "1"), 1);
  EXPECT_EQ(accuracy(table, "probe", "1", "0.01"), 1);
  EXPECT_EQ(accuracy(table, "output", "1"), 0);
  EXPECT_EQ(accuracy(table, "output", "3"), 1);
  EXPECT_EQ(accuracy(table, "logits_probe", "1"), 1);
  EXPECT_LE(accuracy(table, "refitted", "1"), 1);
  const std::string caption = read_file(path("bare.txt"));
  EXPECT_NE(caption.find("Not drawn"), std::string::npos);
  EXPECT_NE(caption.find("they need the network"), std::string::npos) << caption;
  EXPECT_NE(caption.find("one network"), std::string::npos) << caption;
}

TEST_F(Geometry, OfPointsWithSequenceAndStepIsThatOfThreeDimensions) {
  formats::Archive archive = made_up();
  write("three.npz", archive);
  archive.at("states").shape = {240, 8};
  archive.at("outputs").shape = {240, 2};
  std::vector<std::int32_t> sequence, step;
  std::vector<std::string> words;
  for (int i = 0; i < 240; ++i) {
    sequence.push_back(i / 4);
    step.push_back(i % 4);
    words.push_back(i / 4 % 2 == 0 ? "left" : "right");
  }
  archive["sequence"] = formats::from_vector(sequence);
  archive["step"] = formats::from_vector(step);
  archive["stimulus"] = formats::from_strings(words);
  write("two.npz", archive);
  for (const char* name : {"two", "three"})
    ASSERT_EQ(rssviz(figure("readout-gap", path(std::string(name) + ".npz") + " --class stimulus -o " +
                                               path(std::string(name) + ".svg")))
                  .exit_code,
              0);
  EXPECT_EQ(read_file(path("two.csv")), read_file(path("three.csv")));
}

TEST_F(Geometry, OfARunHasAllCurvesAndTheSameBytesAtAnyThreads) {
  const std::string words = path("run") + " --most 80 --folds 2 -o ";
  ASSERT_EQ(rssviz(figure("readout-gap", words + path("one.svg") + " --threads 1")).exit_code, 0);
  ASSERT_EQ(rssviz(figure("readout-gap", words + path("more.svg") + " --threads 3")).exit_code, 0);
  EXPECT_EQ(read_file(path("one.csv")), read_file(path("more.csv")));
  EXPECT_EQ(read_file(path("one.svg")), read_file(path("more.svg")));
  const formats::Table table = formats::read_csv(path("one.csv"));
  std::set<std::string> curves;
  for (const auto& row : table.rows) curves.insert(row[1]);
  EXPECT_EQ(curves, (std::set<std::string>{"probe", "output", "logits_probe", "refitted", "run_on",
                                           "untrained", "permuted", "current_input", "inputs_so_far"}));
  // Run on from the first step, after which nothing comes, every state ends as the network does.
  for (const char* step : {"0", "4", "10"})
    EXPECT_EQ(accuracy(table, "run_on", step), accuracy(table, "output", "10")) << step;
}

TEST_F(Geometry, WhatStepsAddSumsToTheAnswer) {
  ASSERT_EQ(
      rssviz(figure("step-contributions", path("run") + " --most 80 -o " + path("steps.svg"))).exit_code, 0);
  const formats::Table found = formats::read_csv(path("steps.findings.csv"));
  EXPECT_LT(std::stod(found.rows[0][1]), 1e-5);
}

TEST_F(Geometry, OfBadInputSaysOneClearLine) {
  formats::Archive one_member = made_up();
  std::vector<std::int32_t> classes(60, 0);
  classes[7] = 1;
  for (std::size_t i = 30; i < 60; ++i) classes[i] = 2;
  one_member["stimulus"] = formats::from_vector(classes);
  EXPECT_NE(fault(one_member).find("class '1' of stimulus has one sequence"), std::string::npos);

  formats::Archive one_step = made_up();
  one_step.at("states").shape = {240, 1, 8};
  one_step.erase("outputs");
  std::vector<std::int32_t> many;
  for (int i = 0; i < 240; ++i) many.push_back(i % 2);
  one_step["stimulus"] = formats::from_vector(many);
  EXPECT_NE(fault(one_step).find("has 1 step"), std::string::npos);

  formats::Archive constant = made_up();
  constant["states"] = formats::from_vector(std::vector<float>(60 * 4 * 8, 0.5F));
  constant.at("states").shape = {60, 4, 8};
  EXPECT_NE(fault(constant).find("no unit ever changes"), std::string::npos);

  formats::Archive one_class = made_up();
  one_class["stimulus"] = formats::from_vector(std::vector<std::int32_t>(60, 3));
  EXPECT_NE(fault(one_class).find("two or more"), std::string::npos);

  formats::Archive other = made_up();
  other["stimulus"] = formats::from_vector(std::vector<std::int32_t>(59, 1));
  EXPECT_NE(fault(other).find("stimulus has 59 classes"), std::string::npos);

  EXPECT_NE(fault(made_up(), "--class stimulis").find("has no array 'stimulis'"), std::string::npos);
  formats::Archive flat = made_up();
  flat.at("states").shape = {240, 8};
  flat.erase("outputs");
  EXPECT_NE(fault(flat).find("doesn't say of which sequence and step each state is"), std::string::npos);
}

// Sequences x steps x units with a table of classes beside them; steps first; padded, with their lengths.
TEST_F(Geometry, OfAFileIsReadAsStatesOfOnesOwnAreAnywhere) {
  const formats::Archive all = made_up();
  const formats::Array& states = all.at("states");
  const std::size_t n = states.shape[0], steps = states.shape[1], units = states.shape[2];
  formats::write_npy(path("h.npy"), states);
  const std::vector<std::int32_t> classes = formats::to_integers(all.at("stimulus"), "stimulus");
  std::string table = "stimulus\n";
  for (const std::int32_t one : classes) table += std::to_string(one) + "\n";
  write_file(path("classes.csv"), table);
  const Matrix flat = [&] {
    formats::Array two = states;
    two.shape = {n * steps, units};
    return formats::to_matrix(two, "states");
  }();
  std::vector<float> turned;
  for (std::size_t t = 0; t < steps; ++t)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t u = 0; u < units; ++u)
        turned.push_back(flat(static_cast<Eigen::Index>(i * steps + t), static_cast<Eigen::Index>(u)));
  formats::Array steps_first = formats::from_vector(turned);
  steps_first.shape = {steps, n, units};
  formats::write_npy(path("turned.npy"), steps_first);
  formats::Archive bare = all;
  for (const char* const name : {"outputs", "output_names", "inputs"}) bare.erase(name);
  write("bare.npz", bare);
  const std::string labels = " --class stimulus --labels " + path("classes.csv");
  for (const char* const kind : {"readout-gap", "class-distances", "speed"}) {
    const auto numbers = [&](const std::string& words) {
      const Outcome made = rssviz(figure(kind, words + " -o " + path("n.svg")));
      EXPECT_EQ(made.exit_code, 0) << kind << made.err;
      return read_file(path("n.csv"));
    };
    const std::string expected = numbers(path("bare.npz") + " --class stimulus");
    EXPECT_EQ(numbers(path("h.npy") + labels), expected) << kind;
    EXPECT_EQ(numbers(path("turned.npy") + " --axes steps,sequences,units" + labels), expected) << kind;
  }
  const Outcome of_run = rssviz(figure("speed", path("run") + labels + " -o " + path("x.svg")));
  EXPECT_EQ(of_run.exit_code, 64);
  EXPECT_NE(of_run.err.find("--labels is of a file of states; "), std::string::npos) << of_run.err;
}

// Numbers stay with their classes; order and colours are what was asked for.
TEST_F(Geometry, ClassesStandInTheOrderAndColoursThatAreNamed) {
  formats::Archive named = made_up();
  std::vector<std::string> names;
  for (const std::int32_t one : formats::to_integers(named.at("stimulus"), "stimulus"))
    names.push_back(one == 0 ? "low" : "high");
  named["stimulus"] = formats::from_strings(names);
  write("named.npz", named);
  const auto drawn = [&](const std::string& kind, const std::string& words) {
    const Outcome made = rssviz(figure(
        kind, path("named.npz") + " --class stimulus --svg-text text " + words + " -o " + path("c.svg")));
    EXPECT_EQ(made.exit_code, 0) << kind << made.err;
    return read_file(path("c.svg"));
  };
  for (const char* const kind : {"conditions", "class-projection", "speed"}) {
    const std::string plain = drawn(kind, ""), numbers = read_file(path("c.csv"));
    EXPECT_LT(plain.find(">high<"), plain.find(">low<")) << kind;
    const std::string asked = drawn(kind, "--order low,high --class-colors low=#117733");
    EXPECT_LT(asked.find(">low<"), asked.find(">high<")) << kind;
    EXPECT_NE(asked.find("#117733"), std::string::npos) << kind;
    EXPECT_EQ(plain.find("#117733"), std::string::npos) << kind;
    write_file(path("before.csv"), numbers);
    const auto sorted = [&](const char* file) {  // sums go by the order of classes: last digits may differ
      std::vector<double> values;
      for (const auto& row : formats::read_csv(path(file)).rows)
        values.push_back(row.back().empty() ? -1 : std::stod(row.back()));
      std::sort(values.begin(), values.end());
      return values;
    };
    const std::vector<double> before = sorted("before.csv"), after = sorted("c.csv");
    ASSERT_EQ(before.size(), after.size()) << kind;
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], after[i], 1e-9) << kind;
  }
  for (const char* const wrong : {"--order none", "--class-colors none=red", "--class-colors low=nocolour"}) {
    const Outcome refused = rssviz(
        figure("conditions", path("named.npz") + " --class stimulus " + wrong + " -o " + path("c.svg")));
    EXPECT_EQ(refused.exit_code, 64) << wrong << refused.err;
  }
}

// Outputs beside padded states are cut as they are.
TEST_F(Geometry, OutputsOfPaddedSequencesStayWithTheirStates) {
  formats::Archive padded = made_up();
  const std::vector<std::int32_t> lengths(padded.at("states").shape[0], 3);
  formats::write_npy(path("lengths.npy"), formats::from_vector(lengths));
  write("padded.npz", padded);
  const auto numbers = [&](const std::string& words) {
    const Outcome made = rssviz(figure("readout-gap", words + " --class stimulus -o " + path("n.svg")));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return formats::read_csv(path("n.csv"));
  };
  const formats::Table whole = numbers(path("padded.npz"));
  const formats::Table cut = numbers(path("padded.npz") + " --lengths " + path("lengths.npy"));
  const auto of_output = [](const formats::Table& table) {
    std::map<std::string, std::string> rows;
    for (const auto& row : table.rows)
      if (row[1] == "output") rows[row[0]] = row[2];
    return rows;
  };
  const auto all = of_output(whole), first = of_output(cut);
  EXPECT_EQ(all.size(), 4U);
  EXPECT_EQ(first.size(), 3U);
  for (const auto& [step, accuracy] : first) EXPECT_EQ(accuracy, all.at(step)) << step;
}

TEST_F(Geometry, OfUsageSaysWhatIsNeeded) {
  write("bare.npz", made_up());
  const Outcome without = rssviz(figure("readout-gap", path("bare.npz") + " -o " + path("x.svg")));
  EXPECT_EQ(without.exit_code, 64);
  EXPECT_NE(without.err.find("--class is needed"), std::string::npos) << without.err;
  const Outcome mixed = rssviz(
      figure("readout-gap", path("run") + " " + path("bare.npz") + " --class class -o " + path("x.svg")));
  EXPECT_EQ(mixed.exit_code, 64) << mixed.err;
  const Outcome missing =
      rssviz(figure("readout-gap", path("none.npz") + " --class class -o " + path("x.svg")));
  EXPECT_EQ(missing.exit_code, 66) << missing.err;
}

TEST_F(Geometry, OfStepsSinceTheFirstInputNeedsInputs) {
  write("bare.npz", made_up());
  const Outcome without = rssviz(
      figure("class-projection", path("bare.npz") + " --class stimulus --from-input -o " + path("x.svg")));
  EXPECT_EQ(without.exit_code, 65);
  EXPECT_NE(without.err.find("`inputs`"), std::string::npos) << without.err;
  EXPECT_EQ(rssviz(figure("class-projection", path("run") + " --map tsne -o " + path("x.svg"))).exit_code,
            64);
  ASSERT_EQ(rssviz(figure("class-projection",
                          path("run") + " --map umap --from-input --most 60 -o " + path("umap.svg")))
                .exit_code,
            0);
  EXPECT_NE(read_file(path("umap.txt")).find("One UMAP"), std::string::npos);
}

TEST_F(Geometry, CyclesNeedThreeClasses) {
  const Outcome two = rssviz(figure("cycles", path("run") + " -o " + path("x.svg")));
  EXPECT_EQ(two.exit_code, 65);
  EXPECT_NE(two.err.find("three classes"), std::string::npos) << two.err;
}

// Networks of several seeds on one corpus can be compared step by step; on corpora of their own they can't.
TEST_F(Geometry, OneCorpusForSeveralSeeds) {
  const std::string train =
      "train --cell rnn --task clusters --units 12 --epochs 1 --batch-size 20 --points-train 100 "
      "--points-test 40 "
      "--quiet --seed 2 -o ";
  ASSERT_EQ(rssviz(train + path("alone")).exit_code, 0);
  ASSERT_EQ(rssviz(train + path("shared") + " --corpus-seed 1").exit_code, 0);
  ASSERT_EQ(
      rssviz("train --cell rnn --task clusters --units 12 --epochs 1 --batch-size 20 --points-train 100 "
             "--points-test 40 --quiet -o " +
             path("first"))
          .exit_code,
      0);
  const Outcome apart = rssviz(
      figure("similarity-map", path("first") + " " + path("alone") + " --most 20 -o " + path("map.svg")));
  EXPECT_EQ(apart.exit_code, 65);
  EXPECT_NE(apart.err.find("--corpus-seed"), std::string::npos) << apart.err;
  ASSERT_EQ(rssviz(figure("similarity-map",
                          path("first") + " " + path("shared") + " --most 20 -o " + path("map.svg")))
                .exit_code,
            0);
  // A step is wholly alike with itself, and the matrix within a network is symmetric.
  std::map<std::string, double> cka;
  for (const auto& row : formats::read_csv(path("map.csv")).rows)
    if (row[0] == row[1]) cka[row[0] + row[2] + "," + row[3]] = std::stod(row[4]);
  EXPECT_NEAR(cka.at("first3,3"), 1, 1e-9);
  EXPECT_NEAR(cka.at("first2,5"), cka.at("first5,2"), 1e-9);
}

TEST_F(Geometry, RecipeOfClustersIsMadeInItsQuickForm) {
  const Outcome outcome =
      rssviz("run " RSSVIZ_EXAMPLES "/clusters.toml --quick --quiet -o " + path("recipe"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* figure :
       {"readout-gap", "drift", "length", "temporal-generalisation", "step-contributions",
        "decodability-surface", "class-distances", "class-dimension", "speed"})
    EXPECT_FALSE(formats::read_csv(path("recipe/figures/" + std::string(figure) + ".csv")).rows.empty())
        << figure;
  EXPECT_FALSE(read_file(path("recipe/figures/attractors-rnn-1.svg")).empty());
  EXPECT_FALSE(read_file(path("recipe/figures/class-projection.svg")).empty());
  EXPECT_FALSE(formats::read_csv(path("recipe/figures/cycles.findings.csv")).rows.empty());
  EXPECT_FALSE(read_file(path("recipe/films/decodability-learning.mp4")).empty());
}

// Ten classes of images of 28 rows, each a pattern of its own under noise: enough for every claim to find its
// numbers.
TEST_F(Geometry, RecipeOfImagesIsMadeInItsQuickFormOnOtherImages) {
  const auto big_endian = [](std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift & 255));
    return bytes;
  };
  for (const auto& [name, count] : {std::pair<std::string, std::uint32_t>("train", 300), {"test", 200}}) {
    std::string images = big_endian(0x803) + big_endian(count) + big_endian(28) + big_endian(5);
    std::string labels = big_endian(0x801) + big_endian(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      Rng pattern(1, "pattern", i % 10), noise(2, name, i);
      labels.push_back(static_cast<char>(i % 10));
      for (int k = 0; k < 28 * 5; ++k)
        images.push_back(static_cast<char>(
            static_cast<int>(std::clamp(120 + 60 * pattern.normal() + 60 * noise.normal(), 0.0, 255.0))));
    }
    write_file(path(name + "-images"), images);
    write_file(path(name + "-labels"), labels);
  }
  std::string words = "run " RSSVIZ_EXAMPLES "/geometry.toml --quick --quiet -o " + path("images-recipe");
  for (const auto& [key, file] :
       {std::pair("images", "train-images"), std::pair("labels", "train-labels"),
        std::pair("test_images", "test-images"), std::pair("test_labels", "test-labels")})
    words += " --set 'train.*." + std::string(key) + "=" + path(file) + "'";
  const Outcome outcome = rssviz(words);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string claims = read_file(path("images-recipe/CLAIMS.md"));
  EXPECT_NE(claims.find("## 10. Information ends in low-dimensional cycles"), std::string::npos);
  EXPECT_NE(claims.find("(5: "), std::string::npos) << claims;
  EXPECT_FALSE(read_file(path("images-recipe/films/spectrum.mp4")).empty());
}

TEST_F(Geometry, OfImagesTrainsAndOpensWithoutTheirFiles) {
  std::string images{'\0', '\0', '\x08', '\x03', 0, 0, 0, 60, 0, 0, 0, 4, 0, 0, 0, 4};
  std::string labels{'\0', '\0', '\x08', '\x01', 0, 0, 0, 60};
  for (int i = 0; i < 60; ++i) {
    labels.push_back(static_cast<char>(i % 2));
    for (int k = 0; k < 16; ++k) images.push_back(static_cast<char>((k / 4 + i) % 2 == 0 ? 200 - i : 0));
  }
  write_file(path("x.idx"), images);
  write_file(path("y.idx"), labels);
  const std::string train =
      "train --cell gru --task images --units 6 --epochs 2 --batch-size 8 --blank-after 2 --images " +
      path("x.idx") + " --labels " + path("y.idx") + " --quiet -o ";
  ASSERT_EQ(rssviz(train + path("images")).exit_code, 0);
  ASSERT_EQ(shell("rm " + path("x.idx") + " " + path("y.idx")).exit_code, 0);
  ASSERT_EQ(rssviz("record " + path("images") + " --quiet").exit_code, 0);
  const formats::Archive states = formats::read_npz(path("images/states.npz"));
  EXPECT_EQ(states.at("states").shape, (std::vector<std::size_t>{12 * 6, 6}));
  EXPECT_EQ(rssviz(train + path("other")).exit_code, 66);
}

}  // namespace
}  // namespace rssviz::cli
