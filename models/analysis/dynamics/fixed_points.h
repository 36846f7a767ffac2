// Fixed and slow points of a network at a constant input (Sussillo and Barak 2013): q = 1/2 |F(x) - x|^2 is
// brought down from many recorded states, ends that agree are one point, and each is told apart by the
// eigenvalues of its Jacobian. Two checks say what the search may have missed: the share of starts that ended
// where no other did (Good 1953), and, where the map keeps a compact convex set, the sum of the points'
// indices sign det(I - J), which is +1 over all of them. Where the network, left alone for as long as a
// trial, stands about still away from all points, those places are slow points, and the dimension of their
// manifold is told instead of a count (line and ring attractors). Values; the same bytes at any number of
// threads.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/parallel.h"
#include "models/analysis/dynamics/linear_dynamics.h"
#include "models/cells/state_map.h"

namespace rssviz::models {

// All of it changes results.
struct FixedPointOptions {
  int starts{1000};
  double noise{0.1};  // on every second start: standard deviation of each number, as a share of the states'
                      // radius over the root of their size
  double slow{0.02};  // |F(x) - x| of a slow point, as a share of the states' radius
  int settle{60};     // steps that a start runs on before it may be a slow point: a trial's length
  bool manifolds{true};  // false: exact points are listed even where slow ones form a manifold
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

enum class Stability { stable, saddle, unstable };  // no, some, all eigenvalues outside the unit circle
std::string_view name_of(Stability stability);

struct FixedPoint {
  VectorD at{};
  double q{0};
  Stability stability{Stability::stable};
  int unstable{0};                             // eigenvalues outside the unit circle
  int near_one{0};                             // eigenvalues within the given distance of 1
  int index{0};                                // sign det(I - J)
  int starts{0};                               // that ended here
  bool far{false};                             // farther from every recorded state than their radius
  Eigenvalues eigenvalues{};                   // the leading ones
  std::vector<VectorD> unstable_directions{};  // of at most three, unit vectors
};

struct FixedPointSearch {
  // Near ones first; stable before saddles before unstable ones; then by starts. Of a manifold: slow points
  // along it, each apart from the others.
  std::vector<FixedPoint> points{};
  int manifold_dimension{0};  // of slow points; 0: points
  double radius{0};           // root mean square distance of the recorded states from their mean
  int starts{0};
  int converged{0};           // starts that ended in a fixed point
  int slow{0};                // starts that stood about still away from all points after settling
  double near_one{0};         // |l - 1| of a direction along which a slow point hardly moves
  int seen_once{0};           // starts that ended where no other did
  int later{0};               // points found only from the middle of others, once points were known
  int index_sum{0};           // over all points, far ones included
  bool indices_known{false};  // the map is bounded, so that the sum should be +1
  std::vector<double> q{};    // at the end of each start

  // Whether most starts stood still away from exact points.
  bool is_mostly_slow() const { return 2 * slow > starts; }
  double coverage() const { return starts == 0 ? 0 : 1.0 - static_cast<double>(seen_once) / starts; }
  int count(Stability stability) const;  // of near points
  int far() const;
};

// `states`: points x map.size(), recorded. Throws Error{usage} for options, Error{data} for no states or
// another width, Error{numeric} where the network leaves the finite numbers.
FixedPointSearch find_fixed_points(const StateMap& map, const VectorD& drive, MatrixRef states,
                                   const FixedPointOptions& options, const Execution& execution);
// What there is at a place, found by whatever means. `near_one`: |l - 1| of eigenvalues that are counted as
// such; of a manifold these, its own directions, count as neither stable nor unstable.
FixedPoint fixed_point_at(const StateMap& map, const VectorD& drive, const VectorD& at, double near_one,
                          bool of_manifold);

// The root mean square distance of rows from their mean, and the mean.
struct StateScale {
  VectorD mean{};
  double radius{0};
};
StateScale scale_of(MatrixRef states);

}  // namespace rssviz::models
