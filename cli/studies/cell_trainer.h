// One cell of a comparison: a network of some kind trained on the corpus of some objects and seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/studies/network_measures.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct Cell {
  std::string network{};
  int objects{4};
  std::uint64_t seed{1};

  std::string name() const { return network + "-n" + std::to_string(objects) + "-s" + std::to_string(seed); }
};

// What a cell came to. NaN: doesn't apply.
struct CellResult {
  double valid_error{std::nan("")};
  double exact_error{std::nan("")};
  double rmse{std::nan("")};
  double rmse_floor{std::nan("")};
  double train_exact_error{std::nan("")};
  long long parameters{0};  // trained ones
  int epochs{0};
  double training_seconds{0};                      // wall time; kept apart: not reproducible
  std::map<std::string, MeasuredRows> measures{};  // by the name of the measure; none of a bag of words
};

// The networks that may be compared, by the names of --networks.
const std::vector<std::string>& compared_networks();

// What --measures asks for, but for `time`. Throws Error{usage} naming a measure that there isn't.
std::vector<std::string> asked_measures(const Settings& settings);

CellResult train_cell(const Settings& settings, const Cell& cell, const Execution& execution);

// Processor seconds of training alone, the median of five times: an ESN from drawing the reservoir to its
// readout, an LSTM of all its epochs (to its plateau: with the validation loss that ends it), on one thread;
// no sentence but the training sentences is read. Whoever calls it does nothing else meanwhile. Not
// reproducible. NaN for a bag of words.
double seconds_alone(const Settings& settings, const Cell& cell, Progress& progress);

}  // namespace rssviz::cli
