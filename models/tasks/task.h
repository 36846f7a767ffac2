// A task: what the inputs of networks mean, what is wanted of the outputs, and what both tell about each
// state, as named columns. The seam between tasks and everything that trains, records, measures and draws: a
// new task is a folder here and one row of the catalogue. Only a task spells its columns' names; whoever
// shows them asks for roles. Immutable; all functions may be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/json.h"
#include "core/parallel.h"
#include "models/data/array_task.h"
#include "models/data/corpus.h"
#include "models/data/state_trace.h"
#include "models/recording/record.h"
#include "models/training/lesson.h"
#include "models/training/run.h"

namespace rssviz::models {

// What texts call the sequences of a task and their steps.
struct Wording {
  std::string sequence{"sentence"};
  std::string sequences{"sentences"};
  std::string step{"word"};
  std::string steps{"words"};
  std::string last{"END"};           // the last step, where a target follows it
  std::string simple{"one object"};  // sequences without, and with, the role `compound`
  std::string compound{"two objects"};
};

// Outputs that answer one question about one slot ("colour of object 2"): one panel of curves.
struct OutputGroup {
  std::string question{};             // "colour"
  int slot{0};                        // which of several things of a kind, counted from 0
  std::vector<int> outputs{};         // columns of the outputs
  std::vector<std::string> labels{};  // one an output
  double threshold{0};                // probability below which no claim is made: 1.3 / size
  std::string heard{};                // column of the right answer so far; "": there is none
  std::string stated{};               // column of that of the whole sequence
};

// A number by which stages are judged, as metrics.csv names it.
struct Measure {
  std::string key{};   // "exact_error": the column
  std::string name{};  // "not exact": legends
  bool logarithmic{false};
  std::vector<Split> splits{};  // on which it is shown, the most telling first
};

// How outputs are judged, in order: the first is right.
struct Verdicts {
  std::vector<std::string> labels{};  // "exact", "valid, not exact", "not valid"
};

// The column that colours points where a figure isn't about another one.
struct ColorColumn {
  std::string name{};
  std::string title{};  // "": the name
  std::string none{};   // what class -1 is called
};

// Which sequences are recorded: a split ("test", "train", "validation", "all"), so many of it drawn by seed
// (0: all).
struct Sample {
  std::string which{"test"};
  long long count{0};
  std::uint64_t seed{1};
};

// Roles, which figures ask for instead of a task's columns; of classes unless said otherwise:
//   part          which part of its sequence a step belongs to
//   ends          1 at the last step of a sequence
//   compound      1 in sequences of several parts
//   judged        verdict of the outputs against the whole sequence, a column a slot
//   judged_so_far the same against what was given until then
//   outer, inner  two classes, one nested in the other
//   class         what colours points by default
inline constexpr const char* kRoles[] = {"part",          "ends",  "compound", "judged",
                                         "judged_so_far", "outer", "inner",    "class"};

class Task {
 public:
  virtual ~Task() = default;
  virtual std::string name() const = 0;         // as the catalogue names it: "csl"
  virtual std::string description() const = 0;  // "cross-situational task with 4 objects"
  virtual Wording wording() const { return {}; }
  // Vocabulary, sequences, output names; of a target at every step without targets and splits.
  virtual std::shared_ptr<const Corpus> corpus() const = 0;
  // Where each token stands, of tasks whose tokens are the steps of sequences with a target for each; null
  // where tokens are words and the target follows the last.
  virtual std::shared_ptr<const StepPlaces> places() const { return nullptr; }
  // Whether there is a target at every step; without places() tokens are words all the same (of a text).
  virtual bool every_step() const { return places() != nullptr; }
  // Whether the target of a step is a class: columns `target`, else target_NAME for each output.
  virtual bool classes() const { return false; }
  virtual const std::vector<OutputGroup>& groups() const;
  virtual std::vector<Measure> measures() const = 0;
  virtual Verdicts verdicts() const { return {}; }
  virtual ColorColumn color() const { return {}; }
  // The columns of a role; empty where the task has none.
  virtual std::vector<std::string> role(std::string_view name) const;
  // What a column is called in titles and captions: "first object named".
  virtual std::string title_of(std::string_view column) const { return std::string(column); }

  // Tokens of a sequence in words; Error{data} naming an unknown word, Error{usage} where it names no steps.
  virtual Tokens parse(const std::string& text) const = 0;
  // And back, for captions.
  virtual std::string text(const Tokens& tokens) const = 0;
  // Adds what the tokens, and the outputs where there are some, tell about each point.
  virtual void annotate(StateTrace& trace) const = 0;
  // The columns that judge outputs (points x outputs, row by row as in the trace); none without verdicts.
  virtual std::vector<IntColumn> judge(const StateTrace&, MatrixRef) const { return {}; }

  // The network of a stage over this task's tokens; -1: the last.
  virtual std::unique_ptr<Network> network(const Run& run, int stage) const = 0;
  // The sequences of a sample. Throws Error{usage} naming the splits there are.
  virtual std::vector<Tokens> sequences(const Sample& sample) const = 0;
  // A trace ("": the default) of a network along sequences, or steps in their place; annotated.
  virtual StateTrace record(const Network& network, const std::vector<Tokens>& sequences,
                            const RecordOptions& options, const Execution& execution) const = 0;
  // What maps are held against: leaky traces of the inputs alone, and a stage with its inputs in another
  // order.
  virtual StateTrace input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const = 0;
  virtual StateTrace shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                              std::uint64_t seed, const Execution& execution) const = 0;
  // "200 test sentences (60 with one object, 140 with two)": the sample behind a trace. `which`: its split.
  virtual std::string sample_text(const StateTrace& trace, const std::string& which) const = 0;

  // The token that stands for a step without input (a row of zeros); -1 where there is none.
  virtual std::int32_t blank_token() const { return -1; }
  // What the tokens give to a network: tokens x inputs, of words their one-hot vectors.
  virtual Matrix inputs_of(const Tokens& tokens) const;

  virtual Lesson lesson() const = 0;
  virtual std::uint64_t seed() const { return 1; }  // of corpus and targets
  // Lines of a run's card: task, inputs, targets, splits.
  virtual std::vector<Fact> facts() const = 0;
  // task.json and what else the run keeps of it.
  virtual void save(const std::filesystem::path& folder) const = 0;
  // Files of a run's folder, beside task.json, that hold what the task is.
  virtual std::vector<std::string> files() const { return {}; }
};

// The sequences of a trace, from its tokens; zero states are passed over.
std::vector<Tokens> sequences_behind(const StateTrace& trace);

}  // namespace rssviz::models
