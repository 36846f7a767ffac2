// Where the class is, step by step, and where the readout finds it: accuracies of fresh probes and of the
// trained output at every step, beside what the inputs alone, an untrained network and the network run on
// without input give. After Horoi, Lajoie and Wolf 2020 (arXiv 2001.03255); the measures are this program's.
// What the figure `readout-gap` shows.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "cli/subjects/step_states_file.h"
#include "core/formats/csv.h"
#include "models/analysis/geometry/step_probes.h"

namespace rssviz::cli {

struct ReadoutGapOptions {
  int sequences{1000};  // of a run, at most
  int folds{5};
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// One accuracy a step; steps at which it wasn't measured have tested = 0.
struct GapCurve {
  std::string name{};  // probe, output, logits_probe, refitted, run_on, untrained, permuted,
                       // current_input, inputs_so_far
  double noise{0};     // sd added, as a share of the root mean square of what is read
  std::vector<models::Accuracy> at{};
};

// Of one network or file.
struct GapOfOne {
  std::string id{};  // of the network; "" of a file
  std::vector<std::int32_t> steps{};
  std::vector<GapCurve> curves{};
  double chance{0};
  int trained_step{0};  // the last: where the output was trained
  std::size_t sequences{0};
  int units{0};
  int classes{0};
  double penalty{0};                   // of the probes of states
  double radius{0};                    // of the untrained network, as the trained one's; 0: as drawn
  std::vector<std::string> notes{};    // of what was read
  std::vector<std::string> missing{};  // curves that couldn't be drawn, with the reason
};

GapOfOne study_readout_gap(const StepStatesFile& file, const ReadoutGapOptions& options,
                           const Execution& execution);
// `column`: of classes of the task's states.
GapOfOne study_readout_gap(const NetworkView& view, const std::string& column,
                           const ReadoutGapOptions& options, const Execution& execution);

// A curve over networks: of one the share with Wilson's interval over sequences, of several (seeds) the mean
// with Student's t interval over networks.
struct GapLine {
  std::string name{};
  double noise{0};
  std::vector<std::int32_t> steps{};
  std::vector<double> accuracy{}, low{}, high{};
};
struct ReadoutGap {
  std::vector<GapLine> lines{};
  std::vector<GapOfOne> of{};
  double chance{0};

  const GapLine* line(const std::string& name, double noise = 0) const;
};
// Throws Error{data} where the networks have other steps.
ReadoutGap pooled(std::vector<GapOfOne> of);

// step,curve,accuracy,low,high,chance,noise.
formats::Table table_of(const ReadoutGap& gap);

}  // namespace rssviz::cli
