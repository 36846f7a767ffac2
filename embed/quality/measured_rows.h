// The numbers of a map's quality for some rows, each held against all points: estimates or bounds of
// distances by float32 products as parts of the points pass by, exact distances where those don't decide.
// Inside the room; the same bytes at any number of threads.
#pragma once

#include <cstdint>

#include "embed/quality/measured_points.h"

namespace rssviz::embed {

// Fills the points' numbers of `quality`, whose k and rows are set. May come to see the points in all units,
// where directions decide too little.
void measure_rows(MeasuredPoints& points, std::uint64_t seed, MapQuality& quality,
                  const Execution& execution);

}  // namespace rssviz::embed
