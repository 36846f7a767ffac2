#include "embed/memory_plan.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace rssviz::embed {
namespace {

std::string megabytes(double bytes) { return std::to_string(std::llround(std::ceil(bytes / 1e6))); }

}  // namespace

double MemoryPlan::most() const { return states + std::max({neighbors, layout, file}); }

std::string MemoryPlan::text() const {
  return megabytes(most()) + " MB at the most (states " + megabytes(states) + ", neighbours " +
         megabytes(neighbors) + ", layout " + megabytes(layout) + ", file " + megabytes(file) + ")";
}

MemoryPlan plan_memory(std::size_t points, std::size_t units, const EmbedOptions& options) {
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
    const double directions = std::min(d, 65.);
    const double lists = n * k * 8.;
    // Coordinates along the directions twice while they are put in order, panels, lists, those of a descent.
    plan.neighbors = 4. * n * (2. * directions + 2. * std::min(d, 32.)) + lists + n * k * 26.;
    // Directed lists both ways, the graph, the layout's edges; at most 2 k edges a point.
    plan.layout = n * (2. * k) * 44. + n * 8. * 40. + 12. * n * dims;
    plan.layout += 4. * n * dims * (options.snapshots + options.seeds);
  }
  plan.file = (options.method == Method::pca ? 0. : 4. * n * d) +
              4. * n * (dims * 3. + 8. + options.snapshots * dims);
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
