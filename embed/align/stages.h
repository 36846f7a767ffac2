// Maps of the same points at successive stages of learning, so that points move and don't jump. Two ways.
// Sequential: each stage starts from the map of the stage before, is laid out for a few epochs on its own
// graph, and is turned onto the map before by Procrustes. Joint, as AlignedUMAP (umap-learn 0.5.3): all
// stages are laid out together, and a point's places in neighbouring stages are tied to each other (ties.h).
// Points may appear and vanish between stages. How much of the movement is the layout's own is measured by a
// null: the same stage from the same start with another layout seed. The same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
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

enum class Alignment { sequential, joint };
std::string_view name_of(Alignment alignment);
Alignment alignment_named(std::string_view name);  // Error{usage} listing the names

struct StagesOptions {
  UmapOptions umap{};  // of all graphs, and of the first layout
  Alignment alignment{Alignment::sequential};
  // Sequential:
  int stage_epochs{100};            // of every further stage
  double stage_learning_rate{.25};  // of every further stage: small, since the map stands already
  // Points move in proportion to how much their edges changed since the stage before (edge_changes), times
  // this; 0 lets all points move freely, as plain UMAP does. Where nothing changed, nothing moves.
  double mobility{1.};
  Direction direction{Direction::forwards};  // backwards begins with the last, trained stage
  ChainStart start{ChainStart::common};
  // Joint, named as by AlignedUMAP:
  int joint_epochs{200};                 // of all stages together
  double alignment_regularisation{.01};  // how strongly places in neighbouring stages are tied
  int alignment_window_size{3};          // how many stages before and after; 1 .. 20

  bool null{true};     // measure the layout's own movement
  bool quality{true};  // measure each stage's trust ...
  bool sample{false};  // ... on quality_sample() points, drawn by seed, instead of all

  void check() const;  // Error{usage}
};

// Of one stage against the one before it in the chain (none for the first: zeros), over the points that both
// have. Movements are means, as shares of the size (root mean square distance from the mean) of the map or,
// for states, of the stage's states.
struct StageDrift {
  double movement{0.};          // on the map, after alignment
  double residual{0.};          // root mean square, after the map before was turned onto this one once more
  double null_movement{0.};     // of the layout alone: see align_stages
  double state_movement{0.};    // of the states
  double moved_together{0.};    // rank correlation, over points, of movement on the map and of the state
  double still_share{0.};       // of points whose states did not change at all (within 1e-6 of their size)
  double still_movement{0.};    // of those, on the map
  double changed_movement{0.};  // of all others, on the map
  double kept_high{1.};         // share of the k nearest states kept between the two stages
  double kept_low{1.};          // share of the k nearest on the map kept between the two stages
};

struct AlignedMaps {
  Alignment alignment{Alignment::sequential};
  std::vector<Matrix> coords{};     // one a stage: rows x dims, one row an input row
  DistinctPoints distinct{};        // identities that coincide wherever they are seen
  std::vector<StageDrift> drift{};  // one a stage
  // Of each stage's map, over its distinct points and n_neighbors; 0 where too few. Empty: not measured.
  std::vector<double> trustworthiness{};
  std::vector<double> neighbors_kept{};
};

// stages: each rows x units. identities: which point each row of each stage is, any numbers; or empty: row i
// is the same point in all. null_movement is the mean distance, sequential: between the stage's map and one
// from the same start with another seed; joint: between the movements of a point under the two seeds.
// Error{data} naming the stage for shapes that differ, an identity that is there twice, values that are not
// finite, too few points.
AlignedMaps align_stages(std::span<const Matrix> stages, const StagesOptions& options,
                         const Execution& execution,
                         std::span<const std::vector<std::int32_t>> identities = {});

}  // namespace rssviz::embed
