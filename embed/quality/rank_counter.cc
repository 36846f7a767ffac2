#include "embed/quality/rank_counter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rssviz::embed {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

RankCounter::RankCounter(std::span<const double> thresholds, double margin, double relative)
    : given_(thresholds.begin(), thresholds.end()),
      exact_(given_),
      added_(thresholds.size() + 1, 0),
      most_(-kInfinity) {
  std::sort(exact_.begin(), exact_.end());
  const std::size_t full = (exact_.size() + lanes::kLanes - 1) / lanes::kLanes * lanes::kLanes;
  low_.reserve(full);
  high_.reserve(exact_.size());
  for (const double threshold : exact_) {
    const double off = margin + relative * threshold;
    low_.push_back(std::nextafter(static_cast<float>(threshold - off), -kInfinity));
    high_.push_back(std::nextafter(static_cast<float>(threshold + off), kInfinity));
    most_ = std::max(most_, high_.back());
  }
  low_.resize(full, -kInfinity);
}

std::vector<std::int64_t> RankCounter::counts() const {
  std::vector<std::int64_t> counts;
  counts.reserve(given_.size());
  for (const double threshold : given_) {
    // Of so many largest, this one is the last.
    const auto from = exact_.end() - std::lower_bound(exact_.begin(), exact_.end(), threshold);
    std::int64_t count = 0;
    for (auto i = static_cast<std::size_t>(from); i < added_.size(); ++i) count += added_[i];
    counts.push_back(count);
  }
  return counts;
}

}  // namespace rssviz::embed
