#include "embed/umap/start.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/rng.h"
#include "embed/pca/pca.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {
namespace {

constexpr float kExtent = 10.F;  // of the start, as umap-learn
// From so many points on a Krylov basis of sqrt(points) vectors takes longer than the layout gains by it.
constexpr std::size_t kFilterFrom = 8000;
constexpr double kNoise = 1e-4;  // keeps points that coincide from staying so

// The points behind a graph, in memory or to be read.
struct StartPoints {
  const MatrixRef* here{nullptr};
  const ReadAgain* read{nullptr};

  template <class Use>
  Matrix with(const Use& use) const {
    return here != nullptr ? use(*here) : use((*read)());
  }
};

// The points of one component, and the graph among them.
struct Part {
  std::vector<std::int32_t> points{};
  FuzzyGraph graph{};
};

std::vector<Part> parts_of(const FuzzyGraph& graph, const Components& components) {
  std::vector<Part> parts(static_cast<std::size_t>(components.count));
  std::vector<std::int32_t> place(graph.points());
  for (std::size_t i = 0; i < graph.points(); ++i) {
    auto& points = parts[static_cast<std::size_t>(components.label[i])].points;
    place[i] = static_cast<std::int32_t>(points.size());
    points.push_back(static_cast<std::int32_t>(i));
  }
  for (Part& part : parts) {
    std::size_t edges = 0;
    for (const std::int32_t point : part.points)
      edges += static_cast<std::size_t>(graph.offsets[static_cast<std::size_t>(point) + 1] -
                                        graph.offsets[static_cast<std::size_t>(point)]);
    part.graph.neighbors.reserve(edges);
    part.graph.weights.reserve(edges);
    part.graph.offsets.reserve(part.points.size() + 1);
    for (const std::int32_t point : part.points) {
      const auto i = static_cast<std::size_t>(point);
      for (auto e = static_cast<std::size_t>(graph.offsets[i]);
           e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
        part.graph.neighbors.push_back(place[static_cast<std::size_t>(graph.neighbors[e])]);
        part.graph.weights.push_back(graph.weights[e]);
      }
      part.graph.offsets.push_back(static_cast<std::int64_t>(part.graph.neighbors.size()));
    }
  }
  return parts;
}

// Where each component goes, in a cube of side 2: few components on the axes, as umap-learn; many by the
// principal components of their centroids (umap-learn's spectral embedding of exp(-d^2) loses all that is
// far).
Matrix component_centres(const StartPoints& points, const std::vector<Part>& parts, int dims) {
  const auto count = static_cast<Eigen::Index>(parts.size());
  Matrix centres = Matrix::Zero(count, dims);
  if (count <= 2 * dims) {
    const Eigen::Index half = (count + 1) / 2;
    for (Eigen::Index i = 0; i < count; ++i) centres(i, i % half) = i < half ? 1.F : -1.F;
    return centres;
  }
  const Matrix centroids = points.with([&](const MatrixRef& rows) {
    Matrix means(count, rows.cols());
    for (Eigen::Index i = 0; i < count; ++i) {
      VectorD sum = VectorD::Zero(rows.cols());
      const auto& members = parts[static_cast<std::size_t>(i)].points;
      for (const std::int32_t p : members) sum += rows.row(p).transpose().cast<double>();
      means.row(i) = (sum / static_cast<double>(members.size())).transpose().cast<float>();
    }
    return means;
  });
  centres = fit_pca(centroids, dims).project(centroids);
  const float largest = centres.cwiseAbs().maxCoeff();
  if (largest > 0.F) centres /= largest;
  return centres;
}

// Half the way from each centre to the nearest other one.
std::vector<float> component_reach(const Matrix& centres) {
  std::vector<float> reach(static_cast<std::size_t>(centres.rows()));
  for (Eigen::Index i = 0; i < centres.rows(); ++i) {
    float nearest = 2.F;
    for (Eigen::Index j = 0; j < centres.rows(); ++j) {
      const float distance = (centres.row(i) - centres.row(j)).norm();
      if (distance > 0.F) nearest = std::min(nearest, distance);
    }
    reach[static_cast<std::size_t>(i)] = nearest / 2.F;
  }
  return reach;
}

void scatter_uniformly(Matrix& coords, float extent, std::uint64_t seed, std::uint64_t item) {
  Rng rng(seed, "umap random start", item);
  const auto reach = static_cast<double>(extent);
  for (Eigen::Index i = 0; i < coords.rows(); ++i) {
    for (Eigen::Index d = 0; d < coords.cols(); ++d)
      coords(i, d) = static_cast<float>(rng.uniform(-reach, reach));
  }
}

bool smooth_coordinates(const FuzzyGraph& graph, int dims, const Execution& execution, Matrix& coords) {
  if (graph.points() >= kFilterFrom && dims < 8) return filtered_coordinates(graph, dims, execution, coords);
  return spectral_coordinates(graph, dims, coords);
}

// False where a component that is large enough did not converge.
bool components_start(const FuzzyGraph& graph, const Components& components, const StartPoints& points,
                      const UmapOptions& options, const Execution& execution, Matrix& coords) {
  const std::vector<Part> parts = parts_of(graph, components);
  const Matrix centres = component_centres(points, parts, options.dims);
  const std::vector<float> reach = component_reach(centres);
  coords.resize(static_cast<Eigen::Index>(graph.points()), options.dims);
  for (std::size_t c = 0; c < parts.size(); ++c) {
    const auto size = static_cast<Eigen::Index>(parts[c].points.size());
    Matrix local(size, options.dims);
    if (size < std::max(2 * options.dims, options.dims + 2)) {
      scatter_uniformly(local, reach[c], options.seed, c);
    } else {
      if (!smooth_coordinates(parts[c].graph, options.dims, execution, local)) return false;
      local *= reach[c] / local.cwiseAbs().maxCoeff();
    }
    for (Eigen::Index i = 0; i < size; ++i) {
      coords.row(parts[c].points[static_cast<std::size_t>(i)]) =
          local.row(i) + centres.row(static_cast<Eigen::Index>(c));
    }
  }
  return true;
}

bool spectral_start(const FuzzyGraph& graph, const StartPoints& points, const UmapOptions& options,
                    const Execution& execution, Matrix& coords) {
  const Components components = connected_components(graph);
  if (components.count > 1) return components_start(graph, components, points, options, execution, coords);
  return smooth_coordinates(graph, options.dims, execution, coords);
}

// Largest coordinate 10, a little noise, then each axis onto 0 .. 10.
void scale_start(Matrix& coords, bool noise, std::uint64_t seed) {
  const float largest = coords.cwiseAbs().maxCoeff();
  if (largest > 0.F) coords *= kExtent / largest;
  for (Eigen::Index i = 0; noise && i < coords.rows(); ++i) {
    Rng rng(seed, "umap start noise", static_cast<std::uint64_t>(i));
    for (Eigen::Index d = 0; d < coords.cols(); ++d)
      coords(i, d) += static_cast<float>(kNoise * rng.normal());
  }
  for (Eigen::Index d = 0; d < coords.cols(); ++d) {
    const float low = coords.col(d).minCoeff();
    const float range = coords.col(d).maxCoeff() - low;
    for (Eigen::Index i = 0; i < coords.rows(); ++i) {
      coords(i, d) = range > 0.F ? kExtent * ((coords(i, d) - low) / range) : 0.F;
    }
  }
}

Matrix started(const FuzzyGraph& graph, const StartPoints& points, const UmapOptions& options,
               const Execution& execution) {
  const auto count = static_cast<Eigen::Index>(graph.points());
  Matrix coords(count, options.dims);
  Start init = options.init;
  if (init == Start::spectral && !spectral_start(graph, points, options, execution, coords)) {
    execution.progress.note("the spectral start of " + std::to_string(count) +
                            " points did not converge; starting from principal components");
    init = Start::pca;
  }
  if (init == Start::pca)
    coords =
        points.with([&](const MatrixRef& rows) { return Matrix(fit_pca(rows, options.dims).project(rows)); });
  if (init == Start::random) {
    coords.resize(count, options.dims);
    scatter_uniformly(coords, kExtent, options.seed, 0);
  }
  scale_start(coords, init != Start::random, options.seed);
  return coords;
}

}  // namespace

Matrix start_coordinates(const FuzzyGraph& graph, MatrixRef points, const UmapOptions& options,
                         const Execution& execution) {
  return started(graph, {&points, nullptr}, options, execution);
}

Matrix start_coordinates(const FuzzyGraph& graph, const ReadAgain& read, const UmapOptions& options,
                         const Execution& execution) {
  return started(graph, {nullptr, &read}, options, execution);
}

}  // namespace rssviz::embed
