// Maps of the same points at successive stages of learning, so that points move and don't jump: each stage
// starts from the map of the stage before, is laid out for a few epochs on its own graph, and is turned onto
// the map before by Procrustes. How much of the movement is the layout's own is measured by a null: the same
// stage from the same start with another layout seed. Graphs of all stages are made in parallel; the chain of
// layouts is serial, the nulls are parallel. The same bytes at any number of threads.
#pragma once

#include <span>
#include <vector>

#include "core/parallel.h"
#include "embed/align/procrustes.h"
#include "embed/distinct.h"
#include "embed/umap/options.h"

namespace rssviz::embed {

enum class Direction { forwards, backwards };
// Where the chain begins: at a map of the first stage alone, or at one of the mean of all stages' graphs, so
// that the first map already lies as the later ones will (clusters that form keep their places; nothing has
// to cross the map).
enum class ChainStart { own, common };

struct StagesOptions {
  UmapOptions umap{};               // of the stage that the chain begins with, and of all graphs
  int stage_epochs{100};            // of every further stage
  double stage_learning_rate{.25};  // of every further stage: small, since the map stands already
  // Points move in proportion to how much their edges changed since the stage before (edge_changes), times
  // this; 0 lets all points move freely, as plain UMAP does. Where nothing changed, nothing moves.
  double mobility{1.};
  Direction direction{Direction::forwards};  // backwards begins with the last, trained stage
  ChainStart start{ChainStart::common};
  bool null{true};  // measure the layout's own movement

  void check() const;  // Error{usage}
};

// Of one stage against its neighbour in the chain (none for the stage that the chain begins with: zeros).
struct StageDrift {
  double movement{0.};  // mean, as a share of the map's size, after alignment
  double residual{0.};  // root mean square, same units
  double null_movement{
      0.};  // the same stage from the same start with another seed: mean movement between the two
  double kept_high{1.};  // share of the k nearest states kept between the two stages
  double kept_low{1.};   // share of the k nearest on the map kept between the two stages
};

struct AlignedMaps {
  std::vector<Matrix> coords{};     // one a stage: rows x dims, one row an input row
  DistinctPoints distinct{};        // rows that coincide in every stage
  std::vector<StageDrift> drift{};  // one a stage
  std::vector<double>
      trustworthiness{};  // of each stage's map, over its distinct points and n_neighbors; 0 where too few
  std::vector<double> neighbors_kept{};
};

// stages: each rows x units, row i the same point in all. Error{data} naming the stage for shapes that
// differ, values that are not finite, too few points.
AlignedMaps align_stages(std::span<const Matrix> stages, const StagesOptions& options,
                         const Execution& execution);

}  // namespace rssviz::embed
