// The k nearest found so far: squared distances in double, ties to the smaller index. Inside the room.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace rssviz::embed {

class NearestList {
 public:
  NearestList() = default;
  explicit NearestList(int k)
      : found_(static_cast<std::size_t>(k), {std::numeric_limits<double>::infinity(), kNone}) {}

  // Whether it was near enough to be kept.
  bool add(double squared, std::int32_t index) {
    const std::pair<double, std::int32_t> entry{squared, index};
    if (found_.empty() || !(entry < found_.back())) return false;
    std::size_t place = found_.size() - 1;
    for (; place > 0 && entry < found_[place - 1]; --place) found_[place] = found_[place - 1];
    found_[place] = entry;
    return true;
  }
  bool full() const { return found_.empty() || found_.back().second != kNone; }
  // The squared distance of the farthest kept, infinity until there are k.
  float worst() const { return found_.empty() ? -1.F : static_cast<float>(found_.back().first); }
  std::int32_t index(int j) const { return found_[static_cast<std::size_t>(j)].second; }
  double squared(int j) const { return found_[static_cast<std::size_t>(j)].first; }

 private:
  static constexpr std::int32_t kNone = std::numeric_limits<std::int32_t>::max();
  std::vector<std::pair<double, std::int32_t>> found_{};
};

}  // namespace rssviz::embed
