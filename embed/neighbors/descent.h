// Neighbours of neighbours: lists that are nearly right are mended from each other, round by round. Source:
// Dong, Charikar, Li 2011 (NN-descent, doi 10.1145/1963405.1963487); here a round reads all lists as they
// are and writes its own apart, so that it needs no locks and gives the same bytes at any number of
// threads. Inside the room.
#pragma once

#include "embed/neighbors/pruned.h"

namespace rssviz::embed {

// Mends the others in `result` (columns search.column on; those before are not kept) until hardly a point
// finds a nearer one.
// `at_once` lists are written at a time, from what the others have by then: lists of all points twice would
// be most of the memory.
constexpr std::size_t kListsAtOnce = std::size_t{1} << 17U;
void descend(const PrunedSearch& search, Neighbors& result, const Execution& execution,
             std::size_t at_once = kListsAtOnce);

}  // namespace rssviz::embed
