// Parts of a map that nothing joins, moved together: UMAP pushes the components of its graph apart, and how
// far and to which side means nothing. Each keeps its shape and is moved as a whole, never turned or
// stretched, to where their convex hulls lie a small gap apart and need little room (a greedy placing, the
// largest first, of each of the others where it slides against those that stand; then each once more). Pure;
// any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/point.h"

namespace rssviz::embed {

struct PackingOptions {
  double gap{0.035};    // between hulls, as a share of the side of a square as large as all of them together
  int directions{48};   // that a part may come from
  double aspect{0.62};  // height over width of the lowest panel that the map may have to fill
};

// Where each part was moved. Empty where the map is one part or would need more room than before.
struct Packing {
  std::vector<std::int32_t> part{};        // one a point of the map
  std::vector<Point> move{};               // one a part, in the map's units: what is added to its points
  std::vector<std::vector<Point>> hull{};  // one a part: its convex hull at its new place, counter-clockwise
  double gap{0};                           // in the map's units
  Matrix coords{};                         // of the points, as the map has them: points x 2

  bool moves() const { return !move.empty(); }
  std::size_t parts() const { return move.size(); }
  // The part of the point that is nearest to a place on the map as it was; 0 where nothing was moved.
  std::int32_t part_near(Point at) const;
  // Where further points of the map, as it was, go: with the nearest point's part.
  Point moved(Point at) const;
  Matrix moved(MatrixRef further) const;
};

// coords: points x 2 (further dimensions are passed over). part: one a point, 0 .. parts - 1, each there.
Packing pack(MatrixRef coords, std::span<const std::int32_t> part, const PackingOptions& options = {});

// Counter-clockwise, without points on its edges (Andrew's monotone chain, 1979).
std::vector<Point> convex_hull(std::vector<Point> points);
// The hull with a rim of this width around it, its corners rounded.
std::vector<Point> with_rim(const std::vector<Point>& hull, double width);

}  // namespace rssviz::embed
