#include "models/tasks/classes/class_task.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/progress.h"
#include "models/tasks/clusters/clusters_task.h"

namespace rssviz::models {
namespace {

ClustersTask small_task() {
  return {{.ambient_dim = 3, .clusters = 4, .delay = 2, .train = 40, .test = 20}, {}, 1};
}

TEST(ClustersTask, GivesAPointAtTheFirstStepAndNothingAfterwards) {
  const ClustersTask task = small_task();
  const ClassSequences& sequences = *task.data().sequences;
  const std::vector<Tokens> all = task.sequences({"test", 0, 1});
  ASSERT_EQ(all.size(), 20U);
  for (const Tokens& tokens : all) {
    ASSERT_EQ(tokens.size(), 3U);
    EXPECT_GT(tokens[0], 0);
    EXPECT_EQ(tokens[1], task.blank_token());
  }
  const Matrix inputs = task.inputs_of(all[5]);
  for (int k = 0; k < 3; ++k) EXPECT_EQ(inputs(0, k), sequences.value(45, 0, k));
  EXPECT_EQ(inputs.bottomRows(2).cwiseAbs().maxCoeff(), 0);
}

TEST(ClustersTask, TellsTheClassAndClusterOfEveryState) {
  const ClustersTask task = small_task();
  const Workers workers(1);
  SilentProgress progress;
  const std::vector<Tokens> sequences = task.sequences({"test", 8, 3});
  const StateTrace trace = task.input_trace(sequences, {workers, progress});
  ASSERT_EQ(trace.points(), 24U);
  const IntColumn& kind = trace.require_integer("class");
  const IntColumn& cluster = trace.require_integer("cluster");
  for (std::size_t i = 0; i < trace.points(); ++i) {
    EXPECT_EQ(kind.values[i], kind.values[i - i % 3]);
    EXPECT_EQ(trace.require_integer("is_last").values[i], i % 3 == 2 ? 1 : 0);
    EXPECT_EQ(trace.require_integer("since_input").values[i], static_cast<int>(i % 3));
    EXPECT_GE(cluster.values[i], 0);
  }
  EXPECT_EQ(task.parse("2:0-1").size(), 2U);
  EXPECT_THROW(task.parse("20"), Error);
  EXPECT_THROW(task.parse("1:0-3"), Error);
  EXPECT_THROW(task.sequences({"train", 0, 1}), Error);
}

TEST(ClustersTask, DrawsTheSameAgainAndOtherwiseFromAnotherSeed) {
  const ClustersSpec spec{.ambient_dim = 3, .clusters = 4, .train = 10, .test = 10};
  EXPECT_EQ(cluster_data(spec, {}, 1).sequences->numbers, cluster_data(spec, {}, 1).sequences->numbers);
  EXPECT_NE(cluster_data(spec, {}, 1).sequences->numbers, cluster_data(spec, {}, 2).sequences->numbers);
  // Clusters are dealt evenly.
  const ClassTaskData data = cluster_data({.clusters = 6, .classes = 3, .train = 60, .test = 6}, {}, 1);
  int members[3] = {};
  for (const std::int32_t kind : data.sequences->classes) ++members[kind];
  for (const int count : members) EXPECT_EQ(count, 22);
}

TEST(RecordedSequences, AreAtMostSoManyAndInTheirOrder) {
  const ClassTaskData data = cluster_data({.ambient_dim = 1, .train = 10, .test = 7000}, {}, 1);
  ASSERT_EQ(data.recorded.size(), 5000U);
  EXPECT_TRUE(std::is_sorted(data.recorded.begin(), data.recorded.end()));
  EXPECT_GE(data.recorded.front(), 10);
}

}  // namespace
}  // namespace rssviz::models
