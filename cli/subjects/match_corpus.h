// What patterns are matched in: a text of words (or steps) with the states of one or more layers and what is
// known of each step, from a run, a file of states or a folder of LSTMVis. Values; states are opened when
// they are asked for.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/formats/array.h"
#include "core/parallel.h"
#include "core/row_blocks.h"
#include "models/analysis/matching/on_bits.h"
#include "models/analysis/matching/selection.h"

namespace rssviz::models {
class Task;
struct StateTrace;
}  // namespace rssviz::models

namespace rssviz::cli {

// What is known of each step: classes, numbers, or a few words with weights (predictions).
struct MatchAnnotation {
  enum class Kind { classes, numbers, words };
  std::string name{};
  Kind kind{Kind::classes};
  std::vector<std::int32_t> classes{};  // steps: places in `labels`; -1: none
  std::vector<std::string> labels{};
  std::vector<float> numbers{};                      // steps; NaN: none
  std::optional<std::pair<double, double>> range{};  // of numbers, as the data set gives it
  std::vector<std::int32_t> ids{};                   // steps x k, row-major: places in `labels`; -1: none
  std::size_t k{0};                                  // words a step
  std::vector<float> weights{};                      // steps x k
  bool of_outputs{false};                            // what the network foretells: no truth to be marked
};

// The states of one layer (or gate), steps x units.
struct StateSet {
  std::string name{};   // as --source and --layers call it: "states1", "cell_2"
  std::string about{};  // "layer 1, states": for info and captions
  models::Transform transform{models::Transform::tanh};
  bool positive{false};  // no value below 0 is expected: axes begin there
  std::function<std::unique_ptr<RowBlocks>()> open{};
};

struct MatchCorpus {
  std::string name{};  // of the folder or file
  std::string kind{};  // "run", "states" or "LSTMVis folder"
  std::string about{};
  std::vector<StateSet> sets{};  // the first is the default
  std::vector<std::string> vocabulary{};
  std::vector<std::int32_t> words{};  // steps: places in `vocabulary`; -1: none
  models::SequenceStarts sequences{};
  std::vector<MatchAnnotation> annotations{};
  std::vector<std::string> notes{};             // how something was read that could be read otherwise
  std::vector<std::filesystem::path> inputs{};  // files that were read
  // The same states of the network before training (of runs that learn in their states); else empty.
  std::function<std::unique_ptr<RowBlocks>(const StateSet&)> untrained{};

  std::string word(std::size_t step) const;  // "" where there is none
  // Throw Error{usage} naming what there is.
  const StateSet& set_named(const std::string& wanted) const;
  const MatchAnnotation& annotation_named(const std::string& option, const std::string& wanted) const;
};

// By what `path` is: a folder with lstm.yml, a run, or any file of states that core/formats/array_source.h
// reads. Of a set whose number of steps differs from that of the words: Error{data}. Throws
// Error{no_input} or Error{data} naming file, key and what there is.
MatchCorpus load_match_corpus(const std::string& path, const Execution& execution);
bool is_lstmvis_folder(const std::filesystem::path& path);

// Opens the states of a set; Error{data} where they have another number of steps than the corpus.
std::unique_ptr<RowBlocks> open_states(const MatchCorpus& corpus, const StateSet& set);

// Of one kind each (lstmvis_folder.cc, match_run.cc, match_states.cc).
MatchCorpus load_lstmvis_folder(const std::filesystem::path& folder);
MatchCorpus load_match_run(const std::filesystem::path& folder, const Execution& execution);
MatchCorpus load_match_states(const std::string& source);
struct NetworkView;
// Of a run as figures see it: its recorded states. The view must outlive the corpus.
MatchCorpus match_corpus_of(const NetworkView& view);
// What the outputs say of each step, where the trace has some, behind all other annotations: of outputs that
// compete (a group of the task, or all of them) `prediction` and `p_prediction` (softmax), with a
// class as target at every step `p_target`; of others, and where no task is known, `output_NAME`.
void add_predictions(const models::StateTrace& trace, const models::Task* task, MatchCorpus& corpus);
// What the arrays of a states file say of its steps: words, sequences and columns; all but the states.
void read_step_arrays(const formats::Archive& archive, const std::string& file, std::size_t steps,
                      MatchCorpus& corpus);

}  // namespace rssviz::cli
