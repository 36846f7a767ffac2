// What UMAP is asked for: names and meaning as in umap-learn (McInnes, Healy, Melville 2018,
// arXiv:1802.03426). A value; every field changes the result. Threads and progress come by Execution and
// never change it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/matrix.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

enum class Start { spectral, pca, random };
std::string_view name_of(Start start);
Start start_named(std::string_view name);  // Error{usage} listing the names

struct UmapOptions {
  int n_neighbors{15};  // the point itself included, as umap-learn counts; >= 2
  double min_dist{.1};  // of neighbours on the map; 0 .. spread
  double spread{1.};    // scale of the map's units; > 0
  int dims{2};          // of the map; 1 .. 8
  Metric metric{Metric::euclidean};
  std::optional<int> epochs{};    // 500 up to 10,000 points, 200 above
  int negative_samples{5};        // for each positive one
  double learning_rate{1.};       // at the first epoch; falls to 0 linearly
  double repulsion{1.};           // weight of negative samples
  double set_op_mix{1.};          // 1 fuzzy union .. 0 fuzzy intersection
  double local_connectivity{1.};  // neighbours taken as fully connected
  Start init{Start::spectral};
  NeighborsMethod neighbors_method{NeighborsMethod::automatic};
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
  int epochs_for(std::size_t points) const;
};

// Throws Error{data} with numbers where `distinct` points (of `rows` input rows) are too few.
void check_enough_points(int n_neighbors, std::size_t distinct, std::size_t rows);

}  // namespace rssviz::embed
