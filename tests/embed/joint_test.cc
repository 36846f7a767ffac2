// Maps of all stages laid out together, and points that come and go.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "embed/align/stages.h"
#include "embed/align/ties.h"
#include "embed/quality/quality.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::clouds;
using testing::message_of;
using testing::normal_points;
using testing::Quiet;

const StagesOptions kJoint{.alignment = Alignment::joint, .null = false};

// Clouds of which the second half turns slowly, the first half stands still.
std::vector<Matrix> turning_stages(std::size_t count = 4) {
  std::vector<Matrix> stages(count, clouds(400, 8, 8, .4, 5));
  for (std::size_t s = 1; s < stages.size(); ++s) {
    const float angle = .08F * static_cast<float>(s);
    for (Eigen::Index i = 0; i < 400; ++i) {
      if (i % 8 < 4) continue;
      const Vector row = stages[0].row(i).transpose();
      for (Eigen::Index u = 0; u < 8; u += 2) {
        stages[s](i, u) = std::cos(angle) * row[u] - std::sin(angle) * row[u + 1];
        stages[s](i, u + 1) =
            std::sin(angle) * row[u] + std::cos(angle) * row[u + 1] + angle * row[(u + 2) % 8];
      }
    }
  }
  return stages;
}

TEST(Joint, PointsThatDoNotChangeMoveLessThanATenthOfThoseThatDo) {
  Quiet quiet(2);
  for (const Alignment alignment : {Alignment::joint, Alignment::sequential}) {
    const AlignedMaps maps =
        align_stages(turning_stages(), {.alignment = alignment, .null = false}, quiet.execution());
    for (std::size_t s = 1; s < maps.drift.size(); ++s) {
      EXPECT_EQ(maps.drift[s].still_share, .5);
      EXPECT_LT(maps.drift[s].still_movement, .1 * maps.drift[s].changed_movement) << name_of(alignment);
      EXPECT_GT(maps.drift[s].changed_movement, 0.);
      EXPECT_GT(maps.drift[s].moved_together, .5) << name_of(alignment);  // the map moves where the states do
    }
  }
}

TEST(Joint, EveryStageIsAsTrustworthyAsAMapOfItsOwn) {
  Quiet quiet(2);
  const std::vector<Matrix> stages = turning_stages();
  const AlignedMaps maps = align_stages(stages, kJoint, quiet.execution());
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const Matrix alone = align_stages(std::span(stages).subspan(s, 1), {}, quiet.execution()).coords[0];
    EXPECT_GT(maps.trustworthiness[s],
              map_quality(stages[s], alone, {}, quiet.execution()).trustworthiness - .01);
  }
}

TEST(Joint, TiesHoldStagesTogetherThatWouldDriftWithoutThem) {
  Quiet quiet(2);
  const auto movement = [&](double regularisation) {
    StagesOptions options = kJoint;
    options.alignment_regularisation = regularisation;
    return align_stages(turning_stages(), options, quiet.execution()).drift[2].movement;
  };
  const double tied = movement(.01);
  EXPECT_LT(tied, .2 * movement(0.));
  EXPECT_LT(movement(1.), tied);
}

TEST(Joint, IsTheSameAtAnyNumberOfThreads) {
  const std::vector<Matrix> stages = turning_stages(3);
  Quiet one(1);
  StagesOptions options = kJoint;
  options.null = true;
  options.joint_epochs = 50;
  const AlignedMaps expected = align_stages(stages, options, one.execution());
  for (const int threads : {2, 4}) {
    Quiet many(threads);
    const AlignedMaps found = align_stages(stages, options, many.execution());
    for (std::size_t s = 0; s < stages.size(); ++s) {
      EXPECT_EQ(found.coords[s], expected.coords[s]);
      EXPECT_EQ(found.drift[s].null_movement, expected.drift[s].null_movement);
    }
  }
}

// All points in all stages, their rows shuffled: the identities alone say what is what.
TEST(Joint, IdentitiesFindRowsWhereverTheyStand) {
  Quiet quiet;
  std::vector<Matrix> stages = turning_stages(3);
  const AlignedMaps expected = align_stages(stages, kJoint, quiet.execution());
  std::vector<std::vector<std::int32_t>> identities(3);
  for (std::size_t s = 0; s < 3; ++s) {
    const Matrix given = stages[s];
    for (std::int32_t i = 0; i < 400; ++i) {
      const std::int32_t point = s == 0 ? i : (i * 7 + 3) % 400;
      identities[s].push_back(1000 + point);
      stages[s].row(i) = given.row(point);
    }
  }
  const AlignedMaps found = align_stages(stages, kJoint, quiet.execution(), identities);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t i = 0; i < 400; ++i)
      EXPECT_EQ(found.coords[s].row(static_cast<Eigen::Index>(i)),
                expected.coords[s].row(identities[s][i] - 1000));
}

TEST(Joint, EdgesOfItsInputAreFine) {
  Quiet quiet;
  StagesOptions options = kJoint;
  options.joint_epochs = 20;
  const auto made = [&](const std::vector<Matrix>& stages) {
    const AlignedMaps maps = align_stages(stages, options, quiet.execution());
    for (const Matrix& coords : maps.coords) EXPECT_TRUE(coords.allFinite());
    return maps;
  };
  made({normal_points(1, 3, 1), normal_points(1, 3, 2)});
  EXPECT_EQ(made({2, Matrix::Constant(30, 3, 1.F)}).coords[1], Matrix::Zero(30, 2));  // all rows coincide
  made({clouds(60, 5, 3, .5, 1)});                                                    // one stage
  made({Matrix::Constant(60, 5, 1.F), clouds(60, 5, 3, .5, 1)});  // a network that tells nothing apart
  Matrix half = clouds(60, 5, 3, .5, 1);
  half.topRows(30).setConstant(2.F);
  made({half, clouds(60, 5, 3, .5, 1)});
  Matrix far = clouds(60, 5, 3, .5, 1);
  far.topRows(30).array() += 1e4F;
  made({far, clouds(60, 5, 3, .5, 1)});
  made({normal_points(60, 1, 1), normal_points(60, 1, 2)});  // one unit
  options.alignment_window_size = 20;                        // wider than there are stages
  options.umap.metric = Metric::cosine;
  options.umap.dims = 3;
  EXPECT_EQ(made({clouds(60, 5, 3, .5, 1), clouds(60, 5, 3, .6, 1)}).coords[0].cols(), 3);
  EXPECT_EQ(message_of([&] {
              made({2, normal_points(15, 4, 8)});
            }),
            "65: n_neighbors = 15 needs at least 16 points, got 15");
  Matrix broken = clouds(60, 5, 3, .5, 1);
  broken(41, 3) = std::numeric_limits<float>::infinity();
  const std::string message = message_of([&] { made({clouds(60, 5, 3, .5, 1), broken}); });
  EXPECT_NE(message.find("stage 1"), std::string::npos) << message;
  EXPECT_NE(message.find("row 41, column 3"), std::string::npos) << message;
}

struct ComingAndGoing {
  std::vector<Matrix> stages{};
  std::vector<std::vector<std::int32_t>> identities{};
};

// Clouds that stand; in stage s the points 30 s .. 30 s + 300 are there.
ComingAndGoing window_of_points() {
  const Matrix all = clouds(400, 6, 8, .4, 9);
  ComingAndGoing given;
  for (std::int32_t s = 0; s < 4; ++s) {
    given.stages.emplace_back(all.middleRows(30 * s, 300));
    given.identities.emplace_back(300);
    std::iota(given.identities.back().begin(), given.identities.back().end(), 30 * s);
  }
  return given;
}

TEST(ComingAndGoing, PointsThatStayStayAndNewOnesLandInTheirCloud) {
  Quiet quiet(2);
  const ComingAndGoing given = window_of_points();
  for (const Alignment alignment : {Alignment::joint, Alignment::sequential}) {
    const AlignedMaps maps =
        align_stages(given.stages, {.alignment = alignment}, quiet.execution(), given.identities);
    for (std::size_t s = 1; s < 4; ++s) {
      ASSERT_EQ(maps.coords[s].rows(), 300);
      EXPECT_LT(maps.drift[s].movement, .02) << name_of(alignment);
      EXPECT_EQ(maps.drift[s].still_share, 1.);
      EXPECT_GT(maps.trustworthiness[s], .9) << name_of(alignment);
      // The nearest point on the map to each new one is of its cloud.
      for (Eigen::Index i = 270; i < 300; ++i) {
        Eigen::Index nearest = 0;
        (maps.coords[s].topRows(270).rowwise() - maps.coords[s].row(i))
            .rowwise()
            .squaredNorm()
            .minCoeff(&nearest);
        EXPECT_EQ((nearest + 30 * static_cast<Eigen::Index>(s)) % 8,
                  (i + 30 * static_cast<Eigen::Index>(s)) % 8)
            << name_of(alignment);
      }
    }
  }
}

TEST(ComingAndGoing, StagesThatShareNoPointAreMapsOfTheirOwn) {
  Quiet quiet;
  const std::vector<Matrix> stages{clouds(60, 5, 3, .5, 1), clouds(50, 5, 3, .5, 2)};
  std::vector<std::vector<std::int32_t>> identities(2);
  for (std::int32_t i = 0; i < 60; ++i) identities[0].push_back(i);
  for (std::int32_t i = 0; i < 50; ++i) identities[1].push_back(100 + i);
  for (const Alignment alignment : {Alignment::joint, Alignment::sequential}) {
    const AlignedMaps maps = align_stages(stages, {.alignment = alignment}, quiet.execution(), identities);
    EXPECT_TRUE(maps.coords[0].allFinite() && maps.coords[1].allFinite());
    EXPECT_EQ(maps.coords[1].rows(), 50);
    // Nothing of them can be compared.
    EXPECT_TRUE(std::isnan(maps.drift[1].movement) && std::isnan(maps.drift[1].kept_low));
    EXPECT_TRUE(std::isnan(maps.drift[1].null_movement));
    EXPECT_GT(maps.trustworthiness[1], .85) << name_of(alignment);
  }
}

TEST(ComingAndGoing, FaultsNameStageAndPoint) {
  Quiet quiet;
  const std::vector<Matrix> stages(2, normal_points(20, 4, 8));
  std::vector<std::vector<std::int32_t>> identities(2, std::vector<std::int32_t>(20));
  for (auto& names : identities) std::iota(names.begin(), names.end(), 0);
  const auto error = [&] {
    return message_of([&] { align_stages(stages, kJoint, quiet.execution(), identities); });
  };
  EXPECT_EQ(error(), "");
  identities[1][7] = 3;
  EXPECT_EQ(error(), "65: stage 1 holds point 3 twice");
  identities[1].pop_back();
  EXPECT_EQ(error(), "65: stage 1 has 20 rows and names 19 points");
  const std::vector<Matrix> few{normal_points(20, 4, 8), normal_points(9, 4, 8)};
  identities[1].assign({0, 1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(message_of([&] { align_stages(few, kJoint, quiet.execution(), identities); }),
            "65: stage 1: n_neighbors = 15 needs at least 16 points, got 9");
}

TEST(StagesOptions, ChecksTheWindowAndTheRegularisation) {
  StagesOptions options;
  options.alignment_window_size = 0;
  EXPECT_EQ(message_of([&] { options.check(); }), "64: alignment_window_size = 0 must be 1 to 20");
  options = {};
  options.alignment_regularisation = -1.;
  EXPECT_NE(message_of([&] { options.check(); }).find("alignment_regularisation = -1"), std::string::npos);
  EXPECT_EQ(alignment_named("joint"), Alignment::joint);
  EXPECT_EQ(message_of([] { alignment_named("both"); }),
            "64: there is no alignment 'both'; known: sequential, joint");
}

// Of states that stand, the places at all stages become one: their mean.
TEST(StageTies, PullPlacesOfAnUnchangedStateOntoTheirMean) {
  Quiet quiet;
  const std::vector<Matrix> stages(5, clouds(50, 4, 3, .5, 3));
  const StageRows rows = stage_rows(stages, {});
  for (const int window : {1, 3}) {
    StagesOptions options = kJoint;
    options.alignment_window_size = window;
    const std::vector<StageGraph> graphs = stage_graphs(rows, options.umap, quiet.execution());
    const StageTies ties(rows, graphs, options, quiet.execution());
    std::vector<Matrix> places;
    std::vector<StagePositions> positions;
    for (std::uint64_t s = 0; s < 5; ++s) places.push_back(normal_points(50, 2, s + 1));
    for (Matrix& place : places) positions.push_back({place.data()});
    Matrix mean = Matrix::Zero(50, 2);
    for (const Matrix& place : places) mean += place / 5.F;
    ties.pull(positions, 2, 1., quiet.execution());
    for (const Matrix& place : places) EXPECT_LT((place - mean).cwiseAbs().maxCoeff(), 2e-3F) << window;
  }
}

// Two stages, one of them absent for some points: ties neither move their sum nor touch lone points.
TEST(StageTies, KeepTheMeanAndLeaveLonePointsAlone) {
  Quiet quiet;
  const Matrix all = clouds(60, 4, 3, .5, 3);
  const std::vector<Matrix> stages{all.topRows(40), 1.2F * all.bottomRows(40)};
  std::vector<std::vector<std::int32_t>> identities(2, std::vector<std::int32_t>(40));
  std::iota(identities[0].begin(), identities[0].end(), 0);
  std::iota(identities[1].begin(), identities[1].end(), 20);
  const StageRows rows = stage_rows(stages, identities);
  const std::vector<StageGraph> graphs = stage_graphs(rows, kJoint.umap, quiet.execution());
  const StageTies ties(rows, graphs, kJoint, quiet.execution());
  Matrix first = normal_points(40, 2, 1);
  Matrix second = normal_points(40, 2, 2);
  const Matrix first_given = first;
  const Matrix second_given = second;
  ties.pull({{first.data()}, {second.data()}}, 2, .7, quiet.execution());
  EXPECT_EQ(first.topRows(20), first_given.topRows(20));
  EXPECT_EQ(second.bottomRows(20), second_given.bottomRows(20));
  const Matrix sum = first.bottomRows(20) + second.topRows(20);
  EXPECT_TRUE(sum.isApprox(first_given.bottomRows(20) + second_given.topRows(20), 1e-5F));
  EXPECT_LT((first.bottomRows(20) - second.topRows(20)).norm(),
            (first_given.bottomRows(20) - second_given.topRows(20)).norm());
}

}  // namespace
}  // namespace rssviz::embed
