// A reservoir on inputs and targets of one's own: the shipped Mackey-Glass series, classes, and what is
// refused.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "program.h"

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
  const Outcome heard = rssviz("figure heard " + path("run") + " -o " + path("x.pdf"));
  EXPECT_EQ(heard.exit_code, 65);
  EXPECT_NE(heard.err.find("rssviz look"), std::string::npos) << heard.err;
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
  EXPECT_LT(test_loss(options + " --state-between-sequences carry"), 0.3);
  EXPECT_NE(read_file(path("run/stages/0001.npz")), before);
}

TEST_F(Arrays, WhatDoesNotFitIsNamed) {
  const std::string start = "train --task arrays -o " + path("run") + " --inputs " + kSeries + "inputs.npy ";
  EXPECT_EQ(rssviz(start + "--cell esn").exit_code, 64);
  const Outcome lstm = rssviz(start + "--cell lstm --targets " + kSeries + "targets.npy");
  EXPECT_EQ(lstm.exit_code, 64);
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

}  // namespace rssviz::cli
