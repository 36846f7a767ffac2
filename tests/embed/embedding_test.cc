#include "embed/embedding.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/formats/npz.h"
#include "embed/large_maps.h"
#include "embed/umap/layout.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::clouds;
using testing::message_of;
using testing::normal_points;
using testing::Quiet;
using testing::table;

std::string error_of(const Matrix& states, const EmbedOptions& options = {}) {
  Quiet quiet;
  return message_of([&] { embed(states, options, quiet.execution()); });
}

Embedding made(const Matrix& states, const EmbedOptions& options = {}) {
  Quiet quiet;
  Embedding embedding = embed(states, options, quiet.execution());
  EXPECT_EQ(embedding.coords.rows(), states.rows());
  EXPECT_EQ(embedding.coords.cols(), options.umap.dims);
  EXPECT_TRUE(embedding.coords.allFinite());
  return embedding;
}

TEST(Embed, IsAsGoodAsUmapLearnOnDigits) {
  const Matrix digits = table("digits.csv").cast<float>();
  const MatrixD reached = table("digits_umap_learn.csv");  // trustworthiness, neighbours kept
  double trust = 0.;
  double kept = 0.;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Embedding embedding = made(digits, {.umap = {.seed = seed}, .quality = Measure::full});
    trust += embedding.quality.trustworthiness / 3.;
    kept += embedding.quality.neighbors_kept / 3.;
  }
  EXPECT_GT(trust, reached(0, 0) - .005);
  EXPECT_GT(kept, reached(0, 1) - .01);
}

TEST(Embed, AMapInThreeDimensionsKeepsMoreThanOneInTwo) {
  const Matrix digits = table("digits.csv").cast<float>();
  EXPECT_GT(made(digits, {.umap = {.dims = 3}}).quality.neighbors_kept, made(digits).quality.neighbors_kept);
}

TEST(Embed, IsTheSameAtAnyNumberOfThreadsAndInsideAPiece) {
  const Matrix states = clouds(400, 12, 5, .5, 1);
  const Matrix expected = made(states).coords;
  for (const int threads : {2, 3}) {
    Quiet many(threads);
    EXPECT_EQ(embed(states, {}, many.execution()).coords, expected);
    std::vector<Matrix> maps(3);
    many.execution().workers.for_each(
        3, [&](std::size_t i) { maps[i] = embed(states, {}, many.execution()).coords; });
    for (const Matrix& map : maps) EXPECT_EQ(map, expected);
  }
}

TEST(Embed, StatesThatAreReadAgainGiveTheSameMap) {
  Matrix states = clouds(300, 12, 5, .5, 1);
  states.row(7) = states.row(3);  // the rows that are read again are those of distinct points
  for (const Scale scale : {Scale::none, Scale::zscore}) {
    const EmbedOptions options{.scale = scale, .seeds = 2};
    Quiet quiet;
    int read = 0;
    const Embedding again = embed(states, options, quiet.execution(), {}, [&] {
      ++read;
      return states;
    });
    const Embedding stayed = made(states, options);
    EXPECT_GT(read, 0);
    EXPECT_EQ(again.coords, stayed.coords);
    EXPECT_EQ(again.spread, stayed.spread);
    EXPECT_EQ(again.map.reference, stayed.map.reference);
    EXPECT_EQ(again.quality.trustworthiness, stayed.quality.trustworthiness);
  }
}

TEST(Embed, StatesThatAreOthersWhenTheyAreReadAgainAreAnError) {
  const Matrix states = clouds(300, 12, 5, .5, 1);
  Quiet quiet;
  const std::string error = message_of(
      [&] { embed(states, {}, quiet.execution(), {}, [&] { return Matrix(states.topRows(200)); }); });
  EXPECT_NE(error.find("the states changed while they were laid out: 200 x 12, 300 x 12 before"),
            std::string::npos)
      << error;
}

TEST(Embed, AnotherSeedGivesAnotherMap) {
  const Matrix states = clouds(100, 5, 3, .5, 1);
  EXPECT_NE(made(states, {.umap = {.seed = 2}}).coords, made(states).coords);
}

TEST(Embed, NoPointsAreAnError) {
  EXPECT_EQ(error_of(Matrix(0, 4)), "65: a map needs at least 1 point, got 0");
}

TEST(Embed, OnePointLandsAtZero) { EXPECT_EQ(made(normal_points(1, 4, 1)).coords, Matrix::Zero(1, 2)); }

TEST(Embed, PointsThatAllCoincideLandOnOnePlace) {
  const Embedding embedding = made(Matrix::Constant(30, 4, 2.F));
  EXPECT_EQ(embedding.coords, Matrix::Zero(30, 2));
  EXPECT_EQ(embedding.index, std::vector<std::int32_t>(30, 0));
  EXPECT_EQ(embedding.quality.k, 0);
}

TEST(Embed, TooFewPointsAreAnErrorWithNumbers) {
  EXPECT_EQ(error_of(normal_points(2, 4, 1)), "65: n_neighbors = 15 needs at least 16 points, got 2");
  EXPECT_EQ(error_of(normal_points(12, 4, 1)), "65: n_neighbors = 15 needs at least 16 points, got 12");
  EXPECT_EQ(error_of(normal_points(15, 4, 1)), "65: n_neighbors = 15 needs at least 16 points, got 15");
  Matrix twice(24, 4);
  twice << normal_points(12, 4, 1), normal_points(12, 4, 1);
  EXPECT_EQ(error_of(twice), "65: n_neighbors = 15 needs at least 16 distinct points, got 12 among 24");
}

TEST(Embed, SixteenPointsAreEnoughForFifteenNeighbors) { made(normal_points(16, 4, 1)); }

TEST(Embed, ThreePointsAreEnoughForTwoNeighbors) {
  EXPECT_EQ(made(normal_points(3, 4, 1), {.umap = {.n_neighbors = 2}}).quality.k, 1);
}

TEST(Embed, CoincidingRowsShareAPlaceInInputOrder) {
  Matrix half(80, 3);
  half << Matrix::Constant(40, 3, 1.F), normal_points(40, 3, 2);
  const Embedding embedding = made(half);
  EXPECT_EQ(embedding.map.reference.rows(), 41);
  for (Eigen::Index i = 1; i < 40; ++i) EXPECT_EQ(embedding.coords.row(i), embedding.coords.row(0));
  EXPECT_EQ(embedding.index[40], 1);
  EXPECT_EQ(embedding.coords.row(79), embedding.map.coords.row(40));
}

TEST(Embed, FarCloudsLandApart) {
  Matrix states = normal_points(100, 5, 3);
  states.topRows(50).array() += 1000.F;
  const Matrix coords = made(states).coords;
  const Eigen::RowVectorXf first = coords.topRows(50).colwise().mean();
  const Eigen::RowVectorXf second = coords.bottomRows(50).colwise().mean();
  const float radius = (coords.topRows(50).rowwise() - first).rowwise().norm().maxCoeff();
  EXPECT_GT((first - second).norm(), radius);
}

TEST(Embed, ManyFarCloudsLandApart) {
  const Matrix coords =
      made(clouds(600, 8, 12, .01, 4)).coords;  // 12 components: more than twice the dimensions
  Matrix centres = Matrix::Zero(12, 2);
  for (Eigen::Index i = 0; i < 600; ++i) centres.row(i % 12) += coords.row(i) / 50.F;
  for (Eigen::Index i = 0; i < 600; ++i) {
    Eigen::Index nearest = 0;
    (centres.rowwise() - coords.row(i)).rowwise().squaredNorm().minCoeff(&nearest);
    EXPECT_EQ(nearest, i % 12);
  }
}

TEST(Embed, AConstantColumnAndOneUnitAreFine) {
  Matrix states = normal_points(60, 3, 5);
  states.col(1).setConstant(4.F);
  made(states);
  const Embedding line = made(normal_points(200, 1, 6));
  EXPECT_GT(line.quality.trustworthiness, .95);
}

TEST(Embed, AValueThatIsNotFiniteIsNamedInInputRows) {
  Matrix states = Matrix::Zero(40, 3);  // coinciding rows must not shift the number
  states(31, 2) = std::numeric_limits<float>::infinity();
  const std::string message = error_of(states);
  EXPECT_NE(message.find("row 31, column 2"), std::string::npos) << message;
}

TEST(Embed, CosineIgnoresTheLengthOfStates) {
  const Matrix states = clouds(200, 6, 4, .4, 7);
  Matrix stretched = states;
  for (Eigen::Index i = 0; i < states.rows(); ++i) stretched.row(i) *= std::exp2(static_cast<float>(i % 5));
  const EmbedOptions options{.umap = {.metric = Metric::cosine}};
  EXPECT_EQ(made(states, options).map.smooth.rho, made(stretched, options).map.smooth.rho);
}

TEST(Embed, PrincipalComponentsEqualProjection) {
  const Matrix states = normal_points(50, 6, 8);
  const Embedding embedding = made(states, {.method = Method::pca, .umap = {.dims = 3}});
  EXPECT_EQ(embedding.coords, fit_pca(states, 3).project(states));
  Quiet quiet;
  EXPECT_EQ(transform(embedding, states, quiet.execution()), embedding.coords);
}

TEST(Embed, PrincipalComponentsOfScaledStatesAreThoseOfTheStatesScaled) {
  Matrix states = normal_points(1100, 6, 8);
  states.col(2) *= 100.F;
  states.bottomRows(300) = states.topRows(300);  // states that are there twice
  const Matrix scaled = fit_scaling(MatrixRows(states), Scale::zscore).apply(states);
  const Embedding by_rows = made(states, {.method = Method::pca, .scale = Scale::zscore});
  const Embedding of_scaled = made(scaled, {.method = Method::pca});
  EXPECT_EQ(by_rows.coords, of_scaled.coords);
  EXPECT_EQ(by_rows.quality.trustworthiness, of_scaled.quality.trustworthiness);
  EXPECT_EQ(by_rows.quality.rows.size(), 800U);
  EXPECT_EQ(by_rows.index[800], 0);
}

TEST(Transform, KnownStatesLandOnTheirOwnPlaces) {
  const Matrix states = clouds(300, 10, 4, .5, 9);
  const Embedding embedding = made(states);
  Quiet quiet(2);
  EXPECT_EQ(transform(embedding, states, quiet.execution()), embedding.coords);
}

TEST(Transform, StatesNearKnownOnesLandNearThem) {
  const Matrix states = clouds(300, 10, 4, .5, 9);
  const Embedding embedding = made(states);
  Quiet quiet;
  const Matrix near = states + 1e-3F * normal_points(300, 10, 10);
  const Matrix placed = transform(embedding, near, quiet.execution());
  const float typical = (placed - embedding.coords).rowwise().norm().mean();
  const float size = embedding.coords.col(0).maxCoeff() - embedding.coords.col(0).minCoeff();
  EXPECT_LT(typical, .05F * size);
  EXPECT_GT(typical, 0.F);
}

TEST(Transform, NewStatesLandInTheirCloud) {
  const Matrix all = clouds(400, 10, 4, .5, 11);
  const Embedding embedding = made(all.topRows(300));
  Quiet quiet;
  const Matrix placed = transform(embedding, all.bottomRows(100), quiet.execution());
  int right = 0;
  for (Eigen::Index i = 0; i < 100; ++i) {
    Eigen::Index nearest = 0;
    (embedding.coords.rowwise() - placed.row(i)).rowwise().squaredNorm().minCoeff(&nearest);
    right += nearest % 4 == (300 + i) % 4 ? 1 : 0;
  }
  EXPECT_EQ(right, 100);
}

TEST(Transform, APlaceDependsOnItsOwnStateOnly) {
  const Matrix all = clouds(460, 10, 4, .8, 12);
  const Embedding embedding = made(all.topRows(300));
  const Matrix fresh = all.bottomRows(160);
  Quiet one(1);
  Quiet three(3);
  const Matrix together = transform(embedding, fresh, three.execution());
  EXPECT_EQ(transform(embedding, fresh, one.execution()), together);
  for (Eigen::Index i = 0; i < fresh.rows(); i += 13) {
    EXPECT_EQ(transform(embedding, fresh.middleRows(i, 1), one.execution()), together.row(i));
  }
}

TEST(Transform, StatesOfOtherUnitsAreAnError) {
  const Embedding embedding = made(normal_points(30, 4, 1));
  Quiet quiet;
  EXPECT_EQ(message_of([&] { transform(embedding, normal_points(3, 5, 1), quiet.execution()); }),
            "65: points have 5 units, the reference has 4");
}

TEST(Archive, AnEmbeddingReadBackIsTheSame) {
  Quiet quiet;
  const Matrix states = clouds(60, 4, 3, .5, 13);
  for (const Method method : {Method::umap, Method::pca}) {
    const EmbedOptions options{.method = method, .umap = {.epochs = 40, .seed = 7}, .quality_k = 9};
    const Embedding written = made(states, options);
    const std::string bytes = formats::serialize_npz(to_archive(written));
    const Embedding read = from_archive(formats::parse_npz(bytes, "map.npz"), "map.npz");
    EXPECT_EQ(read.coords, written.coords);
    EXPECT_EQ(read.index, written.index);
    EXPECT_EQ(read.quality.trustworthiness, written.quality.trustworthiness);
    EXPECT_EQ(formats::serialize_npz(to_archive(read)), bytes);
    const Matrix fresh = clouds(10, 4, 3, .5, 14);
    EXPECT_EQ(transform(read, fresh, quiet.execution()), transform(written, fresh, quiet.execution()));
  }
}

TEST(Archive, WrongContentIsNamed) {
  const auto archive = to_archive(made(normal_points(20, 4, 1)));
  const auto error = [](const formats::Archive& a) {
    return message_of([&] { from_archive(a, "map.npz"); });
  };
  auto broken = archive;
  broken["format_version"] = formats::from_integer(9);
  EXPECT_EQ(error(broken), "65: map.npz: an embedding of format 9; this program reads format 1");
  broken = archive;
  broken.erase("reference");
  EXPECT_NE(error(broken).find("reference"), std::string::npos);
  broken = archive;
  broken["rho"] = formats::from_vector(std::vector<float>{1.F});
  EXPECT_EQ(error(broken), "65: map.npz: rho, sigma and reference differ in length");
  broken = archive;
  broken["settings"] = formats::from_string(R"({"method": "tsne"})");
  EXPECT_EQ(error(broken).substr(0, 3), "65:");
  broken["settings"] = formats::from_string("{}");
  EXPECT_EQ(error(broken).substr(0, 3), "65:");
}

TEST(EmbedOptions, NamesAreReadBack) {
  for (const Method method : {Method::umap, Method::pca}) EXPECT_EQ(method_named(name_of(method)), method);
  for (const Measure m : {Measure::none, Measure::sample, Measure::full})
    EXPECT_EQ(measure_named(name_of(m)), m);
  EXPECT_EQ(message_of([] { method_named("tsne"); }), "64: method = tsne must be umap or pca");
  EXPECT_EQ(message_of([] { measure_named("all"); }), "64: quality = all must be none, sample or full");
}

}  // namespace
}  // namespace rssviz::embed
