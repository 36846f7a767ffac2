// How many points are nearer than each of some others, from float estimates of squared distances, or lower
// and upper bounds, whose error is bounded: only a point whose estimate is within the margin of a threshold,
// or whose bounds hold one between them, is measured exactly, so the counts are exact. Inside the room; for
// one thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "embed/lanes.h"

namespace rssviz::embed {

class RankCounter {
 public:
  // `thresholds`: exact squared distances. An estimate is off by no more than margin + relative * threshold.
  RankCounter(std::span<const double> thresholds, double margin, double relative);

  // Estimates (lower bounds) above it count for no threshold.
  float most() const { return most_; }
  // Takes the bounds of a point (of an estimate, both are the same). False where they don't decide: the point
  // is then to be added by its exact squared distance.
  bool add(float low, float high) {
    const std::size_t out = count_above(high);
    // Of the thresholds that the point isn't below for certain, the largest tells whether it may be below
    // any.
    if (out < given_.size() && low < high_[given_.size() - 1 - out]) return false;
    ++added_[out];
    return true;
  }
  void add_exact(double distance) {
    const auto not_above = std::upper_bound(exact_.begin(), exact_.end(), distance);
    ++added_[static_cast<std::size_t>(exact_.end() - not_above)];
  }
  // By threshold, as they were given.
  std::vector<std::int64_t> counts() const;

 private:
  // How many thresholds are above a distance for certain.
  std::size_t count_above(float high) const {
    int count = 0;
    for (std::size_t t = 0; t < low_.size(); t += lanes::kLanes) {
      lanes::Floats eight;
      std::memcpy(&eight, low_.data() + t, sizeof(eight));
      count += lanes::count(lanes::all(high) < eight);
    }
    return static_cast<std::size_t>(count);
  }

  std::vector<double> given_;
  // Of the thresholds, ascending: themselves; below `low`: nearer for certain, filled up with what nothing is
  // below; from `high` on: not nearer for certain.
  std::vector<double> exact_;
  std::vector<float> low_, high_;
  std::vector<std::int64_t> added_;  // [i]: points nearer than the i largest thresholds
  float most_;
};

}  // namespace rssviz::embed
