// A family of tests where any may hold: units scanned for the best, several distances, several columns. What
// is held against the largest statistic is the largest statistic of each permutation, made by the same
// permutation for all members, so that members which go together cost nothing (Westfall and Young 1993).
// Pure functions; the same bytes at any number of threads, since draw k has the stream (seed, stage, k) of
// its own. Values are finite; Error{data} says which isn't.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/statistics/permutation.h"

namespace rssviz::models {

struct FamilyTest {
  std::vector<double> statistic{};  // by member
  std::vector<double> p{};          // by member, alone
  std::vector<double> corrected{};  // by member: the share of draws in which any member is as far out
  double threshold{};               // 1 - level quantile of the largest statistics; absolute for both tails
  std::uint64_t draws{};
  bool exact{};
};

// observed: one a member. draws: draws x members, the same statistics under permutations. Members must be on
// one scale: ranks, AUROC, t, not raw differences. Tail::both takes absolute values: centre them at 0 first.
// `exact`: the draws are all permutations, the data among them; else the data count as one more.
FamilyTest maximum_statistic(std::span<const double> observed, const MatrixDRef& draws, Tail tail,
                             bool exact = false, double level = 0.05);

// Statistics of all members for one order of the rows, written to the span; called from several threads.
using FamilyStatistic = std::function<void(std::span<const std::size_t> order, std::span<double> members)>;
// draws x members: the statistics under random orders of the rows, drawn as `permuted` draws them.
MatrixD permuted_family(std::size_t rows, std::size_t members, const FamilyStatistic& statistic,
                        const Resampling& resampling, const Execution& execution);

// differences: seeds x members, paired by seed. The signs of a seed are turned over for all members at once.
// Statistic: t of each member's mean; infinite where nothing varies.
FamilyTest paired_family(const MatrixDRef& differences, Tail tail, const PermutationOptions& options,
                         const Execution& execution, double level = 0.05);

}  // namespace rssviz::models
