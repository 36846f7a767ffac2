// A tour's planes: orthonormal all the way, at an even speed, and home again.
#include "models/analysis/geometry/grand_tour.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace rssviz::models {

TEST(GrandTour, PlanesAreOrthonormalAndNothingJumps) {
  for (const int dimensions : {3, 6, 15})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const Tour tour = grand_tour(dimensions, 5, seed);
      MatrixD before = plane_at(tour, 0);
      for (int k = 1; k <= 2000; ++k) {
        const MatrixD now = plane_at(tour, k / 2000.);
        EXPECT_LT((now.transpose() * now - MatrixD::Identity(2, 2)).cwiseAbs().maxCoeff(), 1e-9);
        // A step along a geodesic is as long as the tour by the number of steps; turning within adds no more.
        EXPECT_LT((now - before).norm(), 1.5 * tour.length / 2000) << k << " of seed " << seed;
        before = now;
      }
    }
}

TEST(GrandTour, BeginsAndEndsWithTheFirstTwoAxes) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Tour tour = grand_tour(5, 3, seed);
    MatrixD home = MatrixD::Zero(5, 2);
    home(0, 0) = home(1, 1) = 1;
    EXPECT_LT((plane_at(tour, 0) - home).cwiseAbs().maxCoeff(), 1e-9) << seed;
    EXPECT_LT((plane_at(tour, 1) - home).cwiseAbs().maxCoeff(), 1e-9) << seed;
  }
}

// Where nothing is left out, every axis is seen: over the way each lies in the plane with some length.
TEST(GrandTour, SeesEveryAxis) {
  const Tour tour = grand_tour(8, 12, 3);
  VectorD most = VectorD::Zero(8);
  for (int k = 0; k <= 400; ++k) most = most.cwiseMax(plane_at(tour, k / 400.).rowwise().norm());
  EXPECT_GT(most.minCoeff(), 0.5);
}

TEST(GrandTour, OneSeedIsOneTour) {
  EXPECT_EQ(plane_at(grand_tour(6, 4, 1), 0.4), plane_at(grand_tour(6, 4, 1), 0.4));
  EXPECT_NE(plane_at(grand_tour(6, 4, 1), 0.4), plane_at(grand_tour(6, 4, 2), 0.4));
  EXPECT_THROW(grand_tour(2, 4, 1), Error);
}

}  // namespace rssviz::models
