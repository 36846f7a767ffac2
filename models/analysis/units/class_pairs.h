// AUROCs of some units for all classes at once: points are gone through in the order of a unit's values,
// once, with the classes side by side, and pairs are counted in whole numbers. The chance that a point of
// class 1 lies above one of class 0, ties counted half (Mann and Whitney 1947). A PairCounter belongs to one
// thread; the rest are values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "models/analysis/units/atlas.h"

namespace rssviz::models {

inline constexpr std::size_t kUnitsAtOnce = 8;

// Values of kUnitsAtOnce units side by side: points x kUnitsAtOnce, so that sums over points go on for all of
// them at once, each in the order of the points. Lanes of no unit hold zeros.
struct UnitBlock {
  std::vector<float> values{};  // points x kUnitsAtOnce
  const float* at(std::size_t point) const { return values.data() + point * kUnitsAtOnce; }
};

UnitBlock block_of(MatrixRef states, std::size_t first, std::size_t count);

// Points in ascending order of one unit's values, equal ones in theirs: by the bits of the numbers, eleven at
// a time from the lowest (a radix sort).
std::vector<std::uint32_t> order_of(const UnitBlock& block, std::size_t lane);

// The classes of a part side by side: points x `count`, 1 and 0, and 2 where a point isn't scored.
struct ClassTable {
  std::vector<std::size_t> properties{};  // their places
  std::size_t width{0};                   // count, filled up to whole vectors
  std::vector<std::uint8_t> codes{};

  explicit ClassTable(std::span<const AtlasProperty> all);
};

// Whole numbers alone are counted, so that no order of sums matters.
class PairCounter {
 public:
  explicit PairCounter(const ClassTable& classes);

  // AUROC of each class: the chance that a point of class 1 lies above one of class 0, ties counted half.
  std::vector<double> aurocs(const UnitBlock& block, std::size_t lane,
                             const std::vector<std::uint32_t>& order);

 private:
  const std::uint8_t* codes(std::uint32_t point) const { return classes_.codes.data() + point * width_; }

  void add_one(std::uint32_t point);
  void add_tied(const std::vector<std::uint32_t>& order, std::size_t from, std::size_t end);
  // `few_` grows by as many as there are points so far, and holds 32 bits.
  void make_room(std::size_t points);
  void flush();

  const ClassTable& classes_;
  const std::size_t width_;
  std::vector<std::uint64_t> pairs_, ties_;  // of a 1 above a 0, and of a 1 beside a 0
  std::vector<std::uint32_t> few_, zeros_, ones_, tied_zeros_, tied_ones_;
  std::uint64_t seen_{0}, in_few_{0};
};

}  // namespace rssviz::models
