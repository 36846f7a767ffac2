// Which parts a map falls into: what packing moves. The same at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/parallel.h"
#include "embed/embedding.h"

namespace rssviz::embed {

// One a distinct point, 0 .. parts - 1: the components of the graph that was laid out, without the edges that
// the map draws longer than kLongest of its longer side and kSparse times the middle edge, since a few weak
// edges keep islands apart in one component. Parts of less than kFewest of the points (or 5) go with the part
// that most of their edges lead to, unless it lies far off. The graph is made again from the states that the
// map keeps. Empty for a map by principal components, which has none, and where it isn't made again: of more
// than kMostPoints, which would take longer than drawing, and of maps made with --theiler, whose places in
// sequences the file doesn't keep (`why`: a clause for a note).
constexpr Eigen::Index kMostPoints = 20000;
constexpr double kLongest = 0.04;
constexpr double kSparse = 6;
constexpr double kFewest = 0.01;
struct MapParts {
  std::vector<std::int32_t> part{};
  const char* why{""};
};
MapParts map_parts(const Embedding& embedding, const Execution& execution);

}  // namespace rssviz::embed
