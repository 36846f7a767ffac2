#include "models/analysis/geometry/grand_tour.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// Gram and Schmidt, twice for the sake of rounding.
void make_orthonormal(MatrixD& plane) {
  for (int pass = 0; pass < 2; ++pass) {
    plane.col(0).normalize();
    const VectorD first = plane.col(0);
    plane.col(1) -= first * first.dot(plane.col(1));
    plane.col(1).normalize();
  }
}

MatrixD drawn_plane(int dimensions, Rng& rng) {
  MatrixD plane(dimensions, 2);
  for (Eigen::Index i = 0; i < plane.rows(); ++i)
    for (Eigen::Index k = 0; k < 2; ++k) plane(i, k) = rng.normal();
  make_orthonormal(plane);
  return plane;
}

Tour::Passage passage_between(const MatrixD& from, const MatrixD& to) {
  const Eigen::JacobiSVD<Eigen::Matrix2d> svd(Eigen::Matrix2d(from.transpose() * to),
                                              Eigen::ComputeFullU | Eigen::ComputeFullV);
  Tour::Passage made;
  made.from = from * svd.matrixU();
  const MatrixD end = to * svd.matrixV();
  made.towards = MatrixD::Zero(from.rows(), 2);
  made.turn = svd.matrixU().transpose();
  for (Eigen::Index k = 0; k < 2; ++k) {
    const double cosine = std::clamp(svd.singularValues()[k], 0., 1.);
    VectorD beside = end.col(k) - made.from.col(k) * cosine;
    const double sine = beside.norm();
    made.angles[k] = std::atan2(sine, cosine);
    if (sine > 1e-12) made.towards.col(k) = beside / sine;
  }
  made.length = std::sqrt(made.angles[0] * made.angles[0] + made.angles[1] * made.angles[1]);
  return made;
}

// Whether the shortest way between two planes would turn one's axes into the mirror image of the other's.
bool mirrored(const MatrixD& from, const MatrixD& to) {
  const Eigen::Matrix2d m = from.transpose() * to;
  return m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0) < 0;
}

MatrixD within(const Tour::Passage& passage, double share) {
  MatrixD plane(passage.from.rows(), 2);
  for (Eigen::Index k = 0; k < 2; ++k) {
    const double angle = share * passage.angles[k];
    plane.col(k) = std::cos(angle) * passage.from.col(k) + std::sin(angle) * passage.towards.col(k);
  }
  MatrixD turned = plane * passage.turn;
  if (passage.spin != 0) {
    const double c = std::cos(share * passage.spin), s = std::sin(share * passage.spin);
    Eigen::Matrix2d spun;
    spun << c, -s, s, c;
    turned = turned * spun;
  }
  return turned;
}

}  // namespace

Tour grand_tour(int dimensions, int planes, std::uint64_t seed) {
  check_range("dimensions of a tour", dimensions, dimensions >= 3, "3 or more");
  check_range("planes of a tour", planes, planes >= 1 && planes <= 1000, "1 to 1000");
  Rng rng(seed, "planes of a tour", 0);
  MatrixD home = MatrixD::Zero(dimensions, 2);
  home(0, 0) = home(1, 1) = 1;
  Tour tour;
  MatrixD at = home;
  for (int k = 0; k < planes; ++k) {
    MatrixD next = drawn_plane(dimensions, rng);
    if (mirrored(at, next)) next.col(1) *= -1;
    // From the last one must get home without a mirror, which no turn within the plane would undo.
    while (k + 1 == planes && mirrored(next, home)) {
      next = drawn_plane(dimensions, rng);
      if (mirrored(at, next)) next.col(1) *= -1;
    }
    tour.passages.push_back(passage_between(at, next));
    at = within(tour.passages.back(), 1);
  }
  tour.passages.push_back(passage_between(at, home));
  at = within(tour.passages.back(), 1);
  Tour::Passage last = passage_between(at, at);
  last.spin = std::atan2(at(0, 1), at(0, 0));
  last.length = std::abs(last.spin);
  tour.passages.push_back(std::move(last));
  for (const Tour::Passage& passage : tour.passages) tour.length += passage.length;
  return tour;
}

MatrixD plane_at(const Tour& tour, double share) {
  double way = std::clamp(share, 0., 1.) * tour.length;
  for (const Tour::Passage& passage : tour.passages) {
    if (way <= passage.length && passage.length > 0) return within(passage, way / passage.length);
    way -= passage.length;
  }
  return within(tour.passages.back(), 1);
}

}  // namespace rssviz::models
