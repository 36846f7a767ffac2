#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/output_file.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/tasks/csl/csl_record.h"
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
  EXPECT_THROW(load_recurrent_run(folder), Error);
}

TEST_F(RunFiles, BringAnLstmBackAndForgetStagesOfALongerRun) {
  save_run(train_recurrent(corpus, {.units = 5, .epochs = 4}, 4, judge, execution), folder);
  const RecurrentRun run = train_recurrent(corpus, {.units = 5, .epochs = 2}, 4, judge, execution);
  save_run(run, folder);
  EXPECT_EQ(cell_of_run(folder), "lstm");
  const RecurrentRun loaded = load_recurrent_run(folder);
  ASSERT_EQ(loaded.stages.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(loaded.stages[i].shape, run.stages[i].shape);
    EXPECT_EQ(loaded.stages[i].values, run.stages[i].values);
  }
  EXPECT_EQ(loaded.sentences, run.sentences);
  EXPECT_EQ(settings_record(loaded), settings_record(run));
  EXPECT_EQ(metrics_table(loaded.metrics).rows, metrics_table(run.metrics).rows);
}

TEST_F(RunFiles, BringEveryCellBackInLayersAndWithItsOptions) {
  for (const Cell cell : {Cell::lstm, Cell::gru, Cell::rnn}) {
    const RecurrentOptions options{.cell = cell,
                                   .units = 5,
                                   .layers = 2,
                                   .epochs = 1,
                                   .optimizer = {.kind = OptimizerKind::rmsprop, .learning_rate = 0.002},
                                   .clip = 0.5,
                                   .dropout = 0.25,
                                   .shuffle = true};
    const RecurrentRun run = train_recurrent(corpus, options, 4, judge, execution);
    save_run(run, folder);
    EXPECT_EQ(cell_of_run(folder), name_of(cell));
    const RecurrentRun loaded = load_recurrent_run(folder);
    ASSERT_EQ(loaded.stages.size(), 2U);
    EXPECT_EQ(loaded.stages[1].shape, run.stages[1].shape);
    EXPECT_EQ(loaded.stages[1].values, run.stages[1].values);
    EXPECT_EQ(settings_record(loaded), settings_record(run));
  }
}

TEST_F(RunFiles, BringAContinuousEsnBack) {
  EsnTrainingOptions options = default_options(Learning::continuous);
  options.reservoir.units = 30;
  const EsnRun run = train_esn(corpus, options, 4, judge, execution);
  save_run(run, folder);
  const EsnRun loaded = load_esn_run(folder);
  EXPECT_EQ(loaded.options.learning, Learning::continuous);
  EXPECT_EQ(loaded.readouts, run.readouts);
  EXPECT_EQ(loaded.effective_radius, run.effective_radius);
  EXPECT_EQ(settings_record(loaded), settings_record(run));
}

TEST_F(RunFiles, CheckpointHoldsAllThatIsNeededToGoOn) {
  const RecurrentOptions options{.units = 5, .epochs = 4, .shuffle = true};
  const RecurrentRun straight = train_recurrent(corpus, options, 4, {}, execution);
  RecurrentRun begun{.options = options, .seed = 4};
  begun.options.epochs = 2;
  train_stages(corpus, begun, {}, execution,
               [&](const RecurrentRun& run, const OptimizerState<float>& state) {
                 save_stage(run, run.stages.size() - 1, folder);
                 save_checkpoint(run, state, "recipe", folder);
               });
  Checkpoint checkpoint = load_checkpoint(folder);
  EXPECT_EQ(checkpoint.recipe, "recipe");
  ASSERT_EQ(checkpoint.run.stages.size(), 3U);
  checkpoint.run.options.epochs = 4;
  train_stages(corpus, checkpoint.run, checkpoint.optimizer, execution);
  ASSERT_EQ(checkpoint.run.stages.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(checkpoint.run.stages[i].values, straight.stages[i].values) << i;
  std::filesystem::remove(folder / "stages" / "0001.npz");
  EXPECT_THROW(load_checkpoint(folder), Error);
}

TEST_F(RunFiles, AreTheSameBytesTwice) {
  const RecurrentRun run = train_recurrent(corpus, {.units = 5, .epochs = 1}, 4, judge, execution);
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
