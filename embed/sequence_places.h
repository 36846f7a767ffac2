// Where states stand in the sequences that they were recorded along, and what that means for neighbours:
// states follow each other closely, so that a state's nearest are often its own past. Source: Theiler 1986
// (doi 10.1103/PhysRevA.34.2427), who leaves out what is near in time. Values; safe on any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/parallel.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

// One entry a point, or empty where sequences are unknown.
struct SequencePlaces {
  std::vector<std::int32_t> sequence{};
  std::vector<std::int32_t> step{};

  bool empty() const { return sequence.empty(); }
  SequencePlaces of(const std::vector<std::int32_t>& rows) const;
  // Error{data} where the numbers of entries differ from `points`.
  void check(std::size_t points) const;
};

// The k nearest, the point itself first, without those within `theiler` steps of the same sequence. theiler 0
// leaves out none. Error{data} where so few are left, naming the point.
NeighborSearch search_beyond(MatrixRef points, int k, Metric metric, NeighborsMethod method, int theiler,
                             const SequencePlaces& places, const Execution& execution);

// The share of neighbours (the point itself, in the first column, not counted) from the point's own sequence.
double share_of_own_sequence(const Neighbors& neighbors, const SequencePlaces& places);

}  // namespace rssviz::embed
