#include "embed/neighbors/descent.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "embed/neighbors/nearest_list.h"
#include "embed/neighbors/prepared.h"

namespace rssviz::embed {
namespace {

constexpr int kMostRounds = 10;
constexpr double kEnough = .001;     // of the entries: fewer changes end it
constexpr std::size_t kRows = 1024;  // of a piece of work

// Who has whom as a neighbour: up to k a point, the first by number.
struct Reverse {
  std::vector<std::int32_t> points{};
  std::vector<int> count{};
};

Reverse reverse_of(const PrunedSearch& search, const IndexMatrix& indices) {
  const auto k = static_cast<std::size_t>(search.k);
  Reverse reverse{std::vector<std::int32_t>(static_cast<std::size_t>(indices.rows()) * k),
                  std::vector<int>(static_cast<std::size_t>(indices.rows()), 0)};
  // Near neighbours first: a point is told of those that it matters most to.
  for (int j = 0; j < search.k; ++j) {
    for (Eigen::Index i = 0; i < indices.rows(); ++i) {
      const auto to = static_cast<std::size_t>(indices(i, search.column + j));
      if (reverse.count[to] < search.k)
        reverse.points[to * k + static_cast<std::size_t>(reverse.count[to]++)] = static_cast<std::int32_t>(i);
    }
  }
  return reverse;
}

// One round over points begin .. end; returns how many entries changed.
class Round {
 public:
  Round(const PrunedSearch& search, const Neighbors& before, const Reverse& reverse,
        const std::vector<std::uint8_t>& changed)
      : search_(search),
        before_(before),
        reverse_(reverse),
        changed_(changed),
        seen_(static_cast<std::size_t>(before.points()), -1) {}

  int mend(Eigen::Index point, Neighbors& after) {
    NearestList nearest(search_.k);
    const auto mark = static_cast<std::int32_t>(point);
    seen_[static_cast<std::size_t>(point)] = mark;
    for (int j = 0; j < search_.k; ++j) {
      const std::int32_t index = before_.indices(point, search_.column + j);
      seen_[static_cast<std::size_t>(index)] = mark;
      nearest.add(squared_distance(row(point), row(index), search_.points.cols()), index);
    }
    int found = 0;
    const auto from = [&](std::int32_t via) {
      // Neighbours of a point that stood still, seen from one that did, were all tried before.
      if (changed_[static_cast<std::size_t>(via)] == 0 && changed_[static_cast<std::size_t>(point)] == 0)
        return;
      for (int j = 0; j < search_.k; ++j)
        found += attempt(point, before_.indices(via, search_.column + j), mark, nearest);
    };
    const auto place = static_cast<std::size_t>(point);
    for (int j = 0; j < search_.k; ++j) from(before_.indices(point, search_.column + j));
    for (int j = 0; j < reverse_.count[place]; ++j) {
      const std::int32_t via =
          reverse_.points[place * static_cast<std::size_t>(search_.k) + static_cast<std::size_t>(j)];
      found += attempt(point, via, mark, nearest);
    }
    for (int j = 0; j < search_.k; ++j) {
      after.indices(point, search_.column + j) = nearest.index(j);
      after.distances(point, search_.column + j) = metric_distance(nearest.squared(j), search_.metric);
    }
    return found;
  }

 private:
  const float* row(Eigen::Index point) const { return search_.points.row(point).data(); }

  int attempt(Eigen::Index point, std::int32_t other, std::int32_t mark, NearestList& nearest) {
    if (seen_[static_cast<std::size_t>(other)] == mark) return 0;
    seen_[static_cast<std::size_t>(other)] = mark;
    if (fine_distance(search_.projected, static_cast<std::int32_t>(point), other) > nearest.worst()) return 0;
    return nearest.add(squared_distance(row(point), row(other), search_.points.cols()), other) ? 1 : 0;
  }

  const PrunedSearch& search_;
  const Neighbors& before_;
  const Reverse& reverse_;
  const std::vector<std::uint8_t>& changed_;
  std::vector<std::int32_t> seen_;  // by which point each was looked at last
};

}  // namespace

void descend(const PrunedSearch& search, Neighbors& result, const Execution& execution) {
  const auto points = static_cast<std::size_t>(result.points());
  std::vector<std::uint8_t> changed(points, 1);
  for (int round = 0; round < kMostRounds; ++round) {
    const Reverse reverse = reverse_of(search, result.indices);
    Neighbors after = result;
    std::vector<std::uint8_t> now(points, 0);
    std::atomic<std::int64_t> found{0};  // a sum of whole numbers: the same in any order
    execution.workers.for_each((points + kRows - 1) / kRows, [&](std::size_t piece) {
      execution.progress.check_stop();
      Round mine(search, result, reverse, changed);
      std::int64_t here = 0;
      for (std::size_t i = piece * kRows; i < std::min(points, (piece + 1) * kRows); ++i) {
        const int more = mine.mend(static_cast<Eigen::Index>(i), after);
        now[i] = more > 0 ? 1 : 0;
        here += more;
      }
      found += here;
    });
    result = std::move(after);
    changed = std::move(now);
    if (static_cast<double>(found) < kEnough * static_cast<double>(points) * search.k) return;
  }
}

}  // namespace rssviz::embed
