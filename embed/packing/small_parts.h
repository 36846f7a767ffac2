// Parts that are too small to be moved alone: which they are. Inside of packing; pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "embed/packing/map_parts.h"

namespace rssviz::embed {

// Those with less than kFewest of the points (or 5), the smallest first: size, then part. `parts`: how many
// there are in all.
struct SmallParts {
  std::vector<std::pair<std::size_t, std::int32_t>> small{};
  std::size_t parts{0};
};
inline SmallParts small_parts(const std::vector<std::int32_t>& part) {
  const auto least =
      std::max<std::size_t>(5, static_cast<std::size_t>(kFewest * static_cast<double>(part.size())));
  std::map<std::int32_t, std::size_t> sizes;
  for (const std::int32_t k : part) ++sizes[k];
  SmallParts found{{}, sizes.size()};
  for (const auto& [k, size] : sizes)
    if (size < least) found.small.emplace_back(size, k);
  std::sort(found.small.begin(), found.small.end());
  return found;
}

// 0, 1, ... in order of the parts' first points.
inline void renumber(std::vector<std::int32_t>& part) {
  std::map<std::int32_t, std::int32_t> numbers;
  for (std::int32_t& k : part)
    k = numbers.try_emplace(k, static_cast<std::int32_t>(numbers.size())).first->second;
}

}  // namespace rssviz::embed
