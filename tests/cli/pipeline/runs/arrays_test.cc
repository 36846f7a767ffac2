// Networks on inputs and targets of one's own: the shipped Mackey-Glass series, classes, figures and films of
// such runs, reservoirs and sweeps over arrays, and what is refused.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

const std::string kSeries = std::string(RSSVIZ_EXAMPLES) + "/mackey-glass/";

class Arrays : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  double test_loss(const std::string& options) const {
    const Outcome outcome =
        rssviz("train --cell esn --task arrays --json -q --units 100 " + options + " -o " + path("run"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out).at("test_loss");
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Arrays, AChaoticSeriesIsForeseenAStepAheadFarBetterThanByItsLastValue) {
  const double loss =
      test_loss("--inputs " + kSeries + "inputs.npy --targets " + kSeries +
                "targets.npy --loss nrmse --spectral-radius 0.9 --rescale-radius --leak-rate 0.7 "
                "--input-density 1 --regularization 1e-8");
  // Repeating the last value errs by .15 of the series' deviation.
  EXPECT_LT(loss, 0.01);
  const Outcome recorded = rssviz("record " + path("run") + " --stage all --inputs " + kSeries +
                                  "inputs.npy -o " + path("states.npz"));
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  const formats::Archive states = formats::read_npz(path("states.npz"));
  EXPECT_EQ(states.at("states").shape, (std::vector<std::size_t>{2, 3000, 100}));
  // The recorded outputs are those that were measured: their error on the last fifth of the series.
  const MatrixD made = formats::to_matrix_double(states.at("outputs"), "outputs");
  const MatrixD wanted = formats::to_matrix_double(formats::read_npy(kSeries + "targets.npy"), "targets");
  const MatrixD rest = wanted.bottomRows(600);
  const double spread = (rest.array() - rest.mean()).matrix().norm();
  EXPECT_NEAR((made.bottomRows(600) - rest).norm() / spread, loss, 1e-3 * loss + 1e-6);
}

TEST_F(Arrays, ClassesOfSequencesAreToldApartAndCarriedStatesDiffer) {
  // Two frequencies, a class each, in sequences of 40 steps.
  const int sequences = 30, steps = 40;
  Matrix inputs(sequences * steps, 1);
  std::vector<std::int32_t> classes, lengths(static_cast<std::size_t>(sequences), steps);
  Rng random(1, "test of classes", 0);
  for (int s = 0; s < sequences; ++s) {
    const int kind = static_cast<int>(random.below(2));
    for (int t = 0; t < steps; ++t) {
      inputs(s * steps + t, 0) = static_cast<float>(std::sin((kind == 0 ? 0.3 : 0.6) * t));
      classes.push_back(kind);
    }
  }
  formats::write_npy(path("u.npy"), formats::from_matrix(MatrixRef(inputs)));
  formats::write_npy(path("y.npy"), formats::from_vector(classes));
  formats::write_npy(path("n.npy"), formats::from_vector(lengths));
  const std::string options = "--inputs " + path("u.npy") + " --targets " + path("y.npy") + " --lengths " +
                              path("n.npy") + " --loss class --washout 15 --leak-rate 0.5 --input-density 1";
  const double fresh = test_loss(options);
  EXPECT_LT(fresh, 0.05);
  const std::string before = read_file(path("run/stages/0001.npz"));
  EXPECT_EQ(rssviz("record -q " + path("run")).exit_code, 0);
  EXPECT_EQ(rssviz("embed -q --epochs 20 --quality none " + path("run/states.npz")).exit_code, 0);
  for (const std::string kind : {"outputs", "output-map", "tied-units", "winglets", "learning-strip"}) {
    const Outcome drawn = rssviz("figure -q " + kind + " " + path("run") + " -o " + path("x.pdf"));
    EXPECT_EQ(drawn.exit_code, 0) << kind << ": " << drawn.err;
  }
  EXPECT_EQ(
      rssviz("animate -q learning-esn " + path("run") + " --frames 4 --draft -o " + path("x.mp4")).exit_code,
      0);
  EXPECT_LT(test_loss(options + " --state-between-sequences carry"), 0.3);
  EXPECT_NE(read_file(path("run/stages/0001.npz")), before);
}

TEST_F(Arrays, WhatDoesNotFitIsNamed) {
  const std::string start = "train --task arrays -o " + path("run") + " --inputs " + kSeries + "inputs.npy ";
  EXPECT_EQ(rssviz(start + "--cell esn").exit_code, 64);
  const std::string whole = start + "--cell lstm --targets " + kSeries + "targets.npy ";
  EXPECT_EQ(rssviz(whole + "--learning continuous").exit_code, 64);
  EXPECT_EQ(rssviz(whole + "--window 0").exit_code, 64);
  const Outcome shuffled = rssviz(whole + "--shuffle");
  EXPECT_EQ(shuffled.exit_code, 64);
  EXPECT_NE(shuffled.err.find("one series has no other order"), std::string::npos) << shuffled.err;
  write_file(path("own.csv"), "step\n1\n");
  write_file(path("few.csv"), "phase\nup\ndown\n");
  const Outcome own = rssviz(whole + "--labels " + path("own.csv"));
  EXPECT_EQ(own.exit_code, 65);
  EXPECT_NE(own.err.find("give the column another name"), std::string::npos) << own.err;
  const Outcome few = rssviz(whole + "--labels " + path("few.csv"));
  EXPECT_EQ(few.exit_code, 65);
  EXPECT_NE(few.err.find("3,000"), std::string::npos) << few.err;
  EXPECT_EQ(rssviz("train --cell esn --labels " + path("few.csv") + " -o " + path("run")).exit_code, 64);
  formats::write_npy(path("short.npy"), formats::from_matrix(Matrix::Zero(10, 1).eval()));
  const Outcome rows = rssviz(start + "--cell esn --targets " + path("short.npy"));
  EXPECT_EQ(rows.exit_code, 65);
  EXPECT_NE(rows.err.find("has 10 rows"), std::string::npos) << rows.err;
  const Outcome washed =
      rssviz(start + "--cell esn --units 10 --washout 2999 --targets " + kSeries + "targets.npy");
  EXPECT_EQ(washed.exit_code, 65);
  EXPECT_NE(washed.err.find("0 are left to train on"), std::string::npos) << washed.err;
  EXPECT_FALSE(std::filesystem::exists(path("run")));
}

// A run keeps what it needs: the arrays it came from may be gone.
class RunOnArrays : public Arrays {
 protected:
  void make(const std::string& cell, const std::string& options) {
    for (const char* file : {"inputs.npy", "targets.npy", "labels.csv"})
      std::filesystem::copy_file(kSeries + file, path(file));
    const Outcome trained = rssviz("train -q --cell " + cell + " --task arrays --loss nrmse --inputs " +
                                   path("inputs.npy") + " --targets " + path("targets.npy") + " --labels " +
                                   path("labels.csv") + " " + options + " -o " + path("run"));
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    for (const char* file : {"inputs.npy", "targets.npy", "labels.csv"}) std::filesystem::remove(path(file));
    expect_ok("record " + path("run"));
    expect_ok("embed --epochs 30 --quality none " + path("run/states.npz"));
  }
  void expect_ok(const std::string& command) const {
    const Outcome outcome = rssviz(command + " -q");
    EXPECT_EQ(outcome.exit_code, 0) << command << ": " << outcome.err;
  }
  std::string caption(const std::string& file) const { return read_file(path(file)); }
};

TEST_F(RunOnArrays, OfAnEsnDrawsEveryKindWhoseColumnsThereAre) {
  make("esn", "--units 40 --leak-rate 0.7 --input-density 1 --regularization 1e-8 --stages 4");
  const formats::Archive states = formats::read_npz(path("run/states.npz"));
  EXPECT_EQ(states.at("states").shape, (std::vector<std::size_t>{600, 40}));
  EXPECT_EQ(formats::to_integers(states.at("step"), "step").front(), 2400);
  EXPECT_EQ(formats::to_strings(states.at("phase_labels"), "phase_labels"),
            (std::vector<std::string>{"falling", "rising"}));
  EXPECT_TRUE(states.contains("target_y1"));
  for (const std::string kind :
       {"output-map", "activity", "tied-units", "learning-curves", "learning-strip", "winglets"})
    expect_ok("figure " + kind + " " + path("run") + " -o " + path(kind + ".pdf"));
  expect_ok("figure trajectories " + path("run") + " --sentence 200-230 -o " + path("trajectories.pdf"));
  expect_ok("figure outputs " + path("run") + " --sentence 2500-2600 -o " + path("outputs.pdf"));
  EXPECT_NE(caption("outputs.txt").find("along steps 2500 to 2600"), std::string::npos)
      << caption("outputs.txt");
  EXPECT_NE(caption("tied-units.txt").find("classes of 'phase'"), std::string::npos);
  EXPECT_EQ(caption("trajectories.txt").find("sentence"), std::string::npos) << caption("trajectories.txt");
  expect_ok("figure null " + path("run") + " --map-epochs 20 --color-by delayed -o " + path("null.pdf"));
  expect_ok("animate learning-esn " + path("run") + " --frames 26 --draft -o " + path("film.mp4"));
  const Outcome heard = rssviz("figure heard " + path("run") + " -o " + path("heard.pdf"));
  EXPECT_EQ(heard.exit_code, 65);
  EXPECT_NE(heard.err.find("what has been said so far at each step"), std::string::npos) << heard.err;
  EXPECT_EQ(heard.err.find("role"), std::string::npos) << heard.err;
  EXPECT_NE(heard.err.find("what can be drawn: trajectories, output-map"), std::string::npos) << heard.err;
  EXPECT_FALSE(std::filesystem::exists(path("heard.pdf")));
  const Outcome steps = rssviz("figure outputs " + path("run") + " --sentence 2900-3000 -o " + path("x.pdf"));
  EXPECT_EQ(steps.exit_code, 64);
  EXPECT_NE(steps.err.find("the sequence has 0 to 2999"), std::string::npos) << steps.err;
  const std::string card = rssviz("info " + path("run")).out;
  EXPECT_NE(card.find("100 steps after each zero state don't count"), std::string::npos) << card;
}

TEST_F(RunOnArrays, OfAnLstmForeseesTheSeriesAndItsMapMoves) {
  make("lstm", "--units 15 --epochs 12 --batch-size 1 --window 20 --learning-rate 0.005 --clip 0.1");
  const Outcome info = rssviz("info " + path("run") + " --json");
  const std::string metrics = read_file(path("run/metrics.csv"));
  const std::size_t last = metrics.rfind("test,");
  EXPECT_LT(std::stod(metrics.substr(last + 5)), 0.1) << metrics;  // the last value: 0.15
  expect_ok("record " + path("run") + " --stage all -o " + path("run/stage_states.npz"));
  expect_ok("embed --align --epochs 20 --stage-epochs 5 --quality none " + path("run/stage_states.npz") +
            " -o " + path("run/stage_maps.npz"));
  expect_ok("animate learning-lstm " + path("run") + " --frames 26 --draft -o " + path("film.mp4"));
  expect_ok("figure learning-strip " + path("run") + " -o " + path("strip.pdf"));
  expect_ok("figure outputs " + path("run") + " -o " + path("outputs.pdf"));
  const Outcome wrong = rssviz("animate learning-esn " + path("run") + " --frames 26 -o " + path("no.mp4"));
  EXPECT_EQ(wrong.exit_code, 64);
}

TEST_F(Arrays, TheBytesOfARunDontDependOnThreads) {
  const std::string options = "train -q --cell gru --task arrays --units 4 --window 25 --inputs " + kSeries +
                              "inputs.npy --targets " + kSeries + "targets.npy ";
  ASSERT_EQ(rssviz(options + "--epochs 3 --threads 1 -o " + path("a")).exit_code, 0);
  ASSERT_EQ(rssviz(options + "--epochs 3 --threads 3 -o " + path("b")).exit_code, 0);
  for (const char* file : {"/stages/0003.npz", "/metrics.csv", "/arrays.npz", "/task.json", "/run.json"})
    EXPECT_EQ(read_file(path("a") + file), read_file(path("b") + file)) << file;
}

TEST_F(Arrays, ReservoirsBeforeTrainingAreDrawnOverThem) {
  const std::string options = " --inputs " + kSeries + "inputs.npy --labels " + kSeries +
                              "labels.csv --units 20 --washout 2600 --band-seeds 1 ";
  const Outcome figure =
      rssviz("figure reservoirs -q --numbers --map-epochs 10 --spectral-radii 0.9 --leak-rates 0.5,1" +
             options + "-o " + path("r.pdf"));
  ASSERT_EQ(figure.exit_code, 0) << figure.err;
  EXPECT_NE(read_file(path("r.txt")).find("on the same 400 steps of one series of 3,000 steps, 1 input;"),
            std::string::npos)
      << read_file(path("r.txt"));
  const Outcome film = rssviz(
      "animate reservoirs -q --values 0.2,0.9 --stage-epochs 5 --first-epochs 10 --draft "
      "--frames 6" +
      options + "-o " + path("r.mp4"));
  EXPECT_EQ(film.exit_code, 0) << film.err;
}

TEST_F(Arrays, ASweepKnowsItsArraysByTheirHashes) {
  for (const char* file : {"inputs.npy", "targets.npy"})
    std::filesystem::copy_file(kSeries + file, path(file));
  write_file(path("sweep.toml"),
             "[sweep]\ntask = \"arrays\"\ninputs = \"inputs.npy\"\ntargets = \"" + path("targets.npy") +
                 "\"\nunits = 20\nloss = \"nrmse\"\ntrained = true\n[vary]\nleak_rate = [0.3, 1]\n");
  ASSERT_EQ(rssviz("sweep plan " + path("sweep.toml") + " -o " + path("sweep")).exit_code, 0);
  const Outcome run = rssviz("sweep run -q " + path("sweep") + " --cell 0");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  ASSERT_EQ(rssviz("sweep run -q " + path("sweep")).exit_code, 0);
  ASSERT_EQ(rssviz("sweep merge -q " + path("sweep") + " -o " + path("sweep.csv")).exit_code, 0);
  const std::string table = read_file(path("sweep.csv"));
  EXPECT_NE(table.find(",lyapunov,error\n"), std::string::npos) << table;
  EXPECT_EQ(rssviz("sweep merge -q " + path("sweep") + " -o " + path("sweep.pdf")).exit_code, 0);
  // The error is that of the reservoir that `train` makes with these settings.
  const double error = std::stod(table.substr(table.rfind(',') + 1));
  const Outcome train =
      rssviz("train -q --json --cell esn --task arrays --units 20 --leak-rate 1 --loss nrmse --inputs " +
             path("inputs.npy") + " --targets " + path("targets.npy") + " -o " + path("run"));
  EXPECT_NEAR(nlohmann::json::parse(train.out).at("test_loss").get<double>(), error, 1e-12);
  std::filesystem::remove_all(path("sweep/cells"));
  std::filesystem::copy_file(path("targets.npy"), path("inputs.npy"),
                             std::filesystem::copy_options::overwrite_existing);
  const Outcome other = rssviz("sweep run " + path("sweep"));
  EXPECT_EQ(other.exit_code, 65);
  EXPECT_NE(other.err.find("isn't the file that the sweep was planned with"), std::string::npos) << other.err;
}

TEST_F(Arrays, TheShippedRecipeRunsQuickly) {
  const Outcome run = rssviz("run -q " + std::string(RSSVIZ_EXAMPLES) +
                             "/mackey-glass.toml --quick --only "
                             "outputs-esn,null,learning-strip-lstm -o " +
                             path("out"));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const char* name : {"outputs-esn", "null", "learning-strip-lstm"})
    EXPECT_TRUE(std::filesystem::exists(path("out/figures/" + std::string(name) + ".pdf")));
}

}  // namespace rssviz::cli
