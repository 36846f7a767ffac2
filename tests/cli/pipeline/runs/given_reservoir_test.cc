// `train --reservoir`: a readout trained on matrices that another program wrote; `record --teachers`: what it
// takes to compute that readout again from outside. By the real binary.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/matrix.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class GivenReservoir : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(rssviz("train --cell esn --units 40 --objects 3 --quiet -o " + path("drawn")).exit_code, 0);
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  formats::Archive archive(const std::string& name) const { return formats::read_npz(path(name)); }
  // The drawn reservoir as reservoirpy keeps one: units x inputs, where ours are inputs x units.
  void write_foreign(const std::string& name) const {
    const formats::Archive own = archive("drawn/reservoir.npz");
    formats::Archive foreign;
    foreign["W"] = own.at("w");
    foreign["Win"] = transposed(own.at("w_in"), "w_in");  // the bias is its first column
    foreign["lr"] = own.at("leak_rate");
    formats::write_npz(path(name), foreign);
  }
  static formats::Array transposed(const formats::Array& array, const char* name) {
    const Matrix turned = formats::to_matrix(array, name).transpose();
    return formats::from_matrix(turned);
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(GivenReservoir, HasTheReadoutOfTheSameReservoirDrawnHere) {
  write_foreign("w.npz");
  const Outcome outcome =
      rssviz("train --cell esn --objects 3 --reservoir " + path("w.npz") + " --quiet -o " + path("given"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto readout = [&](const char* run) {
    const formats::Archive stage = archive(std::string(run) + "/stages/0001.npz");
    return formats::to_matrix_double(stage.at("readout"), "readout");
  };
  EXPECT_EQ(readout("given"), readout("drawn"));
  const nlohmann::json record = nlohmann::json::parse(read_file(path("given/run.json")));
  EXPECT_EQ(record.at("reservoir_from"), "w.npz");
  const Outcome info = rssviz("info " + path("given"));
  EXPECT_NE(info.out.find("w.npz"), std::string::npos) << info.out;
  EXPECT_EQ(info.out.find("uniform on [-r, r]"), std::string::npos)
      << info.out;  // that isn't how it was drawn
}

TEST_F(GivenReservoir, IsRefusedWhereItDoesntFit) {
  write_foreign("w.npz");
  const std::string train = "train --reservoir " + path("w.npz") + " -o " + path("x") + " ";
  const Outcome units = rssviz(train + "--cell esn --objects 3 --units 30");
  EXPECT_EQ(units.exit_code, 64);
  EXPECT_NE(units.err.find("--units describes a reservoir to be drawn"), std::string::npos) << units.err;
  const Outcome inputs = rssviz(train + "--cell esn --objects 10");
  EXPECT_EQ(inputs.exit_code, 65);
  EXPECT_NE(inputs.err.find("w.npz"), std::string::npos) << inputs.err;
  EXPECT_EQ(rssviz(train + "--cell lstm").exit_code, 64);
  EXPECT_EQ(rssviz("train --cell esn --reservoir " + path("none.npz") + " -o " + path("x")).exit_code, 66);
}

// The readout is the sum over training sentences of target s' P, with S = [1 x] of the recorded states.
TEST_F(GivenReservoir, TeachersAndPGiveTheReadoutAgain) {
  const Outcome outcome =
      rssviz("record " + path("drawn") + " --sequences train --sample 0 --teachers -o " + path("train.npz"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const formats::Archive found = archive("train.npz");
  const MatrixD teachers = formats::to_matrix_double(found.at("teachers"), "teachers");
  const MatrixD p = formats::to_matrix_double(found.at("P"), "P");
  const Matrix states = formats::to_matrix(found.at("states"), "states");
  const std::vector<std::int32_t> sequence = formats::to_integers(found.at("sequence"), "sequence");
  ASSERT_EQ(teachers.rows(), sequence.back() + 1);
  MatrixD moment = MatrixD::Zero(teachers.cols(), states.cols() + 1);
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    if (i + 1 < sequence.size() && sequence[i + 1] == sequence[i]) continue;
    VectorD s(states.cols() + 1);
    s << 1, states.row(static_cast<Eigen::Index>(i)).transpose().cast<double>();
    moment += teachers.row(sequence[i]).transpose() * s.transpose();
  }
  const MatrixD readout =
      formats::to_matrix_double(archive("drawn/stages/0001.npz").at("readout"), "readout");
  EXPECT_LT((moment * p - readout).cwiseAbs().maxCoeff(), 1e-6 * readout.cwiseAbs().maxCoeff());
  // Clauses in their order: 172 a number of objects.
  EXPECT_EQ(found.at("clause_texts").shape.front(), 172U * 3);
  EXPECT_EQ(found.at("clauses").shape,
            (std::vector<std::size_t>{static_cast<std::size_t>(teachers.rows()), 2}));
  write_file(path("own.txt"), "the the the\n");
  EXPECT_EQ(rssviz("record " + path("drawn") + " --sequences " + path("own.txt") + " --teachers -o " +
                   path("own.npz"))
                .exit_code,
            65);
}

}  // namespace rssviz::cli
