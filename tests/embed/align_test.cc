#include <gtest/gtest.h>

#include "core/rng.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>

#include "embed/align/procrustes.h"
#include "embed/align/stages.h"
#include "embed/quality/quality.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::clouds;
using testing::message_of;
using testing::normal_points;
using testing::Quiet;

Matrix turned(const Matrix& coords, float angle, float mirror, float scale) {
  Matrix rotation(2, 2);
  rotation << std::cos(angle), -std::sin(angle) * mirror, std::sin(angle), std::cos(angle) * mirror;
  Matrix result = scale * coords * rotation.transpose();
  result.col(0).array() += 3.F;
  result.col(1).array() -= 1.F;
  return result;
}

TEST(Procrustes, RecoversKnownRotation) {
  const Matrix source = normal_points(40, 2, 1);
  const Matrix target = turned(source, .7F, 1.F, 1.F);
  const Similarity target_from_source = procrustes(source, target, {.reflection = false});
  EXPECT_NEAR(target_from_source.rotation(1, 0), std::sin(.7), 1e-6);
  EXPECT_TRUE(target_from_source.apply(source).isApprox(target, 1e-5F));
}

TEST(Procrustes, RecoversReflectionAndScale) {
  const Matrix source = normal_points(40, 2, 1);
  const Matrix target = turned(source, -2.F, -1.F, 2.5F);
  const Similarity found = procrustes(source, target, {.reflection = true, .scale = true});
  EXPECT_NEAR(found.scale, 2.5, 1e-5);
  EXPECT_NEAR(found.rotation.determinant(), -1., 1e-9);
  EXPECT_TRUE(found.apply(source).isApprox(target, 1e-5F));
}

TEST(Procrustes, DoesNotMirrorUnlessAllowed) {
  const Matrix source = normal_points(40, 2, 1);
  const Similarity found = procrustes(source, turned(source, 1.F, -1.F, 1.F), {.reflection = false});
  EXPECT_NEAR(found.rotation.determinant(), 1., 1e-9);
}

TEST(Procrustes, NoOtherAngleFitsBetter) {
  const Matrix source = normal_points(40, 2, 2);
  const Matrix target = normal_points(40, 2, 3);
  const Similarity found = procrustes(source, target, {.reflection = false});
  const double best = residual(found.apply(source), target);
  for (const double angle : {-.1, -.01, .01, .1}) {
    Similarity other = found;
    MatrixD turn(2, 2);
    turn << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
    const VectorD centre = source.cast<double>().colwise().mean().transpose();
    other.rotation = turn * found.rotation;
    other.translation = found.translation + found.rotation * centre - other.rotation * centre;
    EXPECT_LT(best, residual(other.apply(source), target));
  }
}

TEST(Procrustes, CoincidingPointsAreOnlyMoved) {
  const Matrix source = Matrix::Constant(5, 2, 1.F);
  const Matrix target = Matrix::Constant(5, 2, 4.F);
  const Similarity found = procrustes(source, target, {.scale = true});
  EXPECT_TRUE(found.rotation.isIdentity());
  EXPECT_EQ(found.apply(source), target);
}

TEST(Procrustes, RowsOfNoWeightDoNotCount) {
  const Matrix source = normal_points(40, 2, 1);
  Matrix target = turned(source, .7F, 1.F, 1.F);
  target.topRows(10).array() += 50.F;
  std::vector<float> weights(40, 1.F);
  std::fill_n(weights.begin(), 10, 0.F);
  const Matrix onto = procrustes(source, target, {}, weights).apply(source);
  EXPECT_TRUE(onto.bottomRows(30).isApprox(target.bottomRows(30), 1e-5F));
  EXPECT_NE(message_of([&] { procrustes(source, target, {}, std::vector<float>(40, 0.F)); }), "");
}

TEST(Procrustes, OtherShapesAreAnError) {
  EXPECT_EQ(message_of([] { procrustes(normal_points(4, 2, 1), normal_points(3, 2, 1), {}); }),
            "65: maps of 4 x 2 and 3 x 2 cannot be compared row by row");
}

TEST(Movement, IsAShareOfTheMapsSize) {
  Matrix from(2, 2);
  from << 0.F, 0.F, 0.F, 2.F;  // size 1
  Matrix to = from;
  to.row(0) << -.5F, 0.F;
  EXPECT_NEAR(mean_movement(to, from), .25, 1e-7);
  EXPECT_NEAR(residual(to, from), .5 / std::sqrt(2.), 1e-7);
}

// Four stages: clouds of which the second half turns slowly, the first half stands still.
std::vector<Matrix> turning_stages() {
  std::vector<Matrix> stages(4, clouds(400, 8, 8, .4, 5));
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

TEST(AlignStages, PointsThatDoNotChangeMoveLessThanATenthOfThoseThatDo) {
  Quiet quiet(2);
  const std::vector<Matrix> stages = turning_stages();
  const AlignedMaps maps = align_stages(stages, {}, quiet.execution());
  ASSERT_EQ(maps.coords.size(), 4U);
  for (std::size_t s = 1; s < 4; ++s) {
    double still = 0.;
    double moving = 0.;
    for (Eigen::Index i = 0; i < 400; ++i) {
      const double moved = static_cast<double>((maps.coords[s].row(i) - maps.coords[s - 1].row(i)).norm());
      (i % 8 < 4 ? still : moving) += moved;
    }
    EXPECT_LT(still, .1 * moving) << "stage " << s;
    EXPECT_GT(maps.drift[s].movement, 0.);
    EXPECT_GT(maps.drift[s].null_movement, 0.);
    EXPECT_GE(maps.drift[s].residual, maps.drift[s].movement);
    EXPECT_GT(maps.drift[s].kept_high, .5);
  }
  EXPECT_EQ(maps.drift[0].movement, 0.);
}

TEST(AlignStages, EveryStageIsAsTrustworthyAsAMapOfItsOwn) {
  Quiet quiet(2);
  const std::vector<Matrix> stages = turning_stages();
  const AlignedMaps maps = align_stages(stages, {.null = false}, quiet.execution());
  for (std::size_t s = 0; s < 4; ++s) {
    const Matrix alone = align_stages(std::span(stages).subspan(s, 1), {}, quiet.execution()).coords[0];
    EXPECT_GT(map_quality(stages[s], maps.coords[s], {}, quiet.execution()).trustworthiness,
              map_quality(stages[s], alone, {}, quiet.execution()).trustworthiness - .01);
  }
}

TEST(AlignStages, AStageEqualToTheOneBeforeStandsStill) {
  Quiet quiet;
  const std::vector<Matrix> stages(2, clouds(100, 5, 3, .5, 6));
  const AlignedMaps maps = align_stages(stages, {}, quiet.execution());
  EXPECT_LT(maps.drift[1].movement, 1e-5);
  EXPECT_EQ(maps.drift[1].kept_high, 1.);
}

TEST(AlignStages, BackwardsBeginsWithTheLastStage) {
  Quiet quiet;
  const std::vector<Matrix> stages = turning_stages();
  const AlignedMaps maps =
      align_stages(stages, {.direction = Direction::backwards, .start = ChainStart::own}, quiet.execution());
  EXPECT_EQ(maps.drift[3].movement, 0.);
  EXPECT_GT(maps.drift[0].movement, 0.);
  const AlignedMaps alone =
      align_stages(std::span(stages).last(1), {.start = ChainStart::own}, quiet.execution());
  EXPECT_EQ(maps.coords[3], alone.coords[0]);
}

// Groups that the stages tell apart ever better lie as in the last map from the first map on, so that they
// need not cross it.
TEST(AlignStages, ACommonStartBringsTheFirstMapNearTheLast) {
  Quiet quiet;
  const Eigen::Index points = 240;
  Rng rng(3, "stages");
  Matrix own(points, 6);
  for (Eigen::Index i = 0; i < own.size(); ++i) own.data()[i] = static_cast<float>(rng.normal());
  std::vector<Matrix> stages(4, own);
  for (std::size_t s = 0; s < stages.size(); ++s)
    for (Eigen::Index i = 0; i < points; ++i) stages[s](i, i % 4) += 2.F + static_cast<float>(s);
  const auto first_to_last = [&](ChainStart start) {
    double sum = 0.;  // one map's is a matter of chance
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
      StagesOptions options{.start = start, .null = false, .quality = false};
      options.umap.seed = seed;
      const AlignedMaps maps = align_stages(stages, options, quiet.execution());
      const Similarity onto = procrustes(maps.coords[0], maps.coords[3], {.reflection = true, .scale = true});
      sum += residual(onto.apply(maps.coords[0]), maps.coords[3]);
    }
    return sum;
  };
  EXPECT_LT(first_to_last(ChainStart::common), first_to_last(ChainStart::own));
}

TEST(AlignStages, MeasuresTheTrustOfEachStage) {
  Quiet quiet;
  const AlignedMaps maps = align_stages(turning_stages(), {}, quiet.execution());
  ASSERT_EQ(maps.trustworthiness.size(), 4U);
  for (const double trust : maps.trustworthiness) EXPECT_GT(trust, .85);
}

TEST(AlignStages, AreTheSameAtAnyNumberOfThreads) {
  const std::vector<Matrix> stages = turning_stages();
  Quiet one(1);
  const AlignedMaps expected = align_stages(stages, {}, one.execution());
  for (const int threads : {2, 3}) {
    Quiet many(threads);
    const AlignedMaps found = align_stages(stages, {}, many.execution());
    for (std::size_t s = 0; s < stages.size(); ++s) {
      EXPECT_EQ(found.coords[s], expected.coords[s]);
      EXPECT_EQ(found.drift[s].null_movement, expected.drift[s].null_movement);
    }
  }
}

TEST(AlignStages, RowsThatCoincideInEveryStageShareAPlace) {
  Quiet quiet;
  std::vector<Matrix> stages(2, clouds(60, 5, 3, .5, 7));
  stages[1] *= 1.1F;
  for (Matrix& stage : stages) stage.row(10) = stage.row(20);
  const AlignedMaps maps = align_stages(stages, {}, quiet.execution());
  EXPECT_EQ(maps.distinct.points(), 59U);
  for (const Matrix& coords : maps.coords) {
    ASSERT_EQ(coords.rows(), 60);
    EXPECT_EQ(coords.row(10), coords.row(20));
  }
}

TEST(AlignStages, RowsThatCoincideInOneStageOnlyAreFine) {
  Quiet quiet;
  std::vector<Matrix> stages(2, clouds(60, 5, 3, .5, 7));
  stages[0].setConstant(1.F);  // an untrained network that tells nothing apart
  const AlignedMaps maps = align_stages(stages, {}, quiet.execution());
  EXPECT_EQ(maps.distinct.points(), 60U);
  for (const Matrix& coords : maps.coords) EXPECT_TRUE(coords.allFinite());
}

TEST(AlignStages, FaultsNameTheStage) {
  Quiet quiet;
  std::vector<Matrix> stages(3, normal_points(30, 4, 8));
  const auto error = [&] { return message_of([&] { align_stages(stages, {}, quiet.execution()); }); };
  stages[2](3, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(error().find("stage 2: points hold"), std::string::npos) << error();
  stages[2] = normal_points(30, 5, 8);
  EXPECT_EQ(error(), "65: stage 2 has 5 units, the first has 4");
  stages.assign(2, normal_points(9, 4, 8));
  EXPECT_EQ(error(), "65: n_neighbors = 15 needs at least 16 points, got 9");
}

TEST(AlignStages, NoStagesGiveNoMaps) {
  Quiet quiet;
  EXPECT_TRUE(align_stages(std::span<const Matrix>(), {}, quiet.execution()).coords.empty());
}

}  // namespace
}  // namespace rssviz::embed
