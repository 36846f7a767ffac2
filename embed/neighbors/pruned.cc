#include "embed/neighbors/pruned.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "embed/lanes.h"
#include "embed/neighbors/nearest_list.h"
#include "embed/neighbors/prepared.h"

namespace rssviz::embed {
namespace {

constexpr int kTogether = 6;  // queries that share the loads of a panel

struct Hit {
  float estimate;
  std::int32_t index;  // its place in the order of the leaves
};
// The nearest on top of a heap.
struct Farther {
  bool operator()(const Hit& a, const Hit& b) const {
    return a.estimate > b.estimate || (a.estimate == b.estimate && a.index > b.index);
  }
};

// A point that looks for its neighbours.
struct Query {
  std::int32_t place{0};  // in the order of the leaves
  std::int32_t point{0};
  float norm{0.F};    // squared length along the directions
  float length{0.F};  // in all units
  int visited{0};     // leaves
  NearestList nearest{};
};

// The squared distance of a point from a box, in the order of directions.
float box_distance(const float* point, const float* low, const float* high, Eigen::Index directions) {
  lanes::Floats sum = lanes::all(0.F);
  Eigen::Index d = 0;
  for (; d + lanes::kLanes <= directions; d += lanes::kLanes) {
    lanes::Floats p;
    lanes::Floats l;
    lanes::Floats h;
    std::memcpy(&p, point + d, sizeof(p));
    std::memcpy(&l, low + d, sizeof(l));
    std::memcpy(&h, high + d, sizeof(h));
    const lanes::Floats outside = lanes::max(lanes::max(l - p, p - h), lanes::all(0.F));
    sum += outside * outside;
  }
  float total = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
  for (; d < directions; ++d) {
    const float outside = std::max(std::max(low[d] - point[d], point[d] - high[d]), 0.F);
    total += outside * outside;
  }
  return total;
}

// One leaf's points on their way through the leaves.
class LeafSearch {
 public:
  LeafSearch(const PrunedSearch& search, std::size_t own)
      : search_(search), leaves_(search.leaves), own_(own), directions_(search.leaves.low.cols()) {
    const Leaf& leaf = leaves_.leaves[own];
    queries_.resize(static_cast<std::size_t>(leaf.size()));
    packed_.resize(static_cast<std::size_t>(directions_) * kTogether);
    scaled_.resize(leaf.size(), directions_);
    for (std::size_t i = 0; i < queries_.size(); ++i) {
      Query& query = queries_[i];
      query.place = leaf.begin + static_cast<std::int32_t>(i);
      query.point = leaves_.order[static_cast<std::size_t>(query.place)];
      query.nearest = NearestList(search.k);
      query.length = std::sqrt(search.projected.norms[static_cast<std::size_t>(query.point)]);
      const auto row = search.coarse.row(query.place);
      query.norm = static_cast<float>(row.cast<double>().squaredNorm());
      scaled_.row(static_cast<Eigen::Index>(i)) = -2.F * row;
    }
  }

  void run(Neighbors& result) {
    for (const std::size_t leaf : from_the_nearest()) visit(leaf);
    for (const Query& query : queries_) {
      for (int j = 0; j < search_.k; ++j) {
        result.indices(query.point, search_.column + j) = query.nearest.index(j);
        result.distances(query.point, search_.column + j) =
            metric_distance(query.nearest.squared(j), search_.metric);
      }
    }
  }

 private:
  // Leaves by the distance of their boxes' middles; its own first.
  std::vector<std::size_t> from_the_nearest() const {
    const auto own = static_cast<Eigen::Index>(own_);
    const Eigen::RowVectorXf middle = leaves_.low.row(own) + leaves_.high.row(own);
    std::vector<float> apart(leaves_.leaves.size());
    for (std::size_t l = 0; l < apart.size(); ++l) {
      const auto row = static_cast<Eigen::Index>(l);
      apart[l] = (leaves_.low.row(row) + leaves_.high.row(row) - middle).squaredNorm();
    }
    apart[own_] = -1.F;
    std::vector<std::size_t> order(apart.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return apart[a] < apart[b] || (apart[a] == apart[b] && a < b);
    });
    return order;
  }

  // What an estimate may be and still be as near as the farthest found.
  static float reach(const Query& query, float margin) {
    return query.nearest.worst() * (1.F + 1e-6F) + margin;
  }
  float reach(const Query& query, const Leaf& leaf) const { return reach(query, margin_of(query, leaf)); }
  float margin_of(const Query& query, const Leaf& leaf) const {
    const float length = query.length * query.length;
    // As many terms as directions, and what rounding the coordinates and the rest adds.
    return estimate_margin(length, leaf.largest_norm, directions_ + 32);
  }

  void visit(std::size_t l) {
    const Leaf& leaf = leaves_.leaves[l];
    const auto row = static_cast<Eigen::Index>(l);
    active_.clear();
    for (std::size_t i = 0; i < queries_.size(); ++i) {
      Query& query = queries_[i];
      if (query.visited >= search_.most_leaves && query.nearest.full()) continue;
      const float bar = reach(query, leaf);
      const float apart = box_distance(search_.coarse.row(query.place).data(), leaves_.low.row(row).data(),
                                       leaves_.high.row(row).data(), directions_);
      if (apart > bar) continue;
      ++query.visited;
      active_.push_back(i);
    }
    for (std::size_t first = 0; first < active_.size(); first += kTogether) {
      const std::size_t count = std::min<std::size_t>(kTogether, active_.size() - first);
      filter(leaf, first, count);
      for (std::size_t q = 0; q < count; ++q) refine(queries_[active_[first + q]], hits_[q], leaf);
    }
  }

  // The leaf's points that may be as near as what the queries have found, into hits_.
  void filter(const Leaf& leaf, std::size_t first, std::size_t count) {
    std::array<lanes::Floats, kTogether> bars{};
    std::array<float, kTogether> norms{};
    for (std::size_t q = 0; q < kTogether; ++q) {
      const std::size_t i = active_[first + std::min(q, count - 1)];
      hits_[q].clear();
      for (Eigen::Index d = 0; d < directions_; ++d)
        packed_[static_cast<std::size_t>(d) * kTogether + q] = scaled_(static_cast<Eigen::Index>(i), d);
      norms[q] = queries_[i].norm;
      bars[q] = lanes::all(q < count ? reach(queries_[i], leaf) - queries_[i].norm
                                     : -std::numeric_limits<float>::infinity());
    }
    const int panels = (leaf.size() + kPanel - 1) / kPanel;
    const float* panel = leaves_.panels.data() + leaf.panel * leaves_.panel_size();
    for (int p = 0; p < panels; ++p, panel += leaves_.panel_size()) {
      filter_panel(panel, bars, norms, leaf.begin + p * kPanel);
    }
  }

  void filter_panel(const float* panel, const std::array<lanes::Floats, kTogether>& bars,
                    const std::array<float, kTogether>& norms, std::int32_t begin) {
    lanes::Floats low;
    lanes::Floats high;
    std::memcpy(&low, panel + directions_ * kPanel, sizeof(low));
    std::memcpy(&high, panel + directions_ * kPanel + lanes::kLanes, sizeof(high));
    std::array<std::array<lanes::Floats, 2>, kTogether> sums{};
    for (auto& sum : sums) sum = {low, high};
    const float* factors = packed_.data();
    for (Eigen::Index d = 0; d < directions_; ++d, factors += kTogether) {
      std::memcpy(&low, panel + d * kPanel, sizeof(low));
      std::memcpy(&high, panel + d * kPanel + lanes::kLanes, sizeof(high));
      for (std::size_t q = 0; q < kTogether; ++q) {
        const lanes::Floats factor = lanes::all(factors[q]);
        sums[q][0] += factor * low;
        sums[q][1] += factor * high;
      }
    }
    for (std::size_t q = 0; q < kTogether; ++q) {
      if (!lanes::any((sums[q][0] <= bars[q]) | (sums[q][1] <= bars[q]))) continue;
      for (int lane = 0; lane < kPanel; ++lane) {
        const float value = sums[q][static_cast<std::size_t>(lane / lanes::kLanes)][lane % lanes::kLanes];
        if (!(value <= bars[q][0]) || !(value < std::numeric_limits<float>::infinity())) continue;
        hits_[q].push_back({value + norms[q], begin + lane});
      }
    }
  }

  // True distances of the hits, from the nearest estimate on, as long as they may still matter.
  void refine(Query& query, std::vector<Hit>& hits, const Leaf& leaf) {
    if (hits.empty()) return;
    std::make_heap(hits.begin(), hits.end(), Farther{});
    const float* const row = search_.points.row(query.point).data();
    const float margin = margin_of(query, leaf);
    while (!hits.empty()) {
      const Hit hit = hits.front();
      const float bar = reach(query, margin);
      if (hit.estimate > bar) break;
      std::pop_heap(hits.begin(), hits.end(), Farther{});
      hits.pop_back();
      if (hit.index == query.place) continue;
      if (fine_distance(search_.projected, query.place, hit.index) > bar) continue;
      const std::int32_t index = leaves_.order[static_cast<std::size_t>(hit.index)];
      query.nearest.add(squared_distance(row, search_.points.row(index).data(), search_.points.cols()),
                        index);
    }
  }

  const PrunedSearch& search_;
  const Leaves& leaves_;
  std::size_t own_;
  Eigen::Index directions_;
  std::vector<Query> queries_{};
  std::vector<float> packed_{};  // of the queries at hand, direction by direction
  Matrix scaled_{};              // the queries' coordinates times -2
  std::vector<std::size_t> active_{};
  std::array<std::vector<Hit>, kTogether> hits_{};
};

}  // namespace

float fine_distance(const Projected& projected, std::int32_t a, std::int32_t b) {
  const Eigen::Index directions = projected.coords.cols();
  const float* const p = projected.coords.row(a).data();
  const float* const q = projected.coords.row(b).data();
  lanes::Floats sum = lanes::all(0.F);
  Eigen::Index d = 0;
  for (; d + lanes::kLanes <= directions; d += lanes::kLanes) {
    lanes::Floats x;
    lanes::Floats y;
    std::memcpy(&x, p + d, sizeof(x));
    std::memcpy(&y, q + d, sizeof(y));
    sum += (x - y) * (x - y);
  }
  float total = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
  for (; d < directions; ++d) total += (p[d] - q[d]) * (p[d] - q[d]);
  return total;
}

void search_leaves(const PrunedSearch& search, std::span<const std::size_t> leaves, Neighbors& result,
                   const Execution& execution) {
  execution.workers.for_each(leaves.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    LeafSearch(search, leaves[i]).run(result);
  });
}

}  // namespace rssviz::embed
