// Who figures of geometry are drawn of: states step by step with a class each, from runs or from a file, and
// the options that all of them have.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/studies/run_states.h"
#include "cli/subjects/step_states_file.h"

namespace rssviz::cli {

// Whether the request is of a bare file of states.
bool is_of_file(const FigureRequest& request);
// --class, which a bare file needs: Error{usage} without it. Of a run the task's column otherwise.
std::string class_column(const FigureRequest& request);
// --most and --folds: options that several of these kinds have.
Option most_sequences_option();
Option folds_option();
// How states are sampled: --most, --seed.
models::Sample sample_of(const Settings& settings);

// One network, or the file.
struct Recorded {
  StepStatesFile file{};
  RunStates run{};                   // of a run; `file.states` are its states
  const NetworkView* view{nullptr};  // of a run
};
// All of them, their notes told. `inputs`: whether those of a run are wanted.
std::vector<Recorded> recorded(const FigureRequest& request, bool inputs = false);
// "1,000 sequences of 28 steps, 10 classes, 200 units, 5 networks. ", for captions.
std::string sample_sentence(const models::StepStates& states, std::size_t networks);
std::string sample_sentence(const std::vector<Recorded>& of);
// "Network: ... . " of a run, "" of a file.
std::string network_sentence(const FigureRequest& request);
// Mean, and of several the 95 % interval by Student's t over networks (NaN for one).
struct Pooled {
  double mean{0}, low{0}, high{0};
};
Pooled pooled_over(const std::vector<double>& values);

// Notes of what was read, each once, for stderr.
void tell_notes(const FigureRequest& request, const std::vector<std::string>& notes);
// Notes as sentences for a caption: "" or "... . ".
std::string note_sentences(const std::vector<std::string>& notes);

}  // namespace rssviz::cli
