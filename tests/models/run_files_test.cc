#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/output_file.h"
#include "models/tasks/csl_annotations.h"
#include "models/weights/run_files.h"

namespace rssviz::models {
namespace {

struct RunFiles : testing::Test {
  RunFiles() {
    folder = std::filesystem::temp_directory_path() /
             ("rssviz-run-files-" + std::to_string(::getpid()) + "-" +
              testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder);
  }
  ~RunFiles() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder;
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
  CrossSituationalTask task{CslSpec{.train_one = 30, .train_two = 30, .test_one = 10, .test_two = 10}};
  Corpus corpus = make_corpus(task, 4);
  Judge judge = csl_judge(task, corpus);
};

TEST_F(RunFiles, BringAnEsnBack) {
  const EsnRun run =
      train_esn(corpus, {.reservoir = {.units = 40, .leak_rate = 0.2}, .n_stages = 4}, 4, judge, execution);
  save_run(run, folder);
  EXPECT_EQ(cell_of_run(folder), "esn");
  const EsnRun loaded = load_esn_run(folder);
  EXPECT_EQ(loaded.readouts, run.readouts);
  EXPECT_EQ(loaded.sentences, run.sentences);
  EXPECT_EQ(loaded.reservoir->input, run.reservoir->input);
  EXPECT_EQ(loaded.reservoir->recurrent, run.reservoir->recurrent);
  EXPECT_EQ(loaded.reservoir->leak_rate, run.reservoir->leak_rate);
  EXPECT_EQ(loaded.measured_radius, run.measured_radius);
  EXPECT_EQ(loaded.seed, 4U);
  EXPECT_EQ(settings_record(loaded), settings_record(run));
  EXPECT_EQ(metrics_table(loaded.metrics).rows, metrics_table(run.metrics).rows);
  EXPECT_THROW(load_lstm_run(folder), Error);
}

TEST_F(RunFiles, BringAnLstmBackAndForgetStagesOfALongerRun) {
  save_run(train_lstm(corpus, {.units = 5, .epochs = 4}, 4, judge, execution), folder);
  const LstmRun run = train_lstm(corpus, {.units = 5, .epochs = 2}, 4, judge, execution);
  save_run(run, folder);
  EXPECT_EQ(cell_of_run(folder), "lstm");
  const LstmRun loaded = load_lstm_run(folder);
  ASSERT_EQ(loaded.stages.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(loaded.stages[i].shape, run.stages[i].shape);
    EXPECT_EQ(loaded.stages[i].values, run.stages[i].values);
  }
  EXPECT_EQ(loaded.sentences, run.sentences);
  EXPECT_EQ(settings_record(loaded), settings_record(run));
  EXPECT_EQ(metrics_table(loaded.metrics).rows, metrics_table(run.metrics).rows);
}

TEST_F(RunFiles, AreTheSameBytesTwice) {
  const LstmRun run = train_lstm(corpus, {.units = 5, .epochs = 1}, 4, judge, execution);
  save_run(run, folder / "a");
  save_run(run, folder / "b");
  for (const char* name : {"metrics.csv", "stages/0000.npz", "stages/0001.npz"}) {
    EXPECT_EQ(read_file(folder / "a" / name), read_file(folder / "b" / name)) << name;
  }
}

TEST_F(RunFiles, MissingRunIsNoInput) {
  try {
    cell_of_run(folder);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::no_input);
  }
}

TEST_F(RunFiles, TaskRecordMakesTheSameCorpusAgain) {
  const formats::Json record = task_record(task, corpus, 4);
  EXPECT_EQ(record["splits"]["train"].size(), 60U);
  EXPECT_EQ(record["splits"]["train"][0], corpus.text(corpus.sequences[0]));
  EXPECT_EQ(record["concepts"].size(), 11U);
  const TaskOfRun found = task_of_record(record, "task.json");
  const Corpus again = make_corpus(CrossSituationalTask(found.spec), found.seed);
  EXPECT_EQ(again.sequences, corpus.sequences);
  EXPECT_EQ(again.targets, corpus.targets);
  formats::Json broken = record;
  broken["n_objects"] = "four";
  EXPECT_THROW(task_of_record(broken, "task.json"), Error);
}

}  // namespace
}  // namespace rssviz::models
