// How near a network comes to n-grams while it learns: it passes through those of growing order before it
// goes beyond them (Karpathy, Johnson and Fei-Fei 2015, figure 6). Distance: half the sum of both
// Kullback-Leibler divergences, in nats, the mean over symbols. Pure; the same bytes at any number of
// threads.
#pragma once

#include <string>
#include <vector>

#include "cli/studies/ngram_comparison.h"
#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

struct NgramDistance {
  int order{0};
  std::vector<double> distance{};  // by stage
  double nats{0};                  // the n-gram's own loss
};

struct NgramDistances {
  std::vector<int> stages{};
  std::vector<double> nats{};  // by stage: the network's loss
  std::vector<NgramDistance> orders{};
  std::size_t symbols{0};
};

// Half of KL(p, q) + KL(q, p) of two rows of probabilities.
double symmetric_divergence(const Matrix& p, const Matrix& q, Eigen::Index row);

// At most `most` stages, evenly spaced, the first and the last among them.
NgramDistances study_distances(const NetworkView& view, const ComparisonOptions& options, int most,
                               const Execution& execution);

// stage,order,distance,network_nats,ngram_nats.
formats::Table table_of(const NgramDistances& distances);

}  // namespace rssviz::cli
