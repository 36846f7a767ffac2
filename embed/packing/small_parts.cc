#include "embed/packing/small_parts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "embed/packing/map_parts.h"

namespace rssviz::embed {
namespace {

constexpr double kFar = 3;              // times the longest edge: parts that lie farther off never join ...
constexpr std::size_t kMostParts = 40;  // ... up to so many

}  // namespace

void join_small(double longest, const std::function<NextPart(std::int32_t small)>& next,
                std::vector<std::int32_t>& part) {
  const auto least =
      std::max<std::size_t>(5, static_cast<std::size_t>(kFewest * static_cast<double>(part.size())));
  std::map<std::int32_t, std::size_t> sizes;
  for (const std::int32_t k : part) ++sizes[k];
  std::vector<std::pair<std::size_t, std::int32_t>> small;
  for (const auto& [k, size] : sizes)
    if (size < least) small.emplace_back(size, k);
  std::sort(small.begin(), small.end());
  std::size_t parts = sizes.size();
  for (const auto& [size, k] : small) {
    const NextPart to = next(k);
    const bool far = to.squared > kFar * kFar * longest * longest;
    if (to.part < 0 || (far && parts <= kMostParts)) continue;
    std::replace(part.begin(), part.end(), k, to.part);
    --parts;
  }
}

void renumber(std::vector<std::int32_t>& part) {
  std::map<std::int32_t, std::int32_t> numbers;
  for (std::int32_t& k : part)
    k = numbers.try_emplace(k, static_cast<std::int32_t>(numbers.size())).first->second;
}

}  // namespace rssviz::embed
