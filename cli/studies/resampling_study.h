// What a unit is good for: at every step its state is taken from another step with the same symbol, so that
// of what it tells only the symbol is left, and the network reads on. Held against units of the same variance
// and weight in the readout. Networks with a class as target at every step. Pure; the same bytes at any
// number of threads: sequences are run in blocks of a fixed size.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

struct ResamplingOptions {
  std::vector<int> units{};  // of the top layer; empty: the one that tells `property` best
  std::string property{};    // a column; "": the first of the task's role `properties`
  bool hold{false};          // at its mean over all steps, instead of resampled
  int controls{10};          // units for each, matched
  long long steps{20'000};   // of the test sequences, at most
  std::uint64_t seed{1};

  // Throws Error{usage} naming the option, its value and the range.
  void check() const;
};

// Losses by what came next.
struct ResampledUnit {
  int unit{0};
  int control_of{-1};             // -1: it is one of those asked for
  std::vector<double> changes{};  // by group: mean loss less that of the network as it is, in nats a step
  double change{0};               // over all steps
};

struct Resampling {
  const NetworkView* view{nullptr};
  std::vector<std::string> groups{};  // what came next: the class of the target
  std::vector<std::size_t> counts{};  // by group: steps
  std::vector<double> losses{};       // by group: of the network as it is
  std::vector<ResampledUnit> units{};
  std::size_t steps{0};
  std::string told{};  // "cell 17 tells depth best": how the unit was chosen; "" where it was named
};

// Throws Error{data} where targets are no classes, or the network has no units.
Resampling study_resampling(const NetworkView& view, const ResamplingOptions& options,
                            const Execution& execution);

// unit,control_of,next,steps,loss,change.
formats::Table table_of(const Resampling& resampling);

}  // namespace rssviz::cli
