// Weights of other programs, by the real binary: the states that PyTorch computed, and those of Keras' and
// reservoirpy's equations as data/make_foreign_fixtures.py computes them.
#include <gtest/gtest.h>

#include "core/formats/npz.h"
#include "core/matrix.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

const std::string kData = std::string(RSSVIZ_TEST_DATA) + "/";

Matrix flattened(formats::Array array) {
  if (array.shape.size() == 3) array.shape = {array.shape[0] * array.shape[1], array.shape[2]};
  return formats::to_matrix(array, "states");
}

class Import : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  Matrix recorded(const std::string& run, const std::string& inputs, const std::string& options = "") const {
    const Outcome outcome = rssviz("record " + path(run) + " --inputs " + kData + inputs + " " + options +
                                   " -o " + path("s.npz"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return formats::to_matrix(formats::read_npz(path("s.npz")).at("states"), "states");
  }
  // One array of an archive as an .npy, as users hand it over.
  std::string one_array(const std::string& archive, const std::string& name) const {
    formats::write_npy(path(name + ".npy"), formats::read_npz(kData + archive).at(name));
    return path(name + ".npy");
  }
  TemporaryFolder folder_;
};

float largest_difference(const Matrix& a, const Matrix& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return 1e30F;
  return (a - b).cwiseAbs().maxCoeff();
}

}  // namespace

TEST_F(Import, GivesTheStatesOfPyTorchAndKerasOver200Sequences) {
  for (const std::string& cell : std::vector<std::string>{"lstm", "gru", "rnn"})
    for (const std::string& file : {"torch_" + cell + ".npz", "keras_" + cell + ".h5"}) {
      const Outcome outcome = rssviz("import " + kData + file + " --cell " + cell + " -o " + path("run"));
      ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
      const std::string states = file.substr(0, file.find('.')) + "_states.npz";
      const formats::Archive wanted = formats::read_npz(kData + states);
      EXPECT_LT(largest_difference(recorded("run", "foreign_inputs.npy", "--what hidden"),
                                   flattened(wanted.at("states"))),
                1e-5F)
          << file;
      if (!wanted.contains("output")) continue;
      const formats::Archive made = formats::read_npz(path("s.npz"));
      EXPECT_LT(largest_difference(formats::to_matrix(made.at("outputs"), "outputs"),
                                   flattened(wanted.at("output"))),
                1e-5F)
          << file;
      EXPECT_EQ(made.at("sequence").shape, (std::vector<std::size_t>{1200}));
    }
}

TEST_F(Import, GivesTheStatesOfReservoirsInBothEquations) {
  const std::string dense = "import " + kData + "esn_dense.npz --cell esn -o " + path("run");
  ASSERT_EQ(rssviz(dense).exit_code, 0);
  const formats::Archive wanted = formats::read_npz(kData + "esn_states.npz");
  EXPECT_LT(largest_difference(recorded("run", "foreign_series.npy"), flattened(wanted.at("internal"))),
            1e-5F);
  ASSERT_EQ(rssviz(dense + " --equation external").exit_code, 0);
  EXPECT_LT(largest_difference(recorded("run", "foreign_series.npy"), flattened(wanted.at("external"))),
            1e-5F);
  // With the sigmoid a state of 0 before the first step isn't f(0).
  ASSERT_EQ(rssviz(dense + " --equation external --activation sigmoid").exit_code, 0);
  EXPECT_LT(
      largest_difference(recorded("run", "foreign_series.npy"),
                         formats::to_matrix(formats::read_npy(kData + "esn_sigmoid_states.npy"), "states")),
      1e-5F);
  ASSERT_EQ(rssviz(dense + " --equation external").exit_code, 0);
  const std::string card = rssviz("info " + path("run")).out;
  EXPECT_NE(card.find("x' = tanh(s')"), std::string::npos) << card;
  // The other file holds parts of a sparse matrix, the bias as a column, and 1 - a.
  ASSERT_EQ(rssviz("import " + kData + "esn_csr.npz --cell esn --leak kept -o " + path("run")).exit_code, 0);
  EXPECT_LT(largest_difference(recorded("run", "foreign_series.npy"), flattened(wanted.at("external"))),
            1e-5F);
}

TEST_F(Import, AReadoutThatTakesTheInputsGivesTheirOutputs) {
  const formats::Archive arrays = formats::read_npz(kData + "esn_readout.npz");
  const MatrixD wanted = formats::to_matrix_double(arrays.at("outputs"), "outputs");
  const auto outputs = [&](const std::string& file, const std::string& options) {
    const Outcome outcome = rssviz("import " + file + " --cell esn " + options + " -o " + path("run"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    recorded("run", "foreign_series.npy");
    return formats::to_matrix_double(formats::read_npz(path("s.npz")).at("outputs"), "outputs");
  };
  EXPECT_LT((outputs(kData + "esn_readout.npz", "") - wanted).cwiseAbs().maxCoeff(), 1e-4);
  EXPECT_NE(rssviz("info " + path("run")).out.find("y = W_out [1; x'; u]"), std::string::npos);
  // The same with the inputs and the bias behind, units x outputs as reservoirpy has it.
  const MatrixD first = formats::to_matrix_double(arrays.at("Wout"), "Wout");
  const Eigen::Index inputs = formats::to_matrix(arrays.at("Win"), "Win").cols();
  MatrixD last(first.rows(), first.cols());
  last << first.rightCols(first.cols() - 1 - inputs), first.middleCols(1, inputs), first.leftCols(1);
  formats::Archive turned = arrays;
  turned["Wout"] = formats::from_matrix(MatrixD(last.transpose()));
  formats::write_npz(path("turned.npz"), turned);
  EXPECT_LT((outputs(path("turned.npz"), "--readout-inputs last --readout-bias last") - wanted)
                .cwiseAbs()
                .maxCoeff(),
            1e-4);
  turned["Wfb"] =
      formats::from_matrix(MatrixD::Zero(formats::to_matrix(arrays.at("W"), "W").rows(), 2).eval());
  formats::write_npz(path("turned.npz"), turned);
  const Outcome feedback = rssviz("import " + path("turned.npz") + " --cell esn -o " + path("other"));
  EXPECT_EQ(feedback.exit_code, 65);
  EXPECT_NE(feedback.err.find("feedback of a readout that takes the inputs"), std::string::npos)
      << feedback.err;
}

TEST_F(Import, TheCheckNamesTheConventionThatWouldAgree) {
  const std::string external = one_array("esn_states.npz", "external");
  const std::string options =
      " --cell esn --inputs " + kData + "foreign_series.npy --check " + external + " -o " + path("run");
  const Outcome equation = rssviz("import " + kData + "esn_dense.npz" + options);
  EXPECT_EQ(equation.exit_code, 65);
  EXPECT_NE(equation.err.find("they agree with --equation external"), std::string::npos) << equation.err;
  EXPECT_FALSE(std::filesystem::exists(path("run"))) << "nothing is written where the check fails";
  const Outcome two = rssviz("import " + kData + "esn_csr.npz --equation internal" + options);
  EXPECT_NE(two.err.find("they agree with --equation external --leak kept"), std::string::npos) << two.err;
  const Outcome good = rssviz("import " + kData + "esn_dense.npz --equation external" + options);
  EXPECT_EQ(good.exit_code, 0) << good.err;
  // States that begin one step later than they should.
  formats::Array late = formats::read_npz(kData + "esn_states.npz").at("internal");
  Matrix rows = formats::to_matrix(late, "late");
  rows.bottomRows(rows.rows() - 1) = rows.topRows(rows.rows() - 1).eval();
  rows.row(0).setZero();
  formats::write_npy(path("late.npy"), formats::from_matrix(MatrixRef(rows)));
  const Outcome shifted = rssviz("import " + kData + "esn_dense.npz --cell esn --inputs " + kData +
                                 "foreign_series.npy --check " + path("late.npy") + " -o " + path("run"));
  EXPECT_NE(shifted.err.find("one step later"), std::string::npos) << shifted.err;
}

TEST_F(Import, FeedbackOfALinearReadoutEqualsItsFoldedMatrix) {
  formats::Archive arrays = formats::read_npz(kData + "esn_dense.npz");
  const MatrixD feedback = MatrixD::Constant(20, 2, 0.01);
  arrays["Wfb"] = formats::from_matrix(MatrixDRef(feedback));
  formats::write_npz(path("fb.npz"), arrays);
  ASSERT_EQ(rssviz("import " + path("fb.npz") + " --cell esn -o " + path("run")).exit_code, 0);
  const Matrix made = recorded("run", "foreign_series.npy");
  // By the equation with the feedback written out, in double.
  const auto matrix = [&](const char* name) { return formats::to_matrix_double(arrays.at(name), name); };
  const MatrixD w = matrix("W"), win = matrix("Win"), bias = matrix("bias"), out = matrix("Wout");
  const MatrixD series = formats::to_matrix_double(formats::read_npy(kData + "foreign_series.npy"), "u");
  Eigen::VectorXd x = Eigen::VectorXd::Zero(20);
  Eigen::VectorXd y = out.transpose() * x + Eigen::VectorXd::Ones(2);
  float largest = 0;
  for (Eigen::Index t = 0; t < series.rows(); ++t) {
    x = 0.7 * x +
        (0.3 * (w * x + win * series.row(t).transpose() + bias + feedback * y).array().tanh()).matrix();
    y = out.transpose() * x + Eigen::VectorXd::Ones(2);
    largest = std::max(largest, (made.row(t).transpose() - x.cast<float>()).cwiseAbs().maxCoeff());
  }
  EXPECT_LT(largest, 1e-5F);
}

TEST_F(Import, ShapesThatDontFitAreNamedWithTheirArrays) {
  formats::Archive arrays = formats::read_npz(kData + "torch_lstm.npz");
  arrays["cells.bias_hh_l0"] = formats::from_vector(std::vector<float>(7, 0.F));
  formats::write_npz(path("bad.npz"), arrays);
  const Outcome bad = rssviz("import " + path("bad.npz") + " --cell lstm -o " + path("run"));
  EXPECT_EQ(bad.exit_code, 65);
  for (const char* part :
       {"bad.npz", "cells.bias_hh_l0 has shape (7)", "cells.weight_hh_l0 of shape (20, 5)"})
    EXPECT_NE(bad.err.find(part), std::string::npos) << bad.err;
  const Outcome cell = rssviz("import " + kData + "torch_lstm.npz --cell gru -o " + path("run"));
  EXPECT_EQ(cell.exit_code, 65);
  const Outcome task =
      rssviz("import " + kData + "torch_lstm.npz --cell lstm --task csl --objects 3 -o " + path("run"));
  EXPECT_EQ(task.exit_code, 65);
  EXPECT_NE(task.err.find("has 3 inputs"), std::string::npos) << task.err;
  EXPECT_FALSE(std::filesystem::exists(path("run")));
}

TEST_F(Import, WeightsOfATrainedRunRecordTheSameSentencesAlike) {
  ASSERT_EQ(rssviz("train --cell lstm --objects 3 --epochs 1 --units 6 -q -o " + path("trained")).exit_code,
            0);
  const formats::Archive stage = formats::read_npz(path("trained/stages/0001.npz"));
  formats::Archive keras;
  for (const auto& [name, array] :
       std::map<std::string, std::string>{{"lstm/kernel", "input_kernel"},
                                          {"lstm/recurrent_kernel", "recurrent_kernel"},
                                          {"lstm/bias", "bias"},
                                          {"dense/bias", "readout_bias"}})
    keras[name] = stage.at(array);
  const Matrix readout = formats::to_matrix(stage.at("readout"), "readout").transpose();
  keras["dense/kernel"] = formats::from_matrix(MatrixRef(readout));
  formats::write_npz(path("weights.npz"), keras);
  const Outcome imported =
      rssviz("import " + path("weights.npz") + " --cell lstm --task csl --objects 3 -o " + path("run"));
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  for (const char* run : {"trained", "run"})
    ASSERT_EQ(rssviz("record " + path(run) + " --sample 20 -q").exit_code, 0);
  const formats::Archive a = formats::read_npz(path("trained/states.npz"));
  const formats::Archive b = formats::read_npz(path("run/states.npz"));
  EXPECT_EQ(a.at("states").data, b.at("states").data);
  EXPECT_EQ(a.at("outputs").data, b.at("outputs").data);
  const Outcome info = rssviz("info --json " + path("run"));
  EXPECT_NE(info.out.find("imported from weights.npz (Keras)"), std::string::npos) << info.out;
}

}  // namespace rssviz::cli
