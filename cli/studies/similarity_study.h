// How alike the states of several networks over the same points are: in geometry (linear alignment with an
// unbiased estimate, Procrustes distance) and in dynamics (eigenvalues of linear maps fitted to the steps),
// each with what chance gives. What the figure `similarity` shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/studies/shared_causes.h"
#include "cli/subjects/compared_subjects.h"
#include "core/matrix.h"
#include "core/parallel.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {

struct SimilarityOptions {
  int permutations{99};  // of the sequences, for the null of alignment and Procrustes; halves, of dynamics
  std::uint64_t seed{1};
  bool unit_scaled{false};  // every unit to standard deviation 1
  SharedCauses without{};   // regressed out of the states before alignment and Procrustes, not of dynamics
  int most_rank{8};         // components and delays of the dynamics are chosen up to these
  int most_delays{3};
};

enum class Similarity { cka, procrustes, dynamics };
inline constexpr Similarity kSimilarities[] = {Similarity::cka, Similarity::procrustes, Similarity::dynamics};
std::string name_of(Similarity measure);  // "cka", "procrustes", "dynamics"

struct PairSimilarity {
  std::size_t a{0}, b{0};
  Similarity measure{};
  double value{0};
  double null_low{0}, null_high{0};  // middle 95 % of what chance gives; NaN where it can't be had
};

struct SimilarityStudy {
  std::vector<PairSimilarity> pairs{};  // by measure, then by a < b
  bool dynamics{false};                 // whether there are sequences with steps to fit maps to
  bool driven{false};                   // whether inputs were part of the fit
  int rank{0}, delays{0};
  double unexplained{0};     // of the next state, on held-out sequences, mean over networks
  std::vector<int> order{};  // of the networks, alike ones side by side

  double value(Similarity measure, std::size_t a, std::size_t b) const;
};

// Nulls. Of alignment and Procrustes: the sequences of b in random order (unbiased alignment is then 0 on
// average), over the leading components of 99.9 % of variance, 40 at most. Of dynamics: the distance of maps
// fitted to random halves of the sequences of a (or of b), which is what sampling alone gives. Throws
// Error{data} naming the two whose numbers of points, sequences or steps differ.
SimilarityStudy study_similarity(const std::vector<ComparedSubject>& subjects,
                                 const SimilarityOptions& options, const Execution& execution);

// How much more alike networks of one group are than those of two.
struct GroupContrast {
  std::vector<double> within{};   // by network: mean over others of its group; NaN for a group of one
  std::vector<double> between{};  // over networks of other groups; NaN where there is one group
  double difference{0};           // mean over pairs within groups less mean over pairs between them
  models::Interval interval{};    // 95 %, of networks drawn again; NaN where no group has two
  double p{1};  // share of deals of the groups to the networks, the one found among them, that differ as much
};
// Pairs share networks: an interval from pairs would be too narrow. So networks are drawn again within their
// groups (1,999 draws, the middle 95 %), and a network is never paired with itself. 999 deals. Streams (seed,
// "networks drawn" or "groups dealt", measure).
GroupContrast group_contrast(const SimilarityStudy& study, Similarity measure,
                             const std::vector<std::string>& groups, const SimilarityOptions& options);

}  // namespace rssviz::cli
