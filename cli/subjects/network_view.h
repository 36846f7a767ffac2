// What figures and films are made from: one network with its recorded states, its map and its history, as
// plain values. A figure shows columns and groups of outputs; it does not know which task named them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/parallel.h"
#include "embed/align/stages.h"
#include "embed/embedding.h"
#include "models/cells/network.h"
#include "models/data/array_task.h"
#include "models/data/corpus.h"
#include "models/data/state_trace.h"
#include "models/training/metrics.h"

namespace rssviz::cli {

// Outputs that answer one question about one object ("colour of object 2"): one panel of curves.
struct OutputGroup {
  std::string question{};             // "colour"
  int object{0};                      // 0 or 1
  std::vector<int> outputs{};         // columns of the outputs
  std::vector<std::string> labels{};  // one an output
  double threshold{0};                // probability below which no claim is made: 1.3 / size
};

// What texts call the sequences of a task and their steps.
struct Wording {
  std::string sequence{"sentence"};
  std::string sequences{"sentences"};
  std::string step{"word"};
  std::string steps{"words"};
};

// The column that colours points where a figure isn't about another one.
struct ColorColumn {
  std::string name{};
  std::string title{};  // "": the name
  std::string none{};   // what class -1 is called
};

// What a task tells about its outputs. Functions are pure and may be called from any thread.
struct TaskView {
  std::string description{};  // "cross-situational task with 4 objects"
  std::vector<OutputGroup> groups{};
  bool softmax{false};  // outputs of classes at every step are logits
  std::string loss{};   // of a target at every step: "rmse", "nrmse" or "class"
  Wording wording{};
  ColorColumn color{};
  // Where each token stands, of tasks whose tokens are the steps of sequences, with a target for each in
  // columns target_NAME or target; null where tokens are words and the target follows the last.
  std::shared_ptr<const models::StepPlaces> places{};
  bool every_step() const { return places != nullptr; }
  // The columns that judge outputs (points x outputs, row by row as in the trace).
  std::function<std::vector<models::IntColumn>(const models::StateTrace&, MatrixRef)> judge{};
  // Adds what the words, and the outputs where there are some, tell about each point.
  std::function<void(models::StateTrace&)> annotate{};
  // Tokens of a sentence in words; Error{data} naming an unknown word.
  std::function<models::Tokens(const std::string&)> parse{};
  // And back, for captions: without BEGIN and END.
  std::function<std::string(const models::Tokens&)> text{};
};

struct NetworkView {
  std::string id{};           // "esn": part of file names
  std::string name{};         // "ESN": titles
  std::string cell{};         // "esn", "lstm", "gru", "rnn"
  std::string description{};  // "echo state network, 1,000 units, ..., seed 1", for captions
  std::string states_name{};  // "reservoir states", "cell states"
  std::string sample{};       // "200 test sentences (60 with one object, 140 with two)"
  std::string training{};     // "trained on 1,000 sentences ..."
  // The readout was trained on the output after every word; else only after END.
  bool trained_at_every_word{false};
  std::uint64_t seed{1};
  double leak_rate{1};  // of an ESN; 1 elsewhere
  TaskView task{};
  std::shared_ptr<const models::Corpus> corpus{};
  std::vector<models::Tokens> sentences{};  // of the trace
  models::StateTrace trace{};
  embed::Embedding embedding{};
  // Where the zero state before the first word lies on the map, where it was recorded; trace and map are
  // without it.
  std::optional<std::pair<double, double>> zero_state{};
  models::StateTrace stage_trace{};  // of the aligned maps: columns, and the states of the last stage
  embed::AlignedMaps aligned{};      // one map a stage
  std::vector<models::StageMetrics> metrics{};
  int stages{0};
  // Seconds of training until each stage; NaN where it wasn't measured. Not reproducible.
  std::vector<double> stage_seconds{};
  std::vector<std::string> stage_names{};                             // "epoch 3", "120 sentences"
  std::function<std::unique_ptr<models::Network>(int)> network_at{};  // -1: the last stage
  // A trace ("": the default) of such a network along sentences, or steps in their place; annotated.
  std::function<models::StateTrace(const models::Network&, const std::vector<models::Tokens>&,
                                   const std::string& what, const Execution&)>
      record{};
  // What maps are held against, over the sentences of the trace: leaky traces of the inputs alone, and the
  // last stage with its inputs in another order.
  std::function<models::StateTrace(const Execution&)> input_trace{};
  std::function<models::StateTrace(const Execution&)> shuffled{};
  // The same network drawn and trained again from another seed (a reservoir is only drawn: its readout isn't
  // its state).
  std::function<std::unique_ptr<models::Network>(std::uint64_t, const Execution&)> retrained{};
};

}  // namespace rssviz::cli
