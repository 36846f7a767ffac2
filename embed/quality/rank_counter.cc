#include "embed/quality/rank_counter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rssviz::embed {
namespace {

constexpr std::size_t kTogether = 32;  // estimates that are looked at before they are looked through
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

void RankCounter::add(std::span<const float> estimates, const Exact& exact) {
  bool fresh = true;  // no exact distance of these points is known yet
  for (std::size_t t = 0; t < thresholds_.size(); ++t) {
    const std::int32_t nearer = count_below(estimates, low_[t]);
    counts_[t] += nearer;
    const std::int32_t unsettled = count_below(estimates, high_[t]) - nearer;
    if (unsettled == 0) continue;
    if (fresh) known_.assign(estimates.size(), -1.);
    fresh = false;
    settle(estimates, t, unsettled, exact);
  }
}

// The `unsettled` estimates that are within the margin of a threshold.
void RankCounter::settle(std::span<const float> estimates, std::size_t t, std::int32_t unsettled,
                         const Exact& exact) {
  const float low = low_[t], high = high_[t];
  for (std::size_t from = 0; unsettled > 0; from += kTogether) {
    const std::size_t to = std::min(estimates.size(), from + kTogether);
    int any = 0;
    for (std::size_t i = from; i < to; ++i) any |= !(estimates[i] < low) & (estimates[i] < high) ? 1 : 0;
    if (any == 0) continue;
    for (std::size_t i = from; i < to; ++i) {
      if (estimates[i] < low || !(estimates[i] < high)) continue;
      if (known_[i] < 0.) known_[i] = exact(i);
      counts_[t] += known_[i] < thresholds_[t] ? 1 : 0;
      --unsettled;
    }
  }
}

}  // namespace rssviz::embed
