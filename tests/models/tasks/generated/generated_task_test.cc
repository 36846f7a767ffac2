// Tasks drawn by a rule: what stands in their sequences, what runs keep of them, and that networks learn them
// so that their fixed points are those known of the task.
#include "models/tasks/generated/generated_task.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/formats/json.h"
#include "models/analysis/dynamics/fixed_points.h"
#include "models/cells/over_rows.h"
#include "models/cells/recurrent_map.h"
#include "models/recording/prefix_trie.h"
#include "models/tasks/flip_flop/flip_flop_task.h"
#include "models/tasks/sine/sine_task.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;

using Values = std::map<std::string, std::string>;

std::shared_ptr<const GeneratedTask> made(const std::string& name, const Values& values,
                                          std::uint64_t seed = 1) {
  const TaskSource source{seed,
                          [values](const std::string& option) {
                            const auto found = values.find(option);
                            return found == values.end() ? std::string() : found->second;
                          },
                          {}};
  return std::dynamic_pointer_cast<const GeneratedTask>(task_entry_named(name).make(source));
}

const ArrayTask& arrays_of(const GeneratedTask& task) { return task.data().task; }

TEST(FlipFlop, KeepsTheSignOfTheLastPulse) {
  const auto task = made("flip-flop", {{"bits", "2"}, {"trial-length", "40"}, {"sequences-train", "5"}});
  const ArrayTask& arrays = arrays_of(*task);
  ASSERT_EQ(arrays.inputs.cols(), 2);
  ASSERT_EQ(arrays.inputs.rows(), 55 * 40);
  int pulses = 0;
  for (const Tokens& rows : arrays.sequences) {
    double wanted[2] = {0, 0};
    for (const std::int32_t row : rows)
      for (Eigen::Index bit = 0; bit < 2; ++bit) {
        const double pulse = static_cast<double>(arrays.inputs(row, bit));
        EXPECT_TRUE(pulse == 0 || std::abs(pulse) == 1);
        if (pulse != 0) wanted[bit] = pulse;
        pulses += pulse != 0 ? 1 : 0;
        EXPECT_EQ(arrays.targets(row, bit), wanted[bit]);
      }
    EXPECT_EQ(std::abs(arrays.inputs(rows.front(), 0)), 1.F);
  }
  EXPECT_NEAR(pulses, 55 * 2 * (1 + 39 * 0.1), 80);
  EXPECT_EQ(arrays.integers.front().labels.size(), 4U);
}

TEST(Integrate, SumsPulsesBetweenItsBounds) {
  const auto task = made("integrate", {{"pulse-rate", "0.5"}});
  const ArrayTask& arrays = arrays_of(*task);
  for (const Tokens& rows : arrays.sequences) {
    double sum = 0;
    for (const std::int32_t row : rows) {
      sum += static_cast<double>(arrays.inputs(row, 0));
      EXPECT_NEAR(arrays.targets(row, 0), sum, 1e-5);
      EXPECT_LE(std::abs(sum), 1 + 1e-5);
    }
  }
}

TEST(Context, SumsTheStreamThatItsContextNames) {
  const auto task = made("context", {});
  const ArrayTask& arrays = arrays_of(*task);
  for (const Tokens& rows : arrays.sequences) {
    double sum = 0;
    for (const std::int32_t row : rows) {
      EXPECT_EQ(arrays.inputs(row, 2) + arrays.inputs(row, 3), 1.F);
      const Eigen::Index stream = arrays.inputs(row, 2) == 1.F ? 0 : 1;
      sum = std::clamp(sum + 0.25 * static_cast<double>(arrays.inputs(row, stream)), -1.0, 1.0);
      EXPECT_NEAR(arrays.targets(row, 0), sum, 1e-5);
    }
  }
}

TEST(Sine, HasThePeriodOfItsInput) {
  const auto task = made("sine", {{"periods", "3"}, {"shortest-period", "10"}, {"longest-period", "20"}});
  const ArrayTask& arrays = arrays_of(*task);
  EXPECT_EQ(task->data().task.sequences.front().size(), 100U);
  for (const Tokens& rows : arrays.sequences) {
    const double input = static_cast<double>(arrays.inputs(rows.front(), 0));
    const double period = input < 0.4 ? 20 : input < 0.7 ? 1 / 0.075 : 10;
    for (std::size_t t = 0; t < rows.size(); ++t)
      EXPECT_NEAR(arrays.targets(rows[t], 0), std::sin(2 * M_PI * static_cast<double>(t) / period), 1e-9);
  }
}

// A quarter of a turn in a quarter of its steps, from the direction that was cued.
TEST(GeneratedTasks, ReachesTurnFromTheCue) {
  const auto task = made("reaches", {{"directions", "4"}, {"turn-steps", "20"}, {"jitter", "0"}});
  const ArrayTask& arrays = arrays_of(*task);
  for (int step : {0, 5, 10}) {
    const double x = arrays.inputs(0, 0), y = arrays.inputs(0, 1);
    const double turned_x = step == 0   ? x
                            : step == 5 ? -y
                                        : -x,
                 turned_y = step == 0   ? y
                            : step == 5 ? x
                                        : -y;
    EXPECT_NEAR(arrays.targets(step, 0), turned_x, 1e-6);
    EXPECT_NEAR(arrays.targets(step, 1), turned_y, 1e-6);
  }
  EXPECT_EQ(arrays.inputs(1, 0), 0);
}

TEST(GeneratedTasks, AreMadeAgainFromWhatARunKeeps) {
  const fs::path folder = fs::temp_directory_path() / ("generated-task-" + std::to_string(::getpid()));
  for (const char* const name : {"flip-flop", "integrate", "context", "sine", "reaches"}) {
    fs::create_directories(folder);
    const auto task = made(name, {{"trial-length", "33"}}, 7);
    task->save(folder);
    const auto opened = std::dynamic_pointer_cast<const GeneratedTask>(open_task(folder));
    ASSERT_NE(opened, nullptr) << name;
    EXPECT_EQ(arrays_of(*opened).inputs, arrays_of(*task).inputs);
    EXPECT_EQ(arrays_of(*opened).targets, arrays_of(*task).targets);
    EXPECT_NE(arrays_of(*made(name, {{"trial-length", "33"}}, 8)).inputs, arrays_of(*task).inputs);
    fs::remove_all(folder);
  }
}

TEST(GeneratedTasks, NameWhatIsOutOfRange) {
  const auto message = [](const std::string& name, const Values& values) -> std::string {
    try {
      made(name, values);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return "";
  };
  EXPECT_NE(message("flip-flop", {{"bits", "9"}}).find("bits = 9"), std::string::npos);
  EXPECT_NE(message("flip-flop", {{"bits", "2.5"}}).find("bits = 2.5"), std::string::npos);
  EXPECT_NE(message("integrate", {{"pulse-rate", "2"}}).find("pulse-rate = 2"), std::string::npos);
  EXPECT_NE(message("sine", {{"trial-length", "0"}}).find("trial-length"), std::string::npos);
  EXPECT_NE(message("sine", {{"periods", "many"}}).find("'many' is not a number"), std::string::npos);
}

// A network trained on three bits: 8 stable points, 12 + 6 + 1 saddles between them, and indices that add up
// to 8 - 12 + 6 - 1 = 1 (the edges, faces and body of a cube), from any number of starts.
void expect_a_cube(Cell cell) {
  const auto task = made("flip-flop", {});
  RecurrentOptions options;
  options.cell = cell;
  options.units = 24;
  options.epochs = 40;
  options.batch_size = 10;
  options.optimizer.learning_rate = 0.005;
  const Workers workers(2);
  SilentProgress silent;
  const Execution execution{workers, silent};
  const RecurrentRun run = train_recurrent(task->lesson(), options, 1, execution);
  EXPECT_LT(run.metrics.back().value("rmse").value_or(1), 0.1);
  const auto map = make_recurrent_map(run.stages.back());
  const auto over = make_recurrent_network(over_input_rows(run.stages.back(), arrays_of(*task).inputs));
  const Matrix states = states_of(*over, build_trie(task->sequences({"test", 0, 1})), execution);
  for (const int starts : {500, 1000}) {
    FixedPointOptions search;
    search.starts = starts;
    const FixedPointSearch found =
        find_fixed_points(*map, map->drive(VectorD::Zero(3)), states, search, execution);
    EXPECT_EQ(found.manifold_dimension, 0);
    EXPECT_EQ(found.count(Stability::stable), 8) << name_of(cell) << " " << starts;
    EXPECT_EQ(found.count(Stability::saddle), 19) << name_of(cell) << " " << starts;
    EXPECT_EQ(found.index_sum, 1);
    EXPECT_GT(found.coverage(), 0.98);
    EXPECT_EQ(found.far(), 0);
  }
}

TEST(FlipFlop, OfThreeBitsLearnedByAGruHasEightStablePoints) { expect_a_cube(Cell::gru); }
TEST(FlipFlop, OfThreeBitsLearnedByAnLstmHasEightStablePoints) { expect_a_cube(Cell::lstm); }

}  // namespace
}  // namespace rssviz::models
