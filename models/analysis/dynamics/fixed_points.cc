#include "models/analysis/dynamics/fixed_points.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/dynamics/root_search.h"

namespace rssviz::models {
namespace {

constexpr double kOnePoint = 1e-4;         // of the states' radius: ends closer than this are one point
constexpr double kApart = 0.05;            // the same of slow points along a manifold
constexpr std::size_t kMostMiddles = 300;  // starts of one later round
constexpr int kMostRounds = 4;
constexpr std::size_t kMostPoints = 200;  // whose eigenvalues are computed
constexpr std::size_t kMostDirections = 3;
constexpr std::size_t kFewPlaces = 8;  // apart from each other: fewer slow places are no manifold

// Rows of the states drawn at random; every second one with noise.
std::vector<VectorD> draw_starts(MatrixRef states, double radius, const FixedPointOptions& options) {
  std::vector<VectorD> starts;
  const double sd = options.noise * radius / std::sqrt(static_cast<double>(states.cols()));
  for (int k = 0; k < options.starts; ++k) {
    Rng rng(options.seed, "fixed points", static_cast<std::uint64_t>(k));
    const auto row = static_cast<Eigen::Index>(rng.below(static_cast<std::uint64_t>(states.rows())));
    VectorD& at = starts.emplace_back(states.row(row).cast<double>().transpose());
    if (k % 2 == 0) continue;
    for (Eigen::Index i = 0; i < at.size(); ++i) at[i] += sd * rng.normal();
  }
  return starts;
}

// How far out a number of the state of a bounded map may be. Beyond, gates are shut to the last bit and every
// place is left as it is, though no path leads there.
double bound_of(const StateMap& map, MatrixRef states) {
  constexpr double kBeyond = 4;
  if (!map.is_bounded()) return std::numeric_limits<double>::infinity();
  return kBeyond * std::max(1.0, static_cast<double>(states.cwiseAbs().maxCoeff()));
}

std::vector<Root> find_roots(const StateMap& map, const VectorD& drive, const std::vector<VectorD>& starts,
                             const RootOptions& options, const Execution& execution) {
  std::vector<Root> roots(starts.size());
  constexpr std::size_t kPiece = 8;
  execution.workers.for_each((starts.size() + kPiece - 1) / kPiece, [&](std::size_t piece) {
    execution.progress.check_stop();
    for (std::size_t k = piece * kPiece; k < std::min(starts.size(), (piece + 1) * kPiece); ++k) {
      roots[k] = find_root(map, drive, starts[k], options);
      roots[k].converged = roots[k].converged && roots[k].at.cwiseAbs().maxCoeff() <= options.bound;
    }
  });
  return roots;
}

// Places that agree to within `tolerance`, in the order in which they were found first.
struct Place {
  VectorD at{};
  double q{0};
  int starts{0};
};

void add_place(const VectorD& at, double q, int starts, double tolerance, std::vector<Place>& places) {
  for (Place& place : places)
    if ((place.at - at).norm() <= tolerance) {
      place.starts += starts;
      if (q < place.q) {
        place.q = q;
        place.at = at;
      }
      return;
    }
  places.push_back({at, q, starts});
}

std::vector<VectorD> middles_of(const std::vector<Place>& places) {
  std::vector<VectorD> middles;
  for (std::size_t gap = 1; gap < places.size(); ++gap)
    for (std::size_t i = 0; i + gap < places.size(); ++i) {
      if (middles.size() == kMostMiddles) return middles;
      middles.push_back(0.5 * (places[i].at + places[i + gap].at));
    }
  return middles;
}

double distance_to_states(const VectorD& at, MatrixRef states) {
  double least = std::numeric_limits<double>::infinity();
  const Vector point = at.cast<float>();
  for (Eigen::Index row = 0; row < states.rows(); ++row)
    least = std::min(least, static_cast<double>((states.row(row).transpose() - point).squaredNorm()));
  return std::sqrt(least);
}

bool is_near(const VectorD& at, const std::vector<Place>& places, double distance) {
  return std::any_of(places.begin(), places.end(),
                     [&](const Place& place) { return (place.at - at).norm() <= distance; });
}

// Where each start stands about still after running on, away from all points; empty elsewhere.
std::vector<VectorD> slow_places(const StateMap& map, const VectorD& drive, std::vector<VectorD> starts,
                                 const std::vector<Place>& places, double radius,
                                 const FixedPointOptions& options, const Execution& execution) {
  execution.workers.for_each(starts.size(), [&](std::size_t k) {
    VectorD next(map.size());
    for (int step = 0; step <= options.settle; ++step) {
      map.step(starts[k], drive, next, nullptr);
      if (step < options.settle) starts[k] = next;
    }
    const double speed = (next - starts[k]).norm();
    if (!(speed <= options.slow * radius) || is_near(starts[k], places, kApart * radius)) starts[k].resize(0);
  });
  return starts;
}

// A direction that hardly moves for as long as the starts ran on.
double near_one_of(const FixedPointOptions& options) {
  return std::clamp(1.0 / std::max(1, options.settle), 0.005, 0.05);
}

struct Judging {
  double radius{1};
  double near_one{0};
  bool of_manifold{false};
};

std::vector<FixedPoint> analysed(const StateMap& map, const VectorD& drive, const std::vector<Place>& places,
                                 MatrixRef states, const Judging& judging, const Execution& execution) {
  std::vector<FixedPoint> points(std::min(places.size(), kMostPoints));
  execution.workers.for_each(points.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    points[i] = fixed_point_at(map, drive, places[i].at, judging.near_one, judging.of_manifold);
    points[i].starts = places[i].starts;
    points[i].far = distance_to_states(places[i].at, states) > judging.radius;
  });
  std::stable_sort(points.begin(), points.end(), [](const FixedPoint& a, const FixedPoint& b) {
    const auto key = [](const FixedPoint& p) {
      return std::make_tuple(p.far, p.stability, p.unstable, -p.starts);
    };
    return key(a) < key(b);
  });
  return points;
}

int sum_of_indices(const StateMap& map, const VectorD& drive, const std::vector<Place>& places) {
  int sum = 0;
  VectorD next(map.size());
  MatrixD jacobian(map.size(), map.size());
  for (const Place& place : places) {
    map.step(place.at, drive, next, &jacobian);
    sum += StandStill(jacobian, map.diagonal_tail()).sign();
  }
  return sum;
}

// Saddles lie between the points that there are. Once in any case, since pairs of opposite index may be
// missing, then while the indices don't add up to 1.
void look_between(const StateMap& map, const VectorD& drive, const RootOptions& options, double tolerance,
                  const Execution& execution, std::vector<Place>& places) {
  for (int round = 0; round < kMostRounds; ++round) {
    const std::size_t before = places.size();
    const bool is_whole = round > 0 && sum_of_indices(map, drive, places) == 1;
    if (before < 2 || before > kMostPoints || is_whole) return;
    for (const Root& root : find_roots(map, drive, middles_of(places), options, execution))
      if (root.converged) add_place(root.at, root.q, 0, tolerance, places);
    if (places.size() == before) return;
  }
}

// Components that hold 95 % of the variance of the places.
int components_of(const std::vector<Place>& places) {
  MatrixD at(static_cast<Eigen::Index>(places.size()), places.front().at.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    at.row(static_cast<Eigen::Index>(i)) = places[i].at.transpose();
  at.rowwise() -= at.colwise().mean().eval();
  const Eigen::MatrixXd products =
      at.rows() < at.cols() ? Eigen::MatrixXd(at * at.transpose()) : Eigen::MatrixXd(at.transpose() * at);
  const VectorD variances = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(products).eigenvalues().reverse();
  double sum = 0;
  for (Eigen::Index k = 0; k < variances.size(); ++k) {
    sum += variances[k];
    if (sum >= 0.95 * variances.sum()) return static_cast<int>(k) + 1;
  }
  return static_cast<int>(variances.size());
}

// The number of directions in which most of the slow points hardly move, at most those that they spread in.
int dimension_of(const std::vector<FixedPoint>& points, const std::vector<Place>& places) {
  std::vector<int> near_one;
  for (const FixedPoint& point : points) near_one.push_back(point.near_one);
  const auto middle = near_one.begin() + static_cast<std::ptrdiff_t>(near_one.size() / 2);
  std::nth_element(near_one.begin(), middle, near_one.end());
  return std::clamp(*middle, 1, components_of(places));
}

void check_states(const StateMap& map, MatrixRef states) {
  if (states.rows() == 0) fail(ErrorKind::data, "there are no recorded states to start from");
  if (states.cols() != map.size())
    fail(ErrorKind::data, "the recorded states have " + std::to_string(states.cols()) +
                              " numbers, the network's state has " + std::to_string(map.size()));
  if (!states.allFinite())
    fail(ErrorKind::numeric,
         "the recorded states have a value that isn't finite: the network diverges on "
         "these inputs");
}

void count_ends(const std::vector<Root>& roots, FixedPointSearch& search) {
  for (const Root& root : roots) {
    search.q.push_back(root.q);
    search.converged += root.converged ? 1 : 0;
  }
}

}  // namespace

void FixedPointOptions::check() const {
  check_range("starts", starts, starts >= 1 && starts <= 1'000'000, "1 to 1,000,000");
  check_range("noise", noise, noise >= 0 && noise <= 10, "0 to 10");
  check_range("slow", slow, slow > 0 && slow <= 1, "above 0, at most 1");
  check_range("settle", settle, settle >= 0 && settle <= 1'000'000, "0 to 1,000,000");
}

std::string_view name_of(Stability stability) {
  switch (stability) {
    case Stability::stable:
      return "stable";
    case Stability::saddle:
      return "saddle";
    case Stability::unstable:
      return "unstable";
  }
  return "";
}

int FixedPointSearch::count(Stability stability) const {
  return static_cast<int>(std::count_if(points.begin(), points.end(), [&](const FixedPoint& point) {
    return !point.far && point.stability == stability;
  }));
}

int FixedPointSearch::far() const {
  return static_cast<int>(
      std::count_if(points.begin(), points.end(), [](const FixedPoint& point) { return point.far; }));
}

StateScale scale_of(MatrixRef states) {
  StateScale scale;
  scale.mean = VectorD::Zero(states.cols());
  for (Eigen::Index row = 0; row < states.rows(); ++row)
    scale.mean += states.row(row).cast<double>().transpose();
  scale.mean /= static_cast<double>(states.rows());
  double squares = 0;
  for (Eigen::Index row = 0; row < states.rows(); ++row)
    squares += (states.row(row).cast<double>().transpose() - scale.mean).squaredNorm();
  scale.radius = std::sqrt(squares / static_cast<double>(states.rows()));
  return scale;
}

FixedPoint fixed_point_at(const StateMap& map, const VectorD& drive, const VectorD& at, double near_one,
                          bool of_manifold) {
  FixedPoint point;
  point.at = at;
  VectorD next(map.size());
  MatrixD jacobian(map.size(), map.size());
  map.step(at, drive, next, &jacobian);
  point.q = 0.5 * (next - at).squaredNorm();
  point.index = StandStill(jacobian, map.diagonal_tail()).sign();
  point.eigenvalues = leading_eigenvalues(jacobian);
  for (const std::complex<double> value : point.eigenvalues) {
    const bool along = std::abs(value - 1.0) <= near_one;
    point.near_one += along ? 1 : 0;
    if (std::abs(value) <= 1 || (along && of_manifold)) continue;
    ++point.unstable;
    if (value.imag() >= 0 && point.unstable_directions.size() < kMostDirections)
      point.unstable_directions.push_back(direction_of(jacobian, value));
  }
  if (point.unstable > 0)
    point.stability = point.unstable == map.size() ? Stability::unstable : Stability::saddle;
  return point;
}

FixedPointSearch find_fixed_points(const StateMap& map, const VectorD& drive, MatrixRef states,
                                   const FixedPointOptions& options, const Execution& execution) {
  options.check();
  check_states(map, states);
  FixedPointSearch search;
  search.radius = scale_of(states).radius;
  search.starts = options.starts;
  search.near_one = near_one_of(options);
  const double scale = search.radius > 0 ? search.radius : 1.0;
  const RootOptions root_options{.radius = scale, .bound = bound_of(map, states)};
  const std::vector<VectorD> starts = draw_starts(states, scale, options);
  const std::vector<Root> roots = find_roots(map, drive, starts, root_options, execution);
  count_ends(roots, search);
  std::vector<Place> places;
  for (const Root& root : roots)
    if (root.converged) add_place(root.at, root.q, 1, kOnePoint * scale, places);
  std::vector<Place> slow;
  for (const VectorD& at : slow_places(map, drive, starts, places, scale, options, execution)) {
    if (at.size() == 0) continue;
    ++search.slow;
    add_place(at, 0, 1, kApart * scale, slow);
  }
  const bool manifold = options.manifolds && search.is_mostly_slow() && slow.size() > kFewPlaces;
  if (manifold) places = std::move(slow);
  for (const Place& place : places) search.seen_once += place.starts == 1 ? 1 : 0;
  search.indices_known = map.is_bounded() && !manifold;
  const std::size_t first = places.size();
  if (search.indices_known) look_between(map, drive, root_options, kOnePoint * scale, execution, places);
  search.later = static_cast<int>(places.size() - first);
  if (search.indices_known) search.index_sum = sum_of_indices(map, drive, places);
  search.points = analysed(map, drive, places, states, {scale, search.near_one, manifold}, execution);
  if (manifold) search.manifold_dimension = dimension_of(search.points, places);
  return search;
}

}  // namespace rssviz::models
