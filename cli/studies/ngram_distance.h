// How near a network comes to n-grams, and to networks without memory of the last symbols (n-NN), while it
// learns: it passes through those of growing order before it goes beyond them (Karpathy, Johnson and Fei-Fei
// 2015, figure 6). Distance: half the sum of both
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
  std::string model{};             // "6-gram", "20-NN"
  int order{0};                    // symbols that it tells apart, the one foretold among them
  bool window{false};              // a network without memory
  std::vector<double> distance{};  // by stage
  double nats{0};                  // its own loss
};

struct NgramDistances {
  std::vector<int> stages{};
  std::vector<double> nats{};           // by stage: the network's loss
  std::vector<NgramDistance> models{};  // n-grams by order, then windows
  std::size_t symbols{0};
};

// Half of KL(p, q) + KL(q, p) of two rows of probabilities.
double symmetric_divergence(const Matrix& p, const Matrix& q, Eigen::Index row);

// Of `options.orders` (empty: 1 to 6, and 9) and `options.windows`. At most `most` stages, evenly spaced, the
// first and the last among them.
NgramDistances study_distances(const NetworkView& view, const ComparisonOptions& options, int most,
                               const Execution& execution);

// stage,model,order,distance,network_nats,model_nats.
formats::Table table_of(const NgramDistances& distances);

}  // namespace rssviz::cli
