// What figures and films are made from: one network with its recorded states, its map and its history, as
// plain values. A figure shows roles, columns and groups of outputs; it does not know which task named them,
// nor which kind of network it is.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/subjects/subject.h"
#include "core/parallel.h"
#include "embed/align/stages.h"
#include "embed/embedding.h"
#include "models/cells/network.h"
#include "models/data/state_trace.h"
#include "models/tasks/task.h"
#include "models/training/metrics.h"
#include "models/training/run.h"

namespace rssviz::cli {

using models::OutputGroup;

struct NetworkView {
  std::string id{};           // "esn": part of file names
  std::string name{};         // "ESN": titles
  std::string cell{};         // "esn", "lstm", "gru", "rnn": what files call it
  std::string description{};  // "echo state network, 1,000 units, ..., seed 1", for captions
  std::string states_name{};  // "reservoir states", "cell states"
  std::string sample{};       // "200 test sentences (60 with one object, 140 with two)"
  std::string training{};     // "trained on 1,000 sentences ..."
  // The readout was trained on the output after every word; else only after END.
  bool trained_at_every_word{false};
  bool states_stay{false};       // while it learns: only the readout changes from stage to stage
  bool counted_by_epochs{true};  // stages; else by the sequences (or steps) seen
  bool softmax{false};           // outputs of classes at every step are logits
  std::uint64_t seed{1};
  double leak_rate{1};  // of an ESN; 1 elsewhere
  std::shared_ptr<const models::Run> run{};
  std::shared_ptr<const models::Task> task{};
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
  std::vector<std::string> stage_names{};  // "epoch 3", "120 sentences"

  // Which networks were handed out, as Reads of subject.h: what a kind's .reads is held against.
  std::shared_ptr<std::atomic<unsigned>> handed_out{std::make_shared<std::atomic<unsigned>>(0)};
  std::unique_ptr<models::Network> network_at(int stage) const {
    *handed_out |= stage < 0 || stage == stages - 1 ? kReadsNetwork : kReadsStages;
    return task->network(*run, stage);
  }
  // A trace ("": the default) of such a network along sentences, or steps in their place; annotated.
  models::StateTrace record(const models::Network& network, const std::vector<models::Tokens>& sequences,
                            const std::string& what, const Execution& execution) const {
    return task->record(network, sequences, {what, false}, execution);
  }
  // What maps are held against, over the sentences of the trace: leaky traces of the inputs alone, and the
  // last stage with its inputs in another order.
  models::StateTrace input_trace(const Execution& execution) const {
    return task->input_trace(sentences, execution);
  }
  models::StateTrace shuffled(const Execution& execution) const {
    *handed_out |= kReadsNetwork;
    return task->shuffled(*run, sentences, trace.what, seed, execution);
  }
  // The same network drawn and trained again from another seed (a reservoir is only drawn: its readout isn't
  // its state). Throws Error{data} where the weights were imported.
  std::function<std::unique_ptr<models::Network>(std::uint64_t, const Execution&)> retrained{};
};

}  // namespace rssviz::cli
