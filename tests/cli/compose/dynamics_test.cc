// Figures of dynamics by the real binary: columns that others rely on, imported networks, and one clear line
// for each wrong input.
#include <gtest/gtest.h>

#include <cmath>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "models/data/array_task.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class Dynamics : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    made(
        "train --task flip-flop --bits 2 --cell gru --units 8 --epochs 2 --batch-size 10 --sequences-train "
        "20 "
        "--sequences-test 5 --trial-length 20 -o " +
        path("gru"));
    made("import " RSSVIZ_TEST_DATA "/torch_rnn.npz --cell rnn -o " + path("torch"));
    made("import " RSSVIZ_TEST_DATA
         "/esn_readout.npz --cell esn --equation external --activation sigmoid -o " +
         path("reservoir"));
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string path(const std::string& name) { return *folder_ / name; }
  static void made(const std::string& words) {
    const Outcome outcome = rssviz(words + " -q");
    ASSERT_EQ(outcome.exit_code, 0) << words << "\n" << outcome.err;
  }
  // 30 steps of `inputs` numbers.
  static std::string inputs(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += (i == 0 ? "u" : ",u") + std::to_string(i);
    text += "\n";
    for (int t = 0; t < 30; ++t)
      for (int i = 0; i < count; ++i)
        text += std::to_string(std::sin(0.7 * t + i)) + (i + 1 == count ? "\n" : ",");
    const std::string file = path("inputs-" + std::to_string(count) + ".csv");
    write_file(file, text);
    return file;
  }
  static void expect_error(const std::string& words, int code, const std::string& said) {
    const Outcome outcome = rssviz(words + " -q");
    EXPECT_EQ(outcome.exit_code, code) << words << "\n" << outcome.err;
    EXPECT_NE(outcome.err.find(said), std::string::npos) << words << "\n" << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
  // How many inputs an imported network takes, as the error for another number says it.
  static int inputs_of(const std::string& run) {
    const Outcome outcome = rssviz("figure fixed-points " + path(run) + " --inputs " + inputs(41) + " -o " +
                                   path("x.svg") + " -q");
    const std::string before = "takes ";
    return std::stoi(outcome.err.substr(outcome.err.find(before) + before.size()));
  }
  static TemporaryFolder* folder_;
};

TemporaryFolder* Dynamics::folder_ = nullptr;

TEST_F(Dynamics, TableOfFixedPointsHasItsColumns) {
  made("figure fixed-points " + path("gru") + " --starts 60 -o " + path("points.svg"));
  const formats::Table table = formats::read_csv(path("points.csv"));
  const std::vector<std::string> first(table.header.begin(), table.header.begin() + 6);
  EXPECT_EQ(first, (std::vector<std::string>{"point", "kind", "largest_eigenvalue", "q", "share_of_starts",
                                             "index"}));
  EXPECT_EQ(table.header.size(), 6U + 8U);
  EXPECT_EQ(table.header.back(), "x8");
  ASSERT_GE(table.rows.size(), 1U);
  double share = 0;
  for (const std::vector<std::string>& row : table.rows) {
    EXPECT_TRUE(row[1] == "stable" || row[1] == "saddle" || row[1] == "unstable") << row[1];
    EXPECT_EQ(row[1] == "stable", std::stod(row[2]) <= 1);
    EXPECT_LT(std::stod(row[3]), 1e-12);
    share += std::stod(row[4]);
  }
  EXPECT_NEAR(share, 1, 1e-9);
}

TEST_F(Dynamics, ImportedNetworksHaveFixedPointsWithAndWithoutInput) {
  for (const std::string run : {"torch", "reservoir"}) {
    const int count = inputs_of(run);
    const std::string along = " --inputs " + inputs(count) + " --starts 40";
    made("figure fixed-points " + path(run) + along + " -o " + path(run + ".svg"));
    EXPECT_GE(formats::read_csv(path(run + ".csv")).rows.size(), 1U) << run;
    std::string at = "0.5";
    for (int i = 1; i < count; ++i) at += ",0";
    made("figure fixed-points " + path(run) + along + " --at-input " + at + " -o " + path(run + "-at.svg"));
    EXPECT_NE(read_file(path(run + ".csv")), read_file(path(run + "-at.csv")));
    EXPECT_NE(read_file(path(run + "-at.txt")).find("at the constant input"), std::string::npos);
    made("figure inside " + path(run) + " --inputs " + inputs(count) + " -o " + path(run + "-inside.svg"));
  }
}

TEST_F(Dynamics, TablesAreTheSameBytesAtAnyNumberOfThreads) {
  std::string one;
  for (const char* const threads : {"1", "3"}) {
    made("figure fixed-points " + path("gru") + " --starts 80 --threads " + threads + " -o " +
         path("threads.svg"));
    const std::string now = read_file(path("threads.csv")) + read_file(path("threads.svg"));
    if (one.empty()) one = now;
    EXPECT_EQ(now, one);
  }
}

TEST_F(Dynamics, WrongInputIsOneClearLine) {
  const std::string figure = "figure fixed-points ", to = " -o " + path("wrong.svg");
  expect_error(figure + path("torch") + to, 65, "--inputs U.npy");
  expect_error(figure + path("gru") + " --at-input 0,0,1" + to, 64, "takes 2 inputs");
  expect_error(figure + path("gru") + " --at-input one" + to, 64, "'one' is not numbers");
  expect_error(figure + path("gru") + " --inputs " + inputs(3) + to, 65, "takes 2");
  expect_error(figure + path("gru") + " --starts 0" + to, 64, "starts = 0 is out of range");
  expect_error(figure + path("gru") + " --lengths " + inputs(1) + to, 64,
               "--lengths is given without --inputs");
  expect_error("figure point-history " + path("reservoir") + to, 65, "has no task");
  expect_error("figure inside " + path("gru") + " --layer 3" + to, 64, "there is no layer 3");
  EXPECT_FALSE(std::filesystem::exists(path("wrong.svg")));
}

TEST_F(Dynamics, WeightsAreLookedAtByTheNamesOfTheirArrays) {
  const std::string weights = RSSVIZ_TEST_DATA "/torch_rnn.npz";
  const int count = inputs_of("torch");
  const Outcome outcome = rssviz("look " + weights + " --inputs " + inputs(count) + " -o " + path("look"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("read as weights"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("--as states"), std::string::npos) << outcome.err;
  EXPECT_TRUE(std::filesystem::exists(path("look/layer-1.pdf")));
  EXPECT_TRUE(std::filesystem::exists(path("look/layer-1.png")));
  const Outcome plan = rssviz("run " + path("look/look.toml") + " -o " + path("again") + " --dry-run");
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_NE((plan.out + plan.err).find("to make: layer-1-run"), std::string::npos) << plan.out << plan.err;
  expect_error("look " + weights + " -o " + path("no"), 64, "--inputs U.npy");
}

}  // namespace
}  // namespace rssviz::cli
