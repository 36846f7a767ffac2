#include "embed/sequence_places.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "core/error.h"

namespace rssviz::embed {

SequencePlaces SequencePlaces::of(const std::vector<std::int32_t>& rows) const {
  SequencePlaces chosen;
  if (empty()) return chosen;
  for (const std::int32_t row : rows) {
    chosen.sequence.push_back(sequence[static_cast<std::size_t>(row)]);
    chosen.step.push_back(step[static_cast<std::size_t>(row)]);
  }
  return chosen;
}

void SequencePlaces::check(std::size_t points) const {
  if (sequence.size() == step.size() && (empty() || sequence.size() == points)) return;
  fail(ErrorKind::data, "sequence and step have " + std::to_string(sequence.size()) + " and " +
                            std::to_string(step.size()) + " entries, the states " + std::to_string(points) +
                            " rows");
}

NeighborSearch search_beyond(MatrixRef points, int k, Metric metric, NeighborsMethod method, int theiler,
                             const SequencePlaces& places, const Execution& execution) {
  if (theiler <= 0) return search_neighbors(points, k, metric, method, execution);
  if (places.empty())
    fail(ErrorKind::data,
         "theiler = " + std::to_string(theiler) + " needs the arrays sequence and step beside the states");
  // At most 2 theiler points of a sequence are that near in time.
  const auto most = static_cast<int>(std::min<Eigen::Index>(points.rows(), k + 2 * Eigen::Index{theiler}));
  NeighborSearch wide = search_neighbors(points, most, metric, method, execution);
  Neighbors kept{IndexMatrix(points.rows(), k), Matrix(points.rows(), k)};
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const auto own = static_cast<std::size_t>(i);
    int filled = 0;
    for (int j = 0; j < most && filled < k; ++j) {
      const auto other = static_cast<std::size_t>(wide.neighbors.indices(i, j));
      const bool near = other != own && places.sequence[other] == places.sequence[own] &&
                        std::abs(places.step[other] - places.step[own]) <= theiler;
      if (near) continue;
      kept.indices(i, filled) = wide.neighbors.indices(i, j);
      kept.distances(i, filled++) = wide.neighbors.distances(i, j);
    }
    if (filled < k) {
      fail(ErrorKind::data, "theiler = " + std::to_string(theiler) + " leaves point " + std::to_string(i) +
                                " (counted from 0) only " + std::to_string(filled - 1) + " neighbours of " +
                                std::to_string(k - 1));
    }
  }
  wide.neighbors = std::move(kept);
  return wide;
}

double share_of_own_sequence(const Neighbors& neighbors, const SequencePlaces& places) {
  if (places.empty() || neighbors.k() < 2) return -1.;
  std::int64_t own = 0;
  for (Eigen::Index i = 0; i < neighbors.points(); ++i) {
    const std::int32_t sequence = places.sequence[static_cast<std::size_t>(i)];
    for (int j = 1; j < neighbors.k(); ++j) {
      const auto other = static_cast<std::size_t>(neighbors.indices(i, j));
      own += places.sequence[other] == sequence ? 1 : 0;
    }
  }
  return static_cast<double>(own) / (static_cast<double>(neighbors.points()) * (neighbors.k() - 1));
}

}  // namespace rssviz::embed
