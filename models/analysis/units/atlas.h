// Which units can be read: how well one unit tells a property of the text, on text on which it was not
// chosen, and what that is worth. A property of two classes is told by AUROC (Mann and Whitney 1947), a
// number by R^2 of the line through the unit's activity that fits other text. Nulls: units chosen in the same
// way in rotated states, in traces of the last symbols, or in other networks' states; and the same units
// against the property moved along the text, with the largest over all units under the same shift (Westfall
// and Young 1993). Pure functions; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"

namespace rssviz::models {

// What is told of each point of a stretch of text.
struct AtlasProperty {
  std::string name{};
  bool number{false};           // told by R^2, else a class against the rest
  std::vector<float> values{};  // points: the number, or 1 and 0; NaN: not scored
};

// How far up a unit must come to be called readable.
inline constexpr double kReadableAuroc = 0.95;
inline constexpr double kReadableR2 = 0.8;
inline double readable_from(const AtlasProperty& property) {
  return property.number ? kReadableR2 : kReadableAuroc;
}

// A stretch of text: states with its properties, the same in the same order wherever two stretches meet.
struct AtlasPart {
  MatrixRef states;  // points x units
  std::span<const AtlasProperty> properties;
};

struct AtlasEffects {
  std::vector<int> unit{};       // by property: the one chosen; -1 where no unit varies
  std::vector<double> effect{};  // by property: of that unit on the text to judge on; NaN without
  MatrixD all{};  // properties x units: of every unit, its sign or line chosen on the text to choose on

  // The share of units that are readable for any property.
  double readable_share(std::span<const AtlasProperty> properties) const;
};

// Units, signs and lines are chosen on the first part, effects are those on the second: AUROC (0 to 1, above
// .5 where the sign holds) or R^2 (at least 0). NaN where a part has no scored point of a class.
AtlasEffects atlas_effects(const AtlasPart& choose, const AtlasPart& judge, const Execution& execution);

// A linear reader of all units, fitted on the first part (ridge, `penalty` as a share: linear_probe.h),
// judged on the second: what is the most that a direction tells. By property; NaN as above.
std::vector<double> atlas_ceilings(const AtlasPart& choose, const AtlasPart& judge, double penalty,
                                   const Execution& execution);

// The states in another orthonormal basis, drawn anew for `draw`: states of each group of columns
// (`group_sizes`: they sum to all) are centred by `means` and turned among themselves. Stream (seed,
// "rotation", draw).
MatrixD drawn_rotation(Eigen::Index units, std::uint64_t seed, std::uint64_t draw, std::uint64_t group);
Matrix rotated(MatrixRef states, std::span<const MatrixD> rotations);

// Leaky traces of single symbols over the last `horizon` steps of each sequence, as many as `features`: the
// commonest symbols of all rates. points x features (fewer where there aren't so many). `symbols`: one a
// point; `sequence`: where it changes the trace begins anew.
Matrix symbol_traces(std::span<const std::int32_t> symbols, std::span<const std::int32_t> sequence,
                     std::span<const std::int32_t> order_of_symbols, int horizon, int features);

struct AtlasShifts {
  std::vector<double> p{};  // by property: the share of shifts in which any unit is as far out as the chosen
  std::size_t shifts{0};
};
// The properties of a part are moved along its text, circularly, by more than `longest` points either way.
// The statistic is the difference of mean ranks of the classes, or the covariance with the standardised unit.
// All shifts that there are where they are fewer than asked for. p is NaN where there are fewer than 19.
AtlasShifts atlas_shifts(const AtlasPart& judge, std::span<const int> units, std::size_t longest, int shifts,
                         std::uint64_t seed, const Execution& execution);

}  // namespace rssviz::models
