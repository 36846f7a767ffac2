// Neighbours of neighbours: lists that are nearly right are mended from each other, round by round. Source:
// Dong, Charikar, Li 2011 (NN-descent, doi 10.1145/1963405.1963487); here every round reads the lists of the
// round before and writes its own, so that it needs no locks and gives the same bytes at any number of
// threads. Inside the room.
#pragma once

#include "embed/neighbors/pruned.h"

namespace rssviz::embed {

// Mends the others in `result` (columns search.column on; those before are not kept) until hardly a point
// finds a nearer one.
void descend(const PrunedSearch& search, Neighbors& result, const Execution& execution);

}  // namespace rssviz::embed
