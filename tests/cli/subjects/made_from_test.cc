// Files of a run that no longer belong together, and files that a command would write over, are refused.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class MadeFrom : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  void does(const std::string& words) const {
    const Outcome outcome = rssviz(words);
    ASSERT_EQ(outcome.exit_code, 0) << words << "\n" << outcome.err;
  }
  void refuses(const std::string& words, int code, const std::string& what) const {
    const Outcome outcome = rssviz(words);
    EXPECT_EQ(outcome.exit_code, code) << words << "\n" << outcome.err;
    EXPECT_NE(outcome.err.find(what), std::string::npos) << words << "\n" << outcome.err;
  }
  void train(const std::string& more) const {
    does("train -q --cell lstm --units 4 --objects 3 " + more + " -o " + path("run"));
  }
  void record_and_embed() const {
    does("record -q --sample 30 " + path("run"));
    does("embed -q --neighbors 5 --epochs 5 " + path("run/states.npz"));
  }
  std::string figure() const { return "figure clauses -q " + path("run") + " -o " + path("clauses.svg"); }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(MadeFrom, StatesOfAnotherTrainingAreRefused) {
  train("--epochs 1 --seed 2");
  record_and_embed();
  does(figure());
  train("--epochs 2 --seed 2");  // begins with the same stages
  refuses(figure(), 65, "states.npz: was made from another training");
  record_and_embed();
  does(figure());
  train("--epochs 2 --seed 3");  // as many of them
  refuses(figure(), 65, "make it again with: rssviz record " + path("run"));
}

TEST_F(MadeFrom, AMapOfOtherStatesIsRefused) {
  train("--epochs 1 --seed 2");
  record_and_embed();
  train("--epochs 2 --seed 2");
  does("record -q --sample 30 " + path("run"));
  refuses(figure(), 65, "embedding.npz: was made from another states.npz");
}

TEST_F(MadeFrom, TrainingThatEndedWithOtherSettingsDoesNotGoOn) {
  train("--epochs 1 --seed 2");
  refuses("train -q --resume --cell lstm --units 5 --objects 3 --epochs 1 --seed 2 -o " + path("run"), 64,
          "units = 4, not 5");
  train("--resume --epochs 1 --seed 2");
}

TEST_F(MadeFrom, AMapIsNotWrittenOverItsStates) {
  formats::write_npz(path("own.npz"), {{"states", formats::from_matrix(MatrixRef(Matrix::Random(40, 3)))}});
  refuses("embed -q " + path("own.npz") + " -o " + path("./own.npz"), 64,
          "is the file that the map is made from");
  EXPECT_TRUE(formats::read_npz(path("own.npz")).contains("states"));
}

TEST_F(MadeFrom, AValueThatIsNotFiniteIsNamedByStepAndSequence) {
  Matrix states = Matrix::Random(12 * 20, 4);
  for (Eigen::Index i = 0; i < states.rows(); ++i)
    if (i % 20 >= 15) states.row(i).setZero();  // padding, which is left out
  states(3 * 20 + 4, 2) = std::nanf("");
  formats::Array array = formats::from_matrix(MatrixRef(states));
  array.shape = {12, 20, 4};
  formats::write_npy(path("own.npy"), array);
  const std::string says = "own.npy: nan at step 4 of sequence 3, unit 2";
  refuses("embed -q " + path("own.npy") + " -o " + path("map.npz"), 65, says);
  refuses("look -q " + path("own.npy") + " -o " + path("look"), 65, says);
  EXPECT_FALSE(std::filesystem::exists(path("look/states.npz")));
}

TEST_F(MadeFrom, AColumnOfNearlyAsManyValuesIsNotLeftOutInSilence) {
  formats::write_npz(path("own.npz"), {{"states", formats::from_matrix(MatrixRef(Matrix::Random(40, 3)))},
                                       {"group", formats::from_matrix(MatrixRef(Matrix::Random(39, 1)))},
                                       {"weights", formats::from_matrix(MatrixRef(Matrix::Random(3, 9)))}});
  formats::Archive own = formats::read_npz(path("own.npz"));
  own["group"].shape = {39};
  formats::write_npz(path("own.npz"), own);
  const Outcome outcome = rssviz("embed --method pca " + path("own.npz") + " -o " + path("map.npz"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("'group' has 39 values for 40 states: left out"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(outcome.err.find("'weights'"), std::string::npos) << outcome.err;
}

TEST_F(MadeFrom, EachOfTheUnitColumnsHasToBeThere) {
  write_file(path("table.csv"), std::string("a,b,c\n1,2,3\n4,5,7\n6,8,9\n"));
  refuses("embed -q --method pca " + path("table.csv") + " --unit-columns a,z -o " + path("map.npz"), 65,
          "has no column that 'z'");
}

TEST_F(MadeFrom, AnArrayThatIsCutOffIsNotTakenForALargeOne) {
  std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 100), }";
  head += std::string(128 - 11 - head.size(), ' ') + '\n';
  write_file(path("huge.npy"), std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(head.size()) + '\0' +
                                   head + std::string(400, '\0'));
  refuses("embed -q " + path("huge.npy") + " -o " + path("map.npz"), 65, "holds 400 bytes");
}

}  // namespace rssviz::cli
