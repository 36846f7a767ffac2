// Recipes that begin with states of one's own, what look leaves to go on with, changes on the command line,
// and plans that are only said; by the real binary.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class OwnStatesRecipe : public ::testing::Test {
 protected:
  OwnStatesRecipe() {
    std::vector<float> values;
    for (int i = 0; i < 90 * 4; ++i) values.push_back(static_cast<float>(std::sin(0.61 * (i % 83))));
    formats::Array states = formats::from_vector(values);
    states.shape = {90, 4};
    fs::create_directories(path("data"));
    formats::write_npy(path("data/h.npy"), states);
    states.shape = {3, 30, 4};
    formats::write_npy(path("data/stages.npy"), states);
    std::string labels = "group\n";
    for (int i = 0; i < 90; ++i) labels += i % 2 == 0 ? "even\n" : "odd\n";
    write_file(path("data/labels.csv"), labels);
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(OwnStatesRecipe, FilesBesideItBecomeMapsFiguresAndFilms) {
  write_file(path("data/mine.toml"), R"(
[embed.map]
states = "h.npy"
method = "pca"
[embed.stages]
states = "stages.npy"
axes = "stages,points,units"
align = true
epochs = 20
neighbors = 5
[[figure]]
kind = "scatter"
of = ["map"]
labels = "labels.csv"
color_by = "group"
[[figure]]
kind = "heat-map"
of = ["h.npy"]
[[film]]
kind = "stages"
of = ["stages"]
size = "320x180"
duration = "1s"
fps = 10
)");
  const std::string run = "run " + path("data/mine.toml") + " -o " + path("out");
  const Outcome made = rssviz(run);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  for (const char* file : {"map/embedding.npz", "stages/embedding.npz", "figures/scatter.pdf",
                           "figures/heat-map.svg", "films/stages.mp4", "index.html"})
    EXPECT_TRUE(fs::exists(path("out/" + std::string(file)))) << file;
  const std::string times = read_file(path("out/timings.json"));
  const Outcome again = rssviz(run);
  EXPECT_TRUE(has(again.out + again.err, "0 made, 5 already there")) << again.out << again.err;
  EXPECT_EQ(read_file(path("out/timings.json")), times);  // they stand as they once were
}

// Kinds that are drawn of runs or of a file of states take either; those of several take all of a pattern.
TEST_F(OwnStatesRecipe, KindsOfRunsTakeFilesOfStatesToo) {
  formats::Array states = formats::read_npy(path("data/h.npy"));
  states.shape = {6, 15, 4};
  const std::vector<std::string> kinds{"a", "b", "a", "b", "a", "b"}, halves{"x", "x", "y", "y", "x", "y"};
  formats::write_npz(
      path("data/trials.npz"),
      {{"states", states}, {"kind", formats::from_strings(kinds)}, {"half", formats::from_strings(halves)}});
  formats::write_npy(path("data/e_1.npy"), states);
  formats::write_npy(path("data/e_2.npy"), states);
  const std::string distances = "[[figure]]\nkind = \"class-distances\"\nclass = \"kind\"\nof = ";
  const std::string similarity = "[[figure]]\nkind = \"similarity\"\nof = [\"e_*.npy\"]\n";
  write_file(path("data/trials.toml"), distances + "[\"trials.npz\"]\n" + similarity +
                                           "[[figure]]\nkind = \"nested\"\nof = [\"trials.npz\"]\nlevels "
                                           "= [\"kind\", \"half\"]\nneighbors = 5\n");
  const Outcome made = rssviz("run " + path("data/trials.toml") + " -o " + path("out"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  for (const char* const kind : {"class-distances", "similarity", "nested"})
    EXPECT_TRUE(fs::exists(path("out/figures/" + std::string(kind) + ".pdf"))) << kind;
  EXPECT_TRUE(has(rssviz("run " + path("data/trials.toml") + " -o " + path("out")).err, "0 made, 3 already"));
  const auto refused = [&](const std::string& recipe, const char* why) {
    write_file(path("data/wrong.toml"), recipe);
    const Outcome outcome = rssviz("run " + path("data/wrong.toml") + " -o " + path("wrong"));
    EXPECT_EQ(outcome.exit_code, 78) << outcome.err;
    EXPECT_TRUE(has(outcome.err, why)) << outcome.err;
  };
  refused(distances + "[\"trials.npz\", \"e_1.npy\"]\n", "one file of states, or of one run or more");
  refused(distances + "[\"none.npz\"]\n", "and no file ");
  refused("[[figure]]\nkind = \"heat-map\"\nof = [\"e_*.npy\"]\n",
          "are 2 files, and 'heat-map' is drawn of one");
  // By the command line: columns with commas, as its messages say.
  const Outcome drawn = rssviz("figure nested " + path("data/trials.npz") +
                               " --levels kind,half --neighbors 5 -o " + path("n.pdf"));
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
}

TEST_F(OwnStatesRecipe, WhatLookLeavesMakesItsPageAndCanBeChanged) {
  ASSERT_EQ(
      rssviz("look " + path("data/h.npy") + " --labels " + path("data/labels.csv") + " -q -o " + path("look"))
          .exit_code,
      0);
  const std::string run = "run " + path("look/look.toml") + " -o " + path("again");
  const Outcome plan = rssviz(run + " --dry-run");
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_TRUE(has(plan.out + plan.err, "to make: overview")) << plan.out << plan.err;
  EXPECT_FALSE(fs::exists(path("again")));
  ASSERT_EQ(rssviz(run + " -q").exit_code, 0);
  EXPECT_EQ(formats::read_npz(path("again/umap/embedding.npz")).at("coords").data,
            formats::read_npz(path("look/umap.npz")).at("coords").data);
  const std::string there = rssviz(run + " --dry-run").out + rssviz(run + " --dry-run").err;
  EXPECT_FALSE(has(there, "to make: ")) << there;
  const Outcome changed = rssviz(run + " --dry-run --set embed.umap.neighbors=8");
  const std::string said = changed.out + changed.err;
  EXPECT_TRUE(has(said, "to make: map of umap") && has(said, "to make: scatter") &&
              has(said, "already there: map of pca"))
      << said;
  ASSERT_EQ(rssviz(run + " -q --set 'figure.*.venue=ieee' --set figure.scatter.title=Mine").exit_code, 0);
  EXPECT_TRUE(has(read_file(path("again/figures/scatter.txt")), "Mine"));
}

// Weights of PyTorch with inputs and labels beside the recipe: the run, its states, map, figures and film.
TEST_F(OwnStatesRecipe, WeightsFromElsewhereBecomeARunWithItsFigures) {
  const fs::path data = RSSVIZ_TEST_DATA;
  fs::copy_file(data / "torch_lstm.npz", path("data/w_1.npz"));
  fs::copy_file(data / "torch_lstm.npz", path("data/w_2.npz"));
  fs::copy_file(data / "foreign_inputs.npy", path("data/u.npy"));
  formats::write_npy(path("data/h.npy"), formats::read_npz(data / "torch_lstm_states.npz").at("states"));
  std::string kinds = "kind\n";
  for (int i = 0; i < 200; ++i) kinds += i % 2 == 0 ? "even\n" : "odd\n";
  write_file(path("data/kinds.csv"), kinds);
  const std::string recipe = R"(
[import.net]
weights = "w_*.npz"
cell = "lstm"
check = "h.npy"
inputs = "u.npy"
[record.net]
inputs = "u.npy"
labels = "kinds.csv"
sample = 20
[embed.net]
method = "pca"
[[figure]]
kind = "paths"
of = ["net"]
sequences = ["kind=odd"]
color_by = "kind"
[[figure]]
kind = "lyapunov"
of = ["net"]
inputs = "u.npy"
[[film]]
kind = "paths"
name = "film"
of = ["net"]
size = "320x180"
duration = "1s"
fps = 10
)";
  write_file(path("data/mine.toml"), recipe);
  const std::string run = "run " + path("data/mine.toml") + " -o " + path("out");
  const Outcome plan = rssviz(run + " --dry-run");
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_TRUE(has(plan.out + plan.err, "to make: net")) << plan.out << plan.err;
  const Outcome made = rssviz(run);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  for (const char* file : {"net/run.json", "net/stages/0001.npz", "net/states.npz", "net/embedding.npz",
                           "figures/paths.csv", "figures/lyapunov-net.pdf", "films/film.mp4", "index.html"})
    EXPECT_TRUE(fs::exists(path("out/" + std::string(file)))) << file;
  const Outcome again = rssviz(run);
  EXPECT_TRUE(has(again.out + again.err, "0 made, 6 already there")) << again.out << again.err;
  const Outcome changed = rssviz(run + " --dry-run --set import.net.readout=none");
  EXPECT_TRUE(has(changed.out + changed.err, "to make: net")) << changed.out << changed.err;
}

TEST_F(OwnStatesRecipe, WeightsThatAreMissingOrTwiceTheSameRunAreRefused) {
  const auto run = [&](const std::string& recipe) {
    write_file(path("data/mine.toml"), recipe);
    return rssviz("run " + path("data/mine.toml") + " -o " + path("out"));
  };
  const Outcome missing = run("[import.net]\nweights = \"no.npz\"\ncell = \"gru\"\n");
  EXPECT_EQ(missing.exit_code, 78);
  EXPECT_TRUE(has(missing.err, "mine.toml:1") && has(missing.err, "no such file of weights")) << missing.err;
  const Outcome none = run("[import.net]\ncell = \"gru\"\n");
  EXPECT_EQ(none.exit_code, 78);
  EXPECT_TRUE(has(none.err, "needs weights")) << none.err;
  const Outcome twice =
      run("[train.net]\ncell = \"lstm\"\n[import.net]\nweights = \"no.npz\"\ncell = \"gru\"\n");
  EXPECT_EQ(twice.exit_code, 78);
  EXPECT_TRUE(has(twice.err, "would be one run")) << twice.err;
}

TEST_F(OwnStatesRecipe, ChangesThatNameNothingAndMissingFilesAreRefused) {
  write_file(path("data/mine.toml"),
             "[embed.map]\nstates = \"h.npy\"\n[[figure]]\nkind = \"scatter\"\nof = [\"no.npy\"]\n");
  const auto run = [&](const std::string& words) {
    return rssviz("run " + path("data/mine.toml") + " -o " + path("out") + words);
  };
  const Outcome missing = run("");
  EXPECT_EQ(missing.exit_code, 78);
  EXPECT_TRUE(has(missing.err, "no file") && has(missing.err, "mine.toml:3")) << missing.err;
  EXPECT_EQ(run(" --set embed.nothing.seed=1").exit_code, 64);
  EXPECT_EQ(run(" --set seed").exit_code, 64);
  const Outcome unknown = run(" --set embed.map.neighbours=3");
  EXPECT_EQ(unknown.exit_code, 78);
  EXPECT_TRUE(has(unknown.err, "--set: unknown key 'neighbours'") &&
              has(unknown.err, "did you mean 'neighbors'"))
      << unknown.err;
}

TEST_F(OwnStatesRecipe, QuickResultsSayThatTheyAre) {
  write_file(
      path("data/mine.toml"),
      "[embed.map]\nstates = \"h.npy\"\nmethod = \"pca\"\n[[figure]]\nkind = \"scatter\"\nof = [\"map\"]\n");
  ASSERT_EQ(rssviz("run " + path("data/mine.toml") + " --quick -q -o " + path("out")).exit_code, 0);
  for (const char* file : {"figures/scatter.txt", "figures/scatter.tex", "index.html"})
    EXPECT_TRUE(has(read_file(path("out/" + std::string(file))), "Made by --quick")) << file;
  EXPECT_TRUE(has(read_file(path("out/figures/scatter.tex")), "numbers and verdicts are not its results.}"));
  const Outcome same =
      rssviz("recipe " + path("out/figures/scatter.pdf") + " --remake --inputs " + folder_.path().string());
  EXPECT_EQ(same.exit_code, 0) << same.err;
}

}  // namespace rssviz::cli
