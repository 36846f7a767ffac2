// How many points are nearer than each of some others, from float estimates of squared distances whose error
// is bounded: only a point whose estimate is within the margin of a threshold is measured exactly, so the
// counts are exact. Inside the room; for one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace rssviz::embed {

class RankCounter {
 public:
  // `thresholds`: exact squared distances. An estimate is off by no more than margin + relative * threshold.
  RankCounter(std::span<const double> thresholds, double margin, double relative);

  // Estimates above it count for no threshold.
  float most() const { return most_; }
  using Exact = std::function<double(std::size_t)>;
  // Takes estimates of points, side by side; exact(i) is the exact squared distance of the i-th of them.
  void add(std::span<const float> estimates, const Exact& exact);
  // By threshold, as they were given.
  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  void settle(std::span<const float> estimates, std::size_t t, std::int32_t unsettled, const Exact& exact);

  std::vector<double> thresholds_;
  std::vector<float> low_, high_;  // below: nearer for certain; from here on: not nearer for certain
  std::vector<std::int64_t> counts_;
  std::vector<double> known_{};  // exact distances of the points at hand; below 0: not measured yet
  float most_;
};

}  // namespace rssviz::embed
