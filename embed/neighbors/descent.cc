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

// Lists of k neighbours a point, eight bytes each. Points go by their place in the order of the leaves, so
// that what is near lies near in memory.
class Lists {
 public:
  Lists(std::size_t points, std::size_t k) : k_(k), squared_(points * k), places_(points * k) {}
  std::size_t k() const { return k_; }
  std::size_t points() const { return places_.size() / k_; }
  std::size_t size() const { return places_.size(); }
  std::int32_t place(std::size_t entry) const { return static_cast<std::int32_t>(places_[entry] & kPlace); }
  float squared(std::size_t entry) const { return squared_[entry]; }
  // Came in this round or in the last one: lists that were written before this round don't know of it.
  bool fresh(std::size_t entry) const { return places_[entry] > kPlace; }
  bool came_in(int round, std::size_t entry) const { return places_[entry] >> kTagShift == tag(round); }
  void set(std::size_t entry, std::int32_t place, float squared) {
    places_[entry] = static_cast<std::uint32_t>(place);
    squared_[entry] = squared;
  }
  void mark(std::size_t entry, int round) { places_[entry] |= tag(round) << kTagShift; }
  void copy_from(const Lists& other, std::size_t first) {
    std::copy(other.places_.begin(), other.places_.end(),
              places_.begin() + static_cast<std::ptrdiff_t>(first * k_));
    std::copy(other.squared_.begin(), other.squared_.end(),
              squared_.begin() + static_cast<std::ptrdiff_t>(first * k_));
  }

 private:
  static constexpr std::uint32_t kTagShift = 30;
  static constexpr std::uint32_t kPlace = (1U << kTagShift) - 1;
  static std::uint32_t tag(int round) { return static_cast<std::uint32_t>((round + 3) % 3) + 1; }

  std::size_t k_;
  std::vector<float> squared_;
  std::vector<std::uint32_t> places_;  // and in two bits, of which of three rounds; 0: of older ones
};

// As single numbers, in which lists keep them: what is found is compared with what was.
double compared(const PrunedSearch& search, std::int32_t a, std::int32_t b) {
  return static_cast<double>(static_cast<float>(
      squared_distance(search.points.row(a).data(), search.points.row(b).data(), search.points.cols())));
}

Lists lists_of(const PrunedSearch& search, const Neighbors& neighbors, const Execution& execution) {
  const std::vector<std::int32_t>& order = search.leaves.order;
  std::vector<std::int32_t> place_of(order.size());
  for (std::size_t p = 0; p < order.size(); ++p)
    place_of[static_cast<std::size_t>(order[p])] = static_cast<std::int32_t>(p);
  Lists lists(order.size(), static_cast<std::size_t>(search.k));
  execution.workers.for_each((order.size() + kRows - 1) / kRows, [&](std::size_t piece) {
    for (std::size_t p = piece * kRows; p < std::min(order.size(), (piece + 1) * kRows); ++p) {
      for (std::size_t j = 0; j < lists.k(); ++j) {
        const std::int32_t other = neighbors.indices(order[p], search.column + static_cast<Eigen::Index>(j));
        lists.set(p * lists.k() + j, place_of[static_cast<std::size_t>(other)],
                  static_cast<float>(compared(search, order[p], other)));
        lists.mark(p * lists.k() + j, -1);
      }
    }
  });
  return lists;
}

// Who has the points [first, end) as a neighbour: up to k a point, near neighbours first.
struct Reverse {
  std::vector<std::int32_t> places{};
  std::vector<std::uint32_t> count{};
};

Reverse reverse_of(const Lists& lists, std::size_t first, std::size_t end) {
  const std::size_t k = lists.k();
  Reverse reverse{std::vector<std::int32_t>((end - first) * k), std::vector<std::uint32_t>(end - first, 0)};
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t p = 0; p < lists.points(); ++p) {
      const auto to = static_cast<std::size_t>(lists.place(p * k + j));
      if (to < first || to >= end) continue;
      std::uint32_t& count = reverse.count[to - first];
      if (count < k) reverse.places[(to - first) * k + count++] = static_cast<std::int32_t>(p);
    }
  }
  return reverse;
}

// The points from `first` on in one round: the lists of all are read, one's own are written apart.
class Round {
 public:
  Round(const PrunedSearch& search, const Lists& lists, const Reverse& reverse, std::size_t first, int number)
      : search_(search),
        lists_(lists),
        reverse_(reverse),
        first_(first),
        number_(number),
        seen_(lists.points(), -1) {}

  // Returns how many neighbours are new.
  std::int64_t mend(std::size_t place, Lists& after) {
    const std::size_t k = lists_.k(), own = place * k, from_first = place - first_;
    NearestList nearest(static_cast<int>(k));
    mark_ = static_cast<std::int32_t>(place);
    seen_[place] = mark_;
    for (std::size_t j = 0; j < k; ++j) {
      seen_[static_cast<std::size_t>(lists_.place(own + j))] = mark_;
      nearest.add(static_cast<double>(lists_.squared(own + j)), lists_.place(own + j));
    }
    for (std::size_t r = 0; r < reverse_.count[from_first]; ++r)
      attempt(reverse_.places[from_first * k + r], nearest);
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t via = static_cast<std::size_t>(lists_.place(own + j)) * k;
      // Of two old steps the end was tried in an earlier round.
      for (std::size_t i = 0; i < k; ++i) {
        if (lists_.fresh(own + j) || lists_.fresh(via + i)) attempt(lists_.place(via + i), nearest);
      }
    }
    std::int64_t found = 0;
    for (std::size_t j = 0; j < k; ++j) {
      const std::int32_t to = nearest.index(static_cast<int>(j));
      const std::size_t entry = from_first * k + j;
      after.set(entry, to, static_cast<float>(nearest.squared(static_cast<int>(j))));
      std::size_t before = 0;  // where it stood
      while (before < k && lists_.place(own + before) != to) ++before;
      if (before == k) after.mark(entry, number_);
      if (before < k && lists_.came_in(number_ - 1, own + before)) after.mark(entry, number_ - 1);
      found += before == k ? 1 : 0;
    }
    return found;
  }

 private:
  void attempt(std::int32_t other, NearestList& nearest) {
    std::int32_t& seen = seen_[static_cast<std::size_t>(other)];
    if (seen == mark_) return;
    seen = mark_;
    if (fine_distance(search_.projected, mark_, other) > nearest.worst()) return;
    const std::vector<std::int32_t>& order = search_.leaves.order;
    nearest.add(
        compared(search_, order[static_cast<std::size_t>(mark_)], order[static_cast<std::size_t>(other)]),
        other);
  }

  const PrunedSearch& search_;
  const Lists& lists_;
  const Reverse& reverse_;
  std::size_t first_;
  int number_;
  std::vector<std::int32_t> seen_;  // by which point each was looked at last
  std::int32_t mark_{0};
};

// One round of the points [first, end). Returns how many neighbours are new.
std::int64_t mend_lists(const PrunedSearch& search, Lists& lists, std::size_t first, std::size_t end,
                        int number, const Execution& execution) {
  const Reverse reverse = reverse_of(lists, first, end);
  Lists after(end - first, lists.k());
  std::atomic<std::int64_t> found{0};  // a sum of whole numbers: the same in any order
  execution.workers.for_each((end - first + kRows - 1) / kRows, [&](std::size_t piece) {
    execution.progress.check_stop();
    Round mine(search, lists, reverse, first, number);
    std::int64_t here = 0;
    for (std::size_t p = first + piece * kRows; p < std::min(end, first + (piece + 1) * kRows); ++p)
      here += mine.mend(p, after);
    found += here;
  });
  lists.copy_from(after, first);
  return found;
}

}  // namespace

void descend(const PrunedSearch& search, Neighbors& result, const Execution& execution, std::size_t at_once) {
  Lists lists = lists_of(search, result, execution);
  const Eigen::Index columns = result.indices.cols();
  result = {};  // held once: in the lists
  const std::size_t points = lists.points();
  for (int round = 0; round < kMostRounds; ++round) {
    std::int64_t found = 0;
    for (std::size_t first = 0; first < points; first += at_once)
      found += mend_lists(search, lists, first, std::min(points, first + at_once), round, execution);
    if (static_cast<double>(found) < kEnough * static_cast<double>(lists.size())) break;
  }
  const auto rows = static_cast<Eigen::Index>(points);
  result = {IndexMatrix(rows, columns), Matrix(rows, columns)};
  for (std::size_t p = 0; p < points; ++p) {
    const std::int32_t point = search.leaves.order[p];
    for (std::size_t j = 0; j < lists.k(); ++j) {
      const Eigen::Index column = search.column + static_cast<Eigen::Index>(j);
      const std::size_t entry = p * lists.k() + j;
      result.indices(point, column) = search.leaves.order[static_cast<std::size_t>(lists.place(entry))];
      result.distances(point, column) =
          metric_distance(static_cast<double>(lists.squared(entry)), search.metric);
    }
  }
}

}  // namespace rssviz::embed
