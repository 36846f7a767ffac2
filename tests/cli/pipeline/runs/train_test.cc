// `rssviz train` with the real binary: every cell, going on after an interruption, and training that fails.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;

const std::string kSlow =
    "train --cell gru --layers 2 --units 24 --epochs 24 --dropout 0.1 --shuffle --clip 1 --quiet ";

// Starts training in the background, kills it when `stage` is written, and waits for it.
std::string killed_at(const std::string& run, int stage, const std::string& signal, const std::string& more) {
  const std::string file =
      run + "/training/stages/00" + (stage < 10 ? "0" : "") + std::to_string(stage) + ".npz";
  return "\"$RSSVIZ\" " + kSlow + more + " -o " + run + " & pid=$!; while kill -0 $pid && ! [ -e " + file +
         " ]; do sleep 0.01; done 2>/dev/null; kill -" + signal + " $pid; wait $pid";
}

std::size_t stages_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST(Train, EveryCellGivesARunThatCanBeRecordedMappedAndDrawn) {
  const TemporaryFolder folder;
  const std::map<std::string, std::vector<std::string>> traces{
      {"lstm --layers 2", {"cell", "hidden_1", "forget_gate"}},
      {"gru", {"hidden", "update_gate", "reset_gate"}},
      {"rnn", {"hidden", "output"}}};
  for (const auto& [cell, names] : traces) {
    const std::string run = folder / cell.substr(0, cell.find(' '));
    const Outcome trained = rssviz("train --cell " + cell + " --units 8 --epochs 2 -o " + run);
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    EXPECT_FALSE(fs::exists(run + "/training"));
    EXPECT_EQ(stages_in(run + "/stages"), 3U);
    for (const std::string& what : names) {
      const Outcome outcome =
          rssviz("record " + run + " --sample 10 --what " + what + " -o " + run + "/s.npz");
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    }
    ASSERT_EQ(rssviz("record " + run + " --sample 20 --quiet").exit_code, 0);
    ASSERT_EQ(rssviz("embed " + run + "/states.npz --epochs 30 --quiet").exit_code, 0);
    for (const char* kind : {"heard", "errors", "outputs", "learning-curves"}) {
      const Outcome drawn =
          rssviz("figure " + std::string(kind) + " " + run + " -o " + run + "/" + kind + ".pdf");
      EXPECT_EQ(drawn.exit_code, 0) << cell << " " << kind << " " << drawn.err;
    }
    std::string name = cell.substr(0, cell.find(' '));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return std::toupper(c); });
    EXPECT_NE(rssviz("info " + run).out.find(name + " with "), std::string::npos);
    EXPECT_NE(read_file(run + "/outputs.txt").find("the " + name + " claims"), std::string::npos);
  }
}

TEST(Train, ContinuousLearningHasItsOwnDefaultsAndIsNamedInCaptions) {
  const TemporaryFolder folder;
  const std::string run = folder / "continuous";
  ASSERT_EQ(rssviz("train --cell esn --learning continuous --units 60 --density 0.5 -o " + run).exit_code, 0);
  const std::string info = rssviz("info " + run).out;
  for (const char* part : {"after every word of 1,000 sentences", "spectral_radius: 1.3", "density: 0.5",
                           "leak_rate: 0.04", "regularization: 0.000199526", "effective_spectral_radius: "})
    EXPECT_NE(info.find(part), std::string::npos) << part << " in " << info;
  ASSERT_EQ(rssviz("record " + run + " --sample 20 --quiet").exit_code, 0);
  ASSERT_EQ(rssviz("embed " + run + "/states.npz --epochs 30 --quiet").exit_code, 0);
  for (const std::string kind : {"errors", "outputs", "output-map"}) {
    const Outcome drawn = rssviz("figure " + kind + " " + run + " -o " + run + "/" + kind + ".pdf");
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    const std::string caption = read_file(run + "/" + kind + ".txt");
    EXPECT_NE(caption.find("after every word"), std::string::npos) << caption;
    EXPECT_EQ(caption.find("after END only"), std::string::npos) << caption;
  }
}

TEST(Train, GoesOnWhereItWasKilledWithTheSameBytes) {
  const TemporaryFolder folder;
  ASSERT_EQ(rssviz(kSlow + "-o " + (folder / "straight")).exit_code, 0);
  const std::string run = folder / "resumed";
  for (const auto& [stage, signal] : {std::pair{3, "KILL"}, {9, "INT"}, {16, "KILL"}}) {
    shell(killed_at(run, stage, signal, "--resume"));
    ASSERT_FALSE(fs::exists(run + "/run.json"));
    ASSERT_TRUE(fs::exists(run + "/training/checkpoint.npz"));
    EXPECT_GE(stages_in(run + "/training/stages"), static_cast<std::size_t>(stage));
    const Outcome early = rssviz("record " + run);
    EXPECT_EQ(early.exit_code, 66);
    EXPECT_NE(early.err.find("--resume"), std::string::npos) << early.err;
  }
  ASSERT_EQ(rssviz(kSlow + "--resume -o " + run).exit_code, 0);
  EXPECT_EQ(digests(run), digests(folder / "straight"));
  // Nothing is left to do.
  const auto written = fs::last_write_time(run + "/run.json");
  ASSERT_EQ(rssviz(kSlow + "--resume -o " + run).exit_code, 0);
  EXPECT_EQ(fs::last_write_time(run + "/run.json"), written);
}

TEST(Train, AnInterruptSaysHowToGoOnAndOtherSettingsAreRefused) {
  const TemporaryFolder folder;
  const std::string run = folder / "run";
  const Outcome interrupted = shell(killed_at(run, 2, "INT", ""));
  EXPECT_EQ(interrupted.exit_code, 130);
  EXPECT_NE(interrupted.err.find("go on with --resume"), std::string::npos) << interrupted.err;
  EXPECT_EQ(part_files(run), std::vector<std::string>{});
  const Outcome other = rssviz(kSlow + "--seed 2 --resume -o " + run);
  EXPECT_EQ(other.exit_code, 64);
  EXPECT_NE(other.err.find("seed = 1, not 2"), std::string::npos) << other.err;
  EXPECT_TRUE(fs::exists(run + "/training/checkpoint.npz"));
}

TEST(Train, AWholeRunIsOnlyReplacedByAWholeOne) {
  const TemporaryFolder folder;
  const std::string run = folder / "run";
  ASSERT_EQ(rssviz("train --cell lstm --units 5 --epochs 1 -o " + run + " --quiet").exit_code, 0);
  const auto before = digests(run);
  EXPECT_EQ(shell(killed_at(run, 2, "INT", "")).exit_code, 130);
  auto after = digests(run);
  std::erase_if(after, [](const auto& file) { return file.first.starts_with("training/"); });
  EXPECT_EQ(after, before);
}

TEST(Train, StopsWhereItDivergesAndKeepsTheStagesSoFar) {
  const TemporaryFolder folder;
  const std::string run = folder / "run";
  const Outcome outcome = rssviz(
      "train --cell rnn --optimizer rmsprop --learning-rate 1e19 --batch-size 1000 --epochs 9 -o " + run);
  EXPECT_EQ(outcome.exit_code, 70);
  for (const char* part : {"not finite at epoch ", "epoch 2, step 1", "stages up to epoch 1 are kept"})
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
  EXPECT_FALSE(fs::exists(run + "/run.json"));
  const std::size_t stages = stages_in(run + "/stages");
  EXPECT_GE(stages, 2U);
  EXPECT_EQ(formats::read_csv(run + "/metrics.csv").rows.size(), 3 * stages);
}

TEST(Train, OptionsThatMeanNothingAreRefused) {
  const TemporaryFolder folder;
  const std::string output = " -o " + (folder / "run");
  const auto refused = [&](const std::string& words, const std::vector<std::string>& parts) {
    const Outcome outcome = rssviz("train " + words + output);
    EXPECT_EQ(outcome.exit_code, 64) << words;
    for (const std::string& part : parts)
      EXPECT_NE(outcome.err.find(part), std::string::npos) << part << " in " << outcome.err;
  };
  refused("--cell lstm --epochs 0", {"epochs", "0", "1 or more", "stage 0"});
  refused("--cell lstm --epochs -1", {"epochs"});
  refused("--cell gru --units 0", {"units", "0"});
  refused("--cell lstm --leak-rate 0.5", {"--leak-rate", "lstm"});
  refused("--cell esn --epochs 5", {"--epochs", "esn"});
  refused("--cell rnn --dropout 0.5", {"layers", "dropout"});
  refused("--cell tree", {"esn, lstm, gru, rnn"});
  EXPECT_FALSE(fs::exists(folder / "run"));
  // A default spelt out is no fault.
  EXPECT_EQ(rssviz("train --cell esn --units 10 --epochs 35 --quiet" + output).exit_code, 0);
}

TEST(Train, EverySentenceIsTestedOnRequestAndShownWithTheCard) {
  const TemporaryFolder folder;
  const std::string run = folder / "run";
  ASSERT_EQ(
      rssviz("train --cell gru --objects 3 --units 6 --epochs 1 --test all --quiet -o " + run).exit_code, 0);
  const formats::Table table = formats::read_csv(run + "/test_all.csv");
  ASSERT_EQ(table.rows.size(), 5U);
  const std::size_t sentences = table.column("sentences"), set = table.column("set");
  EXPECT_EQ(table.rows[0][sentences], "266772");  // 516 + 516 x 516
  EXPECT_EQ(table.rows[1][set], "training");
  EXPECT_EQ(table.rows[1][sentences], "1000");
  EXPECT_EQ(table.rows[2][sentences], "265772");
  // The same from the run that stands, at any number of threads.
  const std::string before = read_file(run + "/test_all.csv");
  ASSERT_EQ(rssviz("test " + run + " --threads 1 --quiet").exit_code, 0);
  EXPECT_EQ(read_file(run + "/test_all.csv"), before);

  const std::string info = rssviz("info " + run).out;
  for (const char* part : {"sentences 266772", "reset after the product", "1.3 / z", "valid_error_interval",
                           "300 of one object and 700 of two", "trained parameters"})
    EXPECT_NE(info.find(part), std::string::npos) << part << " in\n" << info;
  const std::string tex = rssviz("info " + run + " --latex").out;
  EXPECT_TRUE(tex.starts_with("\\begin{tabular}")) << tex;
  EXPECT_NE(tex.find("95 \\% intervals"), std::string::npos);
  // Every row ends, has one column break, and nothing stands outside mathematics that LaTeX would trip on.
  bool mathematics = false;
  std::size_t breaks = 0, ends = 0;
  for (std::size_t i = tex.find("\\hline"); i < tex.rfind("\\hline"); ++i) {
    if (tex[i] == '\\') {
      if (tex[i + 1] == '\\') ++ends;
      ++i;
      continue;
    }
    if (tex[i] == '$') mathematics = !mathematics;
    if (tex[i] == '&') ++breaks;
    if (!mathematics) {
      EXPECT_EQ(std::string_view("_%#^").find(tex[i]), std::string_view::npos) << tex.substr(i, 20);
    }
  }
  EXPECT_FALSE(mathematics);
  EXPECT_EQ(breaks, ends);
  EXPECT_GT(ends, 20U);

  // Training again without it leaves no table of the network before.
  ASSERT_EQ(rssviz("train --cell gru --objects 3 --units 6 --epochs 1 --quiet -o " + run).exit_code, 0);
  EXPECT_FALSE(fs::exists(run + "/test_all.csv"));
}

}  // namespace rssviz::cli
