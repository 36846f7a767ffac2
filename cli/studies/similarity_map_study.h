// How alike the states of networks are from step to step, from stage to stage of learning, or from layer to
// layer: linear alignment (CKA, unbiased) of every one with every other, within a network or across two. What
// the figure and film `similarity-map` show.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/matrix.h"

namespace rssviz::cli {

enum class MapBy { step, stage, layer };

struct SimilarityMapOptions {
  MapBy by{MapBy::step};
  int sequences{200};  // of the test split, at most
  int most{40};        // steps or stages, spread over all
  int permutations{99};
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Names of what is compared, and its alignment: NaN where fewer than four sequences are in both.
struct SimilarityMap {
  std::vector<std::string> rows{}, columns{};
  MatrixD cka{};
  double null_high{0};  // the upper end of the middle 95 % of pairs with sequences shuffled
  std::size_t sequences{0};
};

// The sequences that all networks are recorded along. Throws Error{data} where their tasks differ.
std::vector<models::Tokens> sequences_of_all(const std::vector<const NetworkView*>& networks,
                                             const SimilarityMapOptions& options);
// Of a with b, which may be the same; at a stage (-1: the last), which by == stage passes over. Throws
// Error{data} for a network with one layer by layer, one stage by stage, or fewer than four sequences.
SimilarityMap similarity_map(const NetworkView& a, const NetworkView& b, int stage,
                             const std::vector<models::Tokens>& sequences,
                             const SimilarityMapOptions& options, const Execution& execution);

}  // namespace rssviz::cli
