#include "embed/quality/rank_counter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rssviz::embed {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::int32_t count_below(std::span<const float> values, float limit) {
  std::int32_t count = 0;
  for (const float value : values) count += value < limit ? 1 : 0;
  return count;
}

}  // namespace

RankCounter::RankCounter(std::span<const double> thresholds, double margin, double relative)
    : thresholds_(thresholds.begin(), thresholds.end()), counts_(thresholds.size(), 0), most_(-kInfinity) {
  for (const double threshold : thresholds) {
    const double off = margin + relative * threshold;
    low_.push_back(std::nextafter(static_cast<float>(threshold - off), -kInfinity));
    high_.push_back(std::nextafter(static_cast<float>(threshold + off), kInfinity));
    most_ = std::max(most_, high_.back());
  }
}

void RankCounter::add(std::span<const float> estimates, const std::function<double(std::size_t)>& exact) {
  bool unsettled = false;
  for (std::size_t t = 0; t < thresholds_.size(); ++t) {
    const std::int32_t nearer = count_below(estimates, low_[t]);
    counts_[t] += nearer;
    unsettled |= count_below(estimates, high_[t]) != nearer;
  }
  if (unsettled) settle(estimates, exact);
}

void RankCounter::settle(std::span<const float> estimates, const std::function<double(std::size_t)>& exact) {
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    double distance = -1.;
    for (std::size_t t = 0; t < thresholds_.size(); ++t) {
      if (estimates[i] < low_[t] || !(estimates[i] < high_[t])) continue;
      if (distance < 0.) distance = exact(i);
      counts_[t] += distance < thresholds_[t] ? 1 : 0;
    }
  }
}

}  // namespace rssviz::embed
