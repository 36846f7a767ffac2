// Neighbours of one set of points held against those of several others. Pure; the same bytes at any number of
// threads.
#pragma once

#include "core/parallel.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

// The mean share of the neighbours in `of` (Self::exclude) that are neighbours in `points` too: as
// mean_neighbor_overlap, for whoever compares many with the same. Error{data} for another number of points.
double mean_neighbor_overlap(const Neighbors& of, MatrixRef points, const Execution& execution);

}  // namespace rssviz::embed
