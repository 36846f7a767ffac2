// What a fresh probe and the trained output tell of the class, by stage of learning and step: what the figure
// and the film of the decodability surface show.
#pragma once

#include <vector>

#include "cli/compose/class_parts/class_column.h"

namespace rssviz::cli {

struct Told {
  double probe{0}, output{0};  // accuracies; the probe's held out
};
// [stage][step] of one network.
using Surface = std::vector<std::vector<Told>>;

struct Decodability {
  std::vector<Recorded> of{};
  std::vector<int> stages{}, steps{};  // which of them
  std::vector<Surface> surfaces{};     // one a network

  Told mean_at(std::size_t stage, std::size_t step) const;
};

// At up to `most_stages` stages and `most_steps` steps spread over both; one penalty a network, chosen after
// the last stage. Throws Error{data} for networks without an output for each class.
Decodability decodability_of(const FigureRequest& request, int most_stages, int most_steps);
// --most, --folds, --noise.
std::vector<Option> decodability_options();

}  // namespace rssviz::cli
