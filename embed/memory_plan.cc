#include "embed/memory_plan.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace rssviz::embed {
namespace {

constexpr std::size_t kManyPoints = 50000;  // from here on neighbours are approximate
constexpr double kEdges = 1.6;  // of a graph, for each neighbour asked for: half of them are mutual, or more

std::string megabytes(double bytes) { return std::to_string(std::llround(std::ceil(bytes / 1e6))); }

}  // namespace

double MemoryPlan::most() const { return states + std::max({neighbors, layout, file}); }

std::string MemoryPlan::text() const {
  return megabytes(most()) + " MB at the most (states " + megabytes(states) + ", neighbours " +
         megabytes(neighbors) + ", layout " + megabytes(layout) + ", file " + megabytes(file) + ")";
}

MemoryPlan plan_memory(std::size_t points, std::size_t units, const EmbedOptions& options, bool rereads) {
  const auto n = static_cast<double>(points);
  const auto d = static_cast<double>(units);
  const double k = options.umap.n_neighbors + 2. * options.theiler;
  const double dims = options.umap.dims;
  const bool cosine = options.umap.metric == Metric::cosine;
  MemoryPlan plan;
  plan.states = 4. * n * d * (options.scale == Scale::none && !cosine ? 1. : 2.);
  if (options.method == Method::pca) {
    plan.layout = 16. * d * d + 8. * n * dims;
  } else {
    const double lists = n * k * 8.;
    const bool many = points > kManyPoints;
    // Coordinates along directions, panels of them and lists; then the lists of a descent, twice, and who has
    // whom. Of fewer points: coordinates along more directions, and along fewer once more.
    const double directions = 4. * n * (many ? std::min(d, 32.) : std::min(d, 65.) + std::min(d, 32.));
    plan.neighbors = directions + std::max(lists + 4. * n * 33., 2.6 * lists);
    // Lists both ways and the graph; the graph, the largest of its components and vectors of the start; the
    // graph and the layout's edges, then those alone.
    const double graph = 8. * n * kEdges * k;
    plan.layout = graph + std::max({2. * lists, graph + n * 8. * 28., 1.5 * graph, graph + 10. * n * dims});
    plan.layout += 12. * n * dims + 4. * n * dims * (options.snapshots + options.seeds);
    if (options.seeds > 1) plan.layout += 2. * graph * 2.;  // some at once, and the graph stays
  }
  if (rereads) plan.layout = std::max(0., plan.layout - plan.states);
  plan.file = 4. * n * (dims * 3. + 8. + options.snapshots * dims);
  if (options.quality != Measure::none) plan.file = std::max(plan.file, 16. * n + 130e6);
  return plan;
}

void check_memory(const MemoryPlan& plan, double available) {
  if (available <= 0. || plan.most() <= available) return;
  fail(ErrorKind::retry, "the map needs " + plan.text() + ", but only " + megabytes(available) +
                             " MB of memory are free; fewer points or units, --quality none or a larger "
                             "machine would do");
}

}  // namespace rssviz::embed
