// How far the mean over a sample of rows may be from that of all. Pure.
#pragma once

#include <cstddef>
#include <span>

namespace rssviz::embed {

// Half the width of the 95 % interval (normal) of a mean over rows drawn from `points` without putting back:
// 0 where all of them, or fewer than two, were measured.
double sampling_margin(std::span<const float> values, std::size_t points);

}  // namespace rssviz::embed
