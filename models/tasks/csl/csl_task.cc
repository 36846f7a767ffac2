#include "models/tasks/csl/csl_task.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/number_text.h"
#include "models/baselines/input_trace.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/tasks/csl/csl_record.h"
#include "models/tasks/split_sequences.h"

namespace rssviz::models {
namespace {

constexpr double kTraceLeak = 0.05;  // slow enough to hold a whole sentence: the trace that explains most

std::vector<OutputGroup> groups_of(const CrossSituationalTask& task) {
  const std::array<const char*, 3> questions{"object", "position", "colour"};
  std::vector<OutputGroup> groups;
  int output = 0;
  for (int slot = 0; slot < 2; ++slot)
    for (std::size_t attribute = 0; attribute < questions.size(); ++attribute) {
      OutputGroup group;
      group.question = questions[attribute];
      group.slot = slot;
      group.labels = attribute_labels(task, static_cast<int>(attribute));
      const int size = task.group_sizes()[attribute];
      for (int i = 0; i < size; ++i) group.outputs.push_back(output++);
      group.threshold = 1.3 / size;
      group.heard = "heard_" + group.question + "_" + std::to_string(slot + 1);
      group.stated = "stated_" + group.question + "_" + std::to_string(slot + 1);
      groups.push_back(std::move(group));
    }
  return groups;
}

CslSpec checked(const CslSpec& spec) {
  spec.check();
  return spec;
}

}  // namespace

CslTask::CslTask(const CslSpec& spec, std::uint64_t seed)
    : task_(std::make_shared<const CrossSituationalTask>(checked(spec))),
      corpus_(std::make_shared<const Corpus>(make_corpus(*task_, seed))),
      groups_(groups_of(*task_)),
      seed_(seed) {}

std::shared_ptr<const CslTask> make_csl_task(int objects, std::uint64_t seed) {
  CslSpec spec;
  spec.n_objects = objects;
  return std::make_shared<const CslTask>(spec, seed);
}

std::string CslTask::description() const {
  return "cross-situational task with " + std::to_string(task_->n_objects()) + " objects";
}

std::vector<Measure> CslTask::measures() const {
  return {{"exact_error", "not exact", false, {Split::validation, Split::test, Split::train}},
          {"valid_error", "not valid", false, {Split::validation, Split::test, Split::train}}};
}

Verdicts CslTask::verdicts() const { return {{"exact", "valid, not exact", "not valid"}}; }

ColorColumn CslTask::color() const { return {"heard_object_1", "first object named", "none yet"}; }

std::vector<std::string> CslTask::role(std::string_view name) const {
  if (name == "part") return {"clause"};
  if (name == "ends") return {"is_final"};
  if (name == "compound") return {"two_objects"};
  if (name == "judged") return {"sentence_error_1", "sentence_error_2"};
  if (name == "judged_so_far") return {"heard_error_1", "heard_error_2"};
  if (name == "outer") return {"heard_object_1"};
  if (name == "inner") return {"heard_object_2"};
  return Task::role(name);
}

std::string CslTask::title_of(std::string_view column) const {
  for (const OutputGroup& group : groups_)
    for (const bool heard : {true, false})
      if (column == (heard ? group.heard : group.stated))
        return (group.slot == 0 ? "first " : "second ") + group.question + (heard ? " named" : " stated");
  return Task::title_of(column);
}

std::string CslTask::text(const Tokens& tokens) const {
  std::string text;
  for (const std::int32_t token : tokens) {
    const std::string& word = corpus_->vocabulary[static_cast<std::size_t>(token)];
    if (word != "BEGIN" && word != "END") text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

void CslTask::annotate(StateTrace& trace) const {
  annotate_words(*task_, trace);
  if (trace.outputs.cols() > 0) annotate_outputs(*task_, trace);
}

std::vector<IntColumn> CslTask::judge(const StateTrace& trace, MatrixRef outputs) const {
  return output_columns(*task_, trace, outputs);
}

std::unique_ptr<Network> CslTask::network(const Run& run, int stage) const { return run.network_at(stage); }

std::vector<Tokens> CslTask::sequences(const Sample& sample) const {
  return sequences_of_split(*corpus_, sample, false);
}

StateTrace CslTask::record(const Network& network, const std::vector<Tokens>& sequences,
                           const RecordOptions& options, const Execution& execution) const {
  StateTrace trace =
      record_states(network, sequences, corpus_->vocabulary, corpus_->output_names, options, execution);
  annotate(trace);
  return trace;
}

StateTrace CslTask::input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const {
  return record(*make_input_trace(static_cast<int>(corpus_->vocabulary.size()), kTraceLeak), sequences, {},
                execution);
}

StateTrace CslTask::shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                             std::uint64_t seed, const Execution& execution) const {
  return record(*run.network_at(-1), shuffled_words(sequences, seed), {what}, execution);
}

std::string CslTask::sample_text(const StateTrace& trace, const std::string& which) const {
  const IntColumn* const two = trace.integer("two_objects");
  const IntColumn* const final = trace.integer("is_final");
  if (two == nullptr || final == nullptr) return "";
  int with_two = 0, all = 0;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (final->values[i] == 1) {
      ++all;
      with_two += two->values[i];
    }
  const std::string source = which == "train"                           ? "training"
                             : which == "test" || which == "validation" ? which
                                                                        : "given";
  return std::to_string(all) + " " + source + (all == 1 ? " sentence (" : " sentences (") +
         std::to_string(all - with_two) + " with one object, " + std::to_string(with_two) + " with two)";
}

Lesson CslTask::lesson() const {
  Lesson lesson;
  lesson.corpus = corpus_;
  lesson.judge = csl_judge(*task_, *corpus_);
  return lesson;
}

void CslTask::save(const std::filesystem::path& folder) const {
  formats::write_json(folder / "task.json", task_record(*task_, *corpus_, seed_));
}

std::vector<Fact> CslTask::facts() const {
  std::vector<Fact> card;
  const CslSpec& spec = task_->spec();
  const auto set = [](int one, int two) {
    return with_commas(one) + " of one object and " + with_commas(two) + " of two";
  };
  card.push_back({"task",
                  "cross-situational, " + std::to_string(spec.n_objects) + " objects, " +
                      std::to_string(task_->vocabulary().size()) + " words, " +
                      std::to_string(task_->n_outputs()) + " outputs",
                  ""});
  card.push_back({"input", "one word a step, one-hot, from BEGIN to END", ""});
  card.push_back({"first state", "0 before each sentence", ""});
  card.push_back({"washout", "none: all steps count", ""});
  card.push_back({"target",
                  "1 for what the teacher shows, 0 elsewhere; what the sentence leaves open is drawn once a "
                  "sentence; without a second clause the second object is absent with probability 1/2",
                  ""});
  card.push_back({"decoding",
                  "softmax within each group of z outputs; the largest is claimed, none below 1.3 / z",
                  "softmax within each group of $z$ outputs; the largest is claimed, none below $1.3 / z$"});
  card.push_back({"not valid", "share of sentences of which something stated is not claimed", ""});
  card.push_back({"not exact", "or something is claimed that is left open", ""});
  card.push_back({"training sentences", set(spec.train_one, spec.train_two) + ", in this order", ""});
  card.push_back({"validation sentences", set(spec.validation_one, spec.validation_two), ""});
  card.push_back({"test sentences", set(spec.test_one, spec.test_two), ""});
  card.push_back({"seed of corpus and teachers", std::to_string(seed_), ""});
  for (const std::string& note : corpus_->notes) card.push_back({"note", note, ""});
  return card;
}

}  // namespace rssviz::models
