#include "embed/umap/umap.h"

#include <string>

#include "core/error.h"
#include "embed/umap/layout.h"
#include "embed/umap/start.h"

namespace rssviz::embed {

UmapMap fit_umap(MatrixRef points, const UmapOptions& options, const Execution& execution) {
  options.check();
  if (points.rows() == 0) fail(ErrorKind::data, "a map needs at least 1 point, got 0");
  check_finite(points, "points");
  UmapMap map;
  map.reference = points;
  map.options = options;
  map.curve = fit_curve(options.spread, options.min_dist);
  if (points.rows() == 1) {
    map.coords = Matrix::Zero(1, options.dims);
    map.smooth = {{0.F}, {0.F}};
    return map;
  }
  const auto count = static_cast<std::size_t>(points.rows());
  check_enough_points(options.n_neighbors, count, count);
  const Neighbors neighbors =
      nearest_neighbors(points, options.n_neighbors, options.metric, Self::include, execution);
  map.smooth = smooth_distances(neighbors, options.local_connectivity, execution);
  const LayoutOptions layout = layout_options(options, count);
  const FuzzyGraph graph = pruned(fuzzy_graph(neighbors, map.smooth, options.set_op_mix), layout.epochs);
  map.coords = lay_out(graph, start_coordinates(graph, points, options, execution), layout, execution);
  return map;
}

}  // namespace rssviz::embed
