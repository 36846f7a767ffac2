// The candidates of one query while float estimates of squared distances pass by: everything whose estimate
// is within the margin of the k-th smallest so far, so that the k nearest are certain to be among them. Where
// only bounds are known, the estimate is the lower, and the k-th smallest is one of the upper.
// Inside the room; for one thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace rssviz::embed {

struct Candidate {
  float estimate;
  float most;  // what it may be at the most, but for the margin
  std::int32_t index;
};

class Shortlist {
 public:
  // `threshold`: estimates above it are known to be out.
  Shortlist(int k, float margin, float threshold = std::numeric_limits<float>::infinity())
      : k_(static_cast<std::size_t>(k)), margin_(margin), threshold_(threshold) {
    kept_.reserve(4 * k_ + 64);
  }
  float threshold() const { return threshold_; }
  void add(float estimate, std::int32_t index) { add(estimate, estimate, index); }
  void add(float estimate, float most, std::int32_t index) {
    kept_.push_back({estimate, most, index});
    if (kept_.size() >= limit_) shrink();
  }
  // The final candidates: certain to hold the k nearest.
  const std::vector<Candidate>& finish() {
    shrink();
    return kept_;
  }

 private:
  void shrink() {
    if (kept_.size() <= k_) return;
    const auto kth = kept_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
    std::nth_element(kept_.begin(), kth, kept_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.most < b.most; });
    // Both estimates may be off, one up, one down.
    threshold_ = std::min(threshold_, kth->most + 2.F * margin_);
    std::erase_if(kept_, [&](const Candidate& c) { return c.estimate > threshold_; });
    limit_ = std::max(4 * k_ + 32, 2 * kept_.size());
  }

  std::size_t k_;
  std::size_t limit_ = 4 * k_ + 32;
  float margin_;
  float threshold_;
  std::vector<Candidate> kept_{};
};

}  // namespace rssviz::embed
