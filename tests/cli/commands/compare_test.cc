// `rssviz compare --measures`: a table a measure, the same bytes at any number of threads, kept by cell.
#include <gtest/gtest.h>

#include "core/formats/csv.h"
#include "core/input_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

const std::string kSmall =
    "compare --objects 4 --networks esn,lstm,bag-of-words --seeds 2 --seed 7 --esn-units 60 --epochs 1 "
    "--sample 60 --maps 2 --ablation-draws 2 --measures nesting,ablation,polyvalence,difficulty --quiet -o ";

TEST(CompareMeasures, GiveATableEachAndTheSameBytesAtAnyThreads) {
  const TemporaryFolder folder;
  const Outcome one = rssviz(kSmall + (folder / "one") + " --threads 1");
  ASSERT_EQ(one.exit_code, 0) << one.err;
  const Outcome three = rssviz(kSmall + (folder / "three") + " --threads 3");
  ASSERT_EQ(three.exit_code, 0) << three.err;
  for (const char* name : {"objects", "nesting", "ablation", "polyvalence", "difficulty"}) {
    const std::string file = std::string("/") + name + ".csv";
    EXPECT_EQ(read_file(folder / ("one" + file)), read_file(folder / ("three" + file))) << name;
  }
  const formats::Table nesting = formats::read_csv(folder / "one/nesting.csv");
  EXPECT_EQ(nesting.header, (std::vector<std::string>{"network", "objects", "seed", "scaling", "variant",
                                                      "outer_share", "repeat_cosine", "probe_other_groups"}));
  EXPECT_EQ(nesting.rows.size(), 2U * (4 + 6));  // an ESN's states stay: no untrained ones
  const formats::Table difficulty = formats::read_csv(folder / "one/difficulty.csv");
  EXPECT_EQ(difficulty.rows.size(), 2U * 2 * 2);  // networks, seeds, maps; a bag of words has none
  // What was measured is kept: the tables come back without training.
  const Outcome again = rssviz(kSmall + (folder / "one"));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read_file(folder / "one/ablation.csv"), read_file(folder / "three/ablation.csv"));
}

TEST(CompareMeasures, OfTimeAreOfOneNetworkAtATime) {
  const TemporaryFolder folder;
  const Outcome outcome = rssviz(
      "compare --objects 4 --networks esn,lstm,bag-of-words --seeds 1 --esn-units 40 --epochs 1 "
      "--measures time --quiet -o " +
      (folder / "out"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const formats::Table times = formats::read_csv(folder / "out/timings.csv");
  ASSERT_EQ(times.rows.size(), 2U);
  for (const std::vector<std::string>& row : times.rows) EXPECT_GT(std::stod(row[3]), 0);
}

TEST(Compare, SaysWhichEpochsItIsNotToldToShorten) {
  const TemporaryFolder folder;
  const std::string words =
      "compare --objects 3 --networks lstm-plateau --seeds 1 --lstm-units 4 --epochs 1 ";
  const Outcome both = rssviz(words + "--most-epochs 1 -o " + (folder / "out"));
  ASSERT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(both.err.find("doesn't shorten"), std::string::npos) << both.err;
  // Said before anything is trained: here nothing is, for another fault.
  const Outcome one = rssviz(words + "--measures nestling -o " + (folder / "out"));
  EXPECT_NE(one.err.find("--epochs doesn't shorten lstm-plateau"), std::string::npos) << one.err;
  const Outcome known =
      rssviz("compare --objects 3 --networks bag-of-words --seeds 1 --epochs 1 -o " + (folder / "bag"));
  EXPECT_EQ(known.err.find("doesn't shorten"), std::string::npos) << known.err;
}

TEST(CompareMeasures, NameTheNearestKnown) {
  const TemporaryFolder folder;
  const Outcome outcome = rssviz("compare --objects 4 --seeds 1 --measures nestling -o " + (folder / "out"));
  EXPECT_EQ(outcome.exit_code, 64);
  EXPECT_NE(outcome.err.find("did you mean 'nesting'?"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace rssviz::cli
