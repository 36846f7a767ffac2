#include "embed/umap/layout_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/rng.h"
#include "embed/umap/layout_schedule.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

struct Case {
  int points;
  int edges;
  int negative_samples;
  bool mobile;
};

// What negative samples read: all positions, and from the first on again.
std::vector<float> seen_of(const std::vector<float>& positions) {
  std::vector<float> seen = positions;
  for (std::size_t i = 0; i < 2 * kSeenAgain; ++i) seen.push_back(seen[i]);
  return seen;
}

// The positions after some epochs of random edges, of which some join a point to itself or coincide.
std::vector<float> drawn(DrawEdges draw, const Case& c) {
  Rng rng(7, "layout kernel test");
  EdgeBatch batch;
  for (int e = 0; e < c.edges; ++e) {
    const auto point = [&] {
      return static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(c.points)));
    };
    batch.add({point(), point()}, static_cast<float>(rng.uniform(1., 9.)));
  }
  batch.prepare(1);
  std::vector<float> positions(2 * static_cast<std::size_t>(c.points));
  for (float& x : positions) x = static_cast<float>(rng.below(9)) - 4.F;  // many at the same place
  std::vector<float> mobility(static_cast<std::size_t>(c.points));
  for (float& share : mobility) share = static_cast<float>(rng.uniform());
  const LayoutOptions options{
      .epochs = 30, .negative_samples = c.negative_samples, .curve = {1.577, .895}, .seed = 3};
  Forces forces(options, static_cast<std::size_t>(c.points));
  if (c.mobile) forces.mobility = mobility.data();
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    forces.begin_epoch(epoch, options);
    draw(batch, forces, seen_of(positions).data(), positions.data());
  }
  return positions;
}

}  // namespace

TEST(LayoutKernel, DrawsNegativeSamplesFromAllPointsAlike) {
  constexpr int kPoints = 37;
  const LayoutOptions options{.epochs = 4000, .negative_samples = 5, .curve = {1.577, .895}, .seed = 5};
  Forces forces(options, kPoints);
  std::vector<int> samples(kPoints, 0);
  EdgeBatch batch;
  batch.number = 3;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    forces.begin_epoch(epoch, options);
    const lanes::Ints starts = sample_starts(batch, 16, 0, forces);
    for (int n = 0; n < 5; ++n) ++samples[static_cast<std::size_t>(starts[n])];
  }
  double chi = 0.;
  const double expected = 5. * options.epochs / kPoints;
  for (const int count : samples) chi += (count - expected) * (count - expected) / expected;
  EXPECT_LT(chi, 68.);  // the 99.9th percentile of 36 degrees of freedom
}

TEST(LayoutKernel, PushesNoPointFromItself) {
  const LayoutOptions options{.epochs = 50, .negative_samples = 8, .curve = {1.577, .895}, .seed = 5};
  for (const auto draw : {draw_edges_for(2), draw_edges_plain_for(2)}) {
    EdgeBatch batch;
    batch.add({0, 0}, 1.F);
    batch.prepare(1);
    Forces forces(options, 1);
    std::vector<float> positions{3.F, 4.F};
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
      forces.begin_epoch(epoch, options);
      std::vector<float> seen;
      for (int i = 0; i < 1 + kSeenAgain; ++i) seen.insert(seen.end(), {2.F, 4.5F});  // where it was once
      draw(batch, forces, seen.data(), positions.data());
    }
    EXPECT_EQ(positions, (std::vector<float>{3.F, 4.F}));
  }
}

TEST(LayoutKernel, OfWiderVectorsGivesTheSameBits) {
  for (const Case& c : {Case{300, 2005, 5, false}, Case{300, 2005, 4, true}, Case{7, 90, 11, false},
                        Case{3, 90, 1, true}, Case{40, 3, 0, false}, Case{20000, 60000, 5, false}}) {
    EXPECT_EQ(drawn(draw_edges_for(2), c), drawn(draw_edges_plain_for(2), c)) << c.points;
  }
}

TEST(LayoutKernel, DrawsAnEdgeAsOftenAsItsPeriodSays) {
  EdgeBatch batch;
  for (int e = 0; e < 21; ++e) batch.add({e, 21}, 2.F + static_cast<float>(e) / 4.F);
  batch.prepare(1);
  const LayoutOptions options{.epochs = 100, .negative_samples = 0, .curve = {1.577, .895}};
  Forces forces(options, 22);
  std::vector<int> moved(21, 0);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    std::vector<float> positions(44, 0.F);
    for (std::size_t e = 0; e < 21; ++e) positions[2 * e] = 5.F;
    forces.begin_epoch(epoch, options);
    draw_edges_for(2)(batch, forces, seen_of(positions).data(), positions.data());
    for (std::size_t e = 0; e < 21; ++e) moved[e] += positions[2 * e] != 5.F ? 1 : 0;
  }
  for (std::size_t e = 0; e < 21; ++e)  // due at each multiple of the period before epoch 100
    EXPECT_EQ(moved[e], static_cast<int>(99. / (2. + static_cast<double>(e) / 4.))) << e;
}

// A point that wanders: what is near in time is near in space, as states are.
Matrix walk(Eigen::Index steps, Eigen::Index units) {
  Matrix points = testing::normal_points(steps, units, 5);
  for (Eigen::Index i = 1; i < steps; ++i) points.row(i) = .99F * points.row(i - 1) + .2F * points.row(i);
  return points;
}

// Edges drawn in an epoch by the thread that draws most, as a share of all: a round takes as long as that
// one.
double longest_thread(const LayoutSchedule& schedule, std::size_t threads) {
  double all = 0., longest = 0.;
  for (const auto& round : schedule.rounds) {
    std::vector<double> drawn(threads, 0.);  // by whom is free first
    for (const EdgeBatch& batch : round) {
      double edges = 0.;
      for (const float period : batch.period) edges += 1. / static_cast<double>(period);
      *std::min_element(drawn.begin(), drawn.end()) += edges;
      all += edges;
    }
    longest += *std::max_element(drawn.begin(), drawn.end());
  }
  return longest / all;
}

TEST(LayoutSchedule, GivesThreadsOfARoundAboutTheSameToDo) {
  testing::Quiet quiet;
  const LayoutSchedule schedule =
      layout_schedule(fuzzy_graph(walk(8000, 4), {.n_neighbors = 6}, quiet.execution()), 1);
  EXPECT_EQ(schedule.rounds.size(), 7U);
  for (const std::size_t threads : {2U, 4U}) {
    const double share = longest_thread(schedule, threads);
    std::printf("%zu threads: the longest draws %.3f of the edges\n", threads, share);
    EXPECT_LT(share, 1.1 / static_cast<double>(threads));
  }
  // A round has four batches: more threads find no more to do.
  EXPECT_EQ(longest_thread(schedule, 8), longest_thread(schedule, 4));
}

}  // namespace rssviz::embed
