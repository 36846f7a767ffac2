#include "embed/quality/map_places.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "embed/neighbors/prepared.h"
#include "embed/neighbors/shortlist.h"
#include "embed/quality/rank_counter.h"
#include "embed/quality/scan.h"

namespace rssviz::embed {
namespace {

// Of float32 sums of up to eight squares of differences; far below the square of any place on a map.
constexpr float kMargin = 1e-30F;
constexpr float kRelative = 1e-5F;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

MapPlaces::MapPlaces(MatrixRef coords) : coords_(coords) {
  for (Eigen::Index d = 0; d < coords.cols(); ++d) {
    columns_.emplace_back(coords.col(d).begin(), coords.col(d).end());
    columns_.back().resize(columns_.back().size() + lanes::kLanes, 0.F);
  }
}

template <class Found>
void MapPlaces::scan_around(std::int32_t row, float most, const Found& found) const {
  const auto own = [&](std::size_t d) { return lanes::all(columns_[d][static_cast<std::size_t>(row)]); };
  const auto away = [](const float* column, Eigen::Index j, lanes::Floats from) {
    lanes::Floats place;
    std::memcpy(&place, column + j, sizeof(place));
    return (place - from) * (place - from);
  };
  const auto other = [&](Eigen::Index j, float estimate) {
    return j == row ? most : most = found(static_cast<std::int32_t>(j), estimate);
  };
  if (columns_.size() == 2) {
    const lanes::Floats x = own(0), y = own(1);
    const float* const xs = columns_[0].data();
    const float* const ys = columns_[1].data();
    scan(
        coords_.rows(), most, [&](Eigen::Index j) { return away(xs, j, x) + away(ys, j, y); }, other);
    return;
  }
  scan(
      coords_.rows(), most,
      [&](Eigen::Index j) {
        lanes::Floats sum = lanes::all(0.F);
        for (std::size_t d = 0; d < columns_.size(); ++d) sum += away(columns_[d].data(), j, own(d));
        return sum;
      },
      other);
}

std::vector<std::int32_t> MapPlaces::nearest(std::int32_t row, int k) const {
  Shortlist shortlist(k, 0.F);
  scan_around(row, kInfinity, [&](std::int32_t other, float estimate) {
    shortlist.add(estimate * (1.F - kRelative), estimate * (1.F + kRelative) + kMargin, other);
    return shortlist.threshold() * (1.F + 2.F * kRelative);
  });
  std::vector<std::pair<double, std::int32_t>> sorted;
  for (const Candidate& c : shortlist.finish()) sorted.emplace_back(squared_distance(row, c.index), c.index);
  std::partial_sort(sorted.begin(), sorted.begin() + k, sorted.end());
  std::vector<std::int32_t> nearest;
  for (int j = 0; j < k; ++j) nearest.push_back(sorted[static_cast<std::size_t>(j)].second);
  return nearest;
}

std::vector<std::int64_t> MapPlaces::nearer_than(std::int32_t row,
                                                 std::span<const std::int32_t> others) const {
  std::vector<double> thresholds;
  for (const std::int32_t other : others) thresholds.push_back(squared_distance(row, other));
  RankCounter counter(thresholds, static_cast<double>(kMargin), static_cast<double>(kRelative));
  scan_around(row, counter.most(), [&](std::int32_t other, float estimate) {
    if (!counter.add(estimate, estimate)) counter.add_exact(squared_distance(row, other));
    return counter.most();
  });
  return counter.counts();
}

}  // namespace rssviz::embed
