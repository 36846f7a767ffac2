#include "embed/neighbors/descent.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "embed/neighbors/nearest_list.h"
#include "embed/neighbors/prepared.h"

namespace rssviz::embed {
namespace {

constexpr int kMostRounds = 10;
constexpr double kEnough = .002;     // of the entries: fewer changes end it
constexpr std::size_t kRows = 1024;  // of a piece of work

// Lists of k neighbours a point. Points go by their place in the order of the leaves, so that what is near
// lies near in memory.
struct Lists {
  std::size_t k;
  std::vector<std::int32_t> places;
  std::vector<double> squared;
  std::vector<std::uint8_t> fresh;  // came in the last round

  Lists(std::size_t points, std::size_t count)
      : k(count), places(points * count), squared(points * count), fresh(points * count, 1) {}
  std::size_t points() const { return places.size() / k; }
};

Lists lists_of(const PrunedSearch& search, const Neighbors& neighbors) {
  const std::vector<std::int32_t>& order = search.leaves.order;
  std::vector<std::int32_t> place_of(order.size());
  for (std::size_t p = 0; p < order.size(); ++p)
    place_of[static_cast<std::size_t>(order[p])] = static_cast<std::int32_t>(p);
  Lists lists(order.size(), static_cast<std::size_t>(search.k));
  for (std::size_t p = 0; p < order.size(); ++p) {
    const float* const point = search.points.row(order[p]).data();
    for (std::size_t j = 0; j < lists.k; ++j) {
      const std::int32_t other = neighbors.indices(order[p], search.column + static_cast<Eigen::Index>(j));
      lists.places[p * lists.k + j] = place_of[static_cast<std::size_t>(other)];
      lists.squared[p * lists.k + j] =
          squared_distance(point, search.points.row(other).data(), search.points.cols());
    }
  }
  return lists;
}

// Who has whom as a neighbour: up to k a point, near neighbours first.
struct Reverse {
  std::vector<std::int32_t> places{};
  std::vector<std::uint32_t> count{};
};

Reverse reverse_of(const Lists& lists) {
  Reverse reverse{std::vector<std::int32_t>(lists.places.size()),
                  std::vector<std::uint32_t>(lists.points(), 0)};
  for (std::size_t j = 0; j < lists.k; ++j) {
    for (std::size_t p = 0; p < lists.points(); ++p) {
      const auto to = static_cast<std::size_t>(lists.places[p * lists.k + j]);
      if (reverse.count[to] < lists.k)
        reverse.places[to * lists.k + reverse.count[to]++] = static_cast<std::int32_t>(p);
    }
  }
  return reverse;
}

// One round: the lists of the one before are read, one's own are written.
class Round {
 public:
  Round(const PrunedSearch& search, const Lists& before, const Reverse& reverse)
      : search_(search), before_(before), reverse_(reverse), seen_(before.points(), -1) {}

  // Returns how many neighbours are new.
  std::int64_t mend(std::size_t place, Lists& after) {
    const std::size_t k = before_.k;
    const std::size_t own = place * k;
    NearestList nearest(static_cast<int>(k));
    mark_ = static_cast<std::int32_t>(place);
    seen_[place] = mark_;
    for (std::size_t j = 0; j < k; ++j) {
      seen_[static_cast<std::size_t>(before_.places[own + j])] = mark_;
      nearest.add(before_.squared[own + j], before_.places[own + j]);
    }
    for (std::size_t r = 0; r < reverse_.count[place]; ++r) attempt(reverse_.places[own + r], nearest);
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t via = static_cast<std::size_t>(before_.places[own + j]) * k;
      // Of two old steps the end was tried in an earlier round.
      for (std::size_t i = 0; i < k; ++i) {
        if (before_.fresh[own + j] != 0 || before_.fresh[via + i] != 0)
          attempt(before_.places[via + i], nearest);
      }
    }
    std::int64_t found = 0;
    for (std::size_t j = 0; j < k; ++j) {
      const std::int32_t to = nearest.index(static_cast<int>(j));
      const auto old = before_.places.begin() + static_cast<std::ptrdiff_t>(own);
      const bool fresh =
          std::find(old, old + static_cast<std::ptrdiff_t>(k), to) == old + static_cast<std::ptrdiff_t>(k);
      after.places[own + j] = to;
      after.squared[own + j] = nearest.squared(static_cast<int>(j));
      after.fresh[own + j] = fresh ? 1 : 0;
      found += fresh ? 1 : 0;
    }
    return found;
  }

 private:
  const float* row(std::int32_t place) const {
    return search_.points.row(search_.leaves.order[static_cast<std::size_t>(place)]).data();
  }

  void attempt(std::int32_t other, NearestList& nearest) {
    std::int32_t& seen = seen_[static_cast<std::size_t>(other)];
    if (seen == mark_) return;
    seen = mark_;
    if (fine_distance(search_.projected, mark_, other) > nearest.worst()) return;
    nearest.add(squared_distance(row(mark_), row(other), search_.points.cols()), other);
  }

  const PrunedSearch& search_;
  const Lists& before_;
  const Reverse& reverse_;
  std::vector<std::int32_t> seen_;  // by which point each was looked at last
  std::int32_t mark_{0};
};

}  // namespace

void descend(const PrunedSearch& search, Neighbors& result, const Execution& execution) {
  Lists lists = lists_of(search, result);
  const std::size_t points = lists.points();
  for (int round = 0; round < kMostRounds; ++round) {
    const Reverse reverse = reverse_of(lists);
    Lists after(points, lists.k);
    std::atomic<std::int64_t> found{0};  // a sum of whole numbers: the same in any order
    execution.workers.for_each((points + kRows - 1) / kRows, [&](std::size_t piece) {
      execution.progress.check_stop();
      Round mine(search, lists, reverse);
      std::int64_t here = 0;
      for (std::size_t p = piece * kRows; p < std::min(points, (piece + 1) * kRows); ++p)
        here += mine.mend(p, after);
      found += here;
    });
    lists = std::move(after);
    if (static_cast<double>(found) < kEnough * static_cast<double>(lists.places.size())) break;
  }
  for (std::size_t p = 0; p < points; ++p) {
    const std::int32_t point = search.leaves.order[p];
    for (std::size_t j = 0; j < lists.k; ++j) {
      const Eigen::Index column = search.column + static_cast<Eigen::Index>(j);
      result.indices(point, column) =
          search.leaves.order[static_cast<std::size_t>(lists.places[p * lists.k + j])];
      result.distances(point, column) = metric_distance(lists.squared[p * lists.k + j], search.metric);
    }
  }
}

}  // namespace rssviz::embed
