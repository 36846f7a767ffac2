// The third step of UMAP: where the points stand before the layout. Spectral (eigenvectors of the normalised
// Laplacian; components of a disconnected graph placed by their centroids), PCA, or random. All are scaled as
// umap-learn does: largest coordinate 10, small noise keyed by (seed, point), then each axis onto 0 .. 10.
// Deterministic; one thread.
#pragma once

#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/options.h"

namespace rssviz::embed {

// points: points x units, the data behind the graph. Returns points x dims. A spectral start that doesn't
// converge becomes a PCA start and is noted.
Matrix start_coordinates(const FuzzyGraph& graph, MatrixRef points, const UmapOptions& options,
                         const Execution& execution);

// Eigenvectors of the normalised Laplacian next to the trivial one: points x dims; for a connected graph.
// False where the solver did not converge.
bool spectral_coordinates(const FuzzyGraph& graph, int dims, Matrix& coords);

// About the same for large graphs, by subspace iteration with a Chebyshev filter (Zhou et al. 2006, doi
// 10.1016/j.jcp.2006.03.017): memory for 32 floats a point instead of a Krylov basis, and parallel; smooth
// coordinates rather than converged eigenvectors.
bool filtered_coordinates(const FuzzyGraph& graph, int dims, const Execution& execution, Matrix& coords);

}  // namespace rssviz::embed
