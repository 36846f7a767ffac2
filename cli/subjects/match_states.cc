// States of a file, or of a run, with what stands beside them, as a corpus to match in.
#include <algorithm>
#include <cmath>
#include <map>

#include "cli/subjects/match_corpus.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npy_rows.h"
#include "core/formats/npz.h"
#include "core/text.h"
#include "models/tasks/task.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::int32_t kMostClasses = 64;  // of columns of whole numbers

// A matrix in memory that its opener shares.
class SharedRows final : public RowBlocks {
 public:
  explicit SharedRows(std::shared_ptr<const Matrix> matrix) : matrix_(std::move(matrix)) {}
  Eigen::Index rows() const override { return matrix_->rows(); }
  Eigen::Index cols() const override { return matrix_->cols(); }
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix&) const override {
    return matrix_->middleRows(first, count);
  }

 private:
  std::shared_ptr<const Matrix> matrix_;
};

std::function<std::unique_ptr<RowBlocks>()> opener_of(Matrix matrix) {
  auto shared = std::make_shared<const Matrix>(std::move(matrix));
  return [shared] { return std::make_unique<SharedRows>(shared); };
}

// Cell states have no bounds and go through tanh; what has bounds already doesn't.
models::Transform usual_transform(const std::string& trace) {
  return trace.starts_with("cell") ? models::Transform::tanh : models::Transform::none;
}

// Rows of a sequence stand together; where the number changes another begins.
models::SequenceStarts starts_of(const std::vector<std::int32_t>& sequence) {
  models::SequenceStarts starts{{}, sequence.size()};
  for (std::size_t t = 0; t < sequence.size(); ++t)
    if (t == 0 || sequence[t] != sequence[t - 1]) starts.starts.push_back(t);
  return starts;
}

bool is_column(const std::string& name, const formats::Array& array, std::size_t steps) {
  const bool own =
      std::find(models::kOwnNames.begin(), models::kOwnNames.end(), name) != models::kOwnNames.end();
  return !own && !name.starts_with('@') && !name.ends_with("_labels") && array.shape.size() == 1 &&
         array.shape[0] == steps;
}

MatchAnnotation classes_of(const std::string& name, const std::vector<std::string>& texts) {
  MatchAnnotation annotation{.name = name};
  annotation.labels = texts;
  std::sort(annotation.labels.begin(), annotation.labels.end());
  annotation.labels.erase(std::unique(annotation.labels.begin(), annotation.labels.end()),
                          annotation.labels.end());
  for (const std::string& text : texts)
    annotation.classes.push_back(
        static_cast<std::int32_t>(std::lower_bound(annotation.labels.begin(), annotation.labels.end(), text) -
                                  annotation.labels.begin()));
  return annotation;
}

// Whole numbers from 0 on, few of them, are classes; others are numbers.
MatchAnnotation integers_of(const std::string& name, const formats::Array& array, const std::string& file) {
  MatchAnnotation annotation{.name = name};
  const std::vector<std::int32_t> values = formats::to_integers(array, file + ": " + name);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (values.empty() || *least < -1 || *most >= kMostClasses) {
    annotation.kind = MatchAnnotation::Kind::numbers;
    annotation.numbers.assign(values.begin(), values.end());
    return annotation;
  }
  annotation.classes = values;
  for (std::int32_t value = 0; value <= *most; ++value) annotation.labels.push_back(std::to_string(value));
  return annotation;
}

// Numbers that only count (a depth, a place): small whole ones from 0 on, or none.
bool is_counted(const std::vector<float>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](float value) {
    return std::isnan(value) || (value >= 0 && value < kMostClasses && value == std::floor(value));
  });
}

void count_classes(MatchAnnotation& annotation) {
  annotation.kind = MatchAnnotation::Kind::classes;
  std::int32_t most = -1;
  for (const float value : annotation.numbers) {
    annotation.classes.push_back(std::isnan(value) ? -1 : static_cast<std::int32_t>(value));
    most = std::max(most, annotation.classes.back());
  }
  for (std::int32_t value = 0; value <= most; ++value) annotation.labels.push_back(std::to_string(value));
  annotation.numbers.clear();
}

MatchAnnotation column_of(const std::string& name, const formats::Archive& archive, const std::string& file) {
  const formats::Array& array = archive.at(name);
  if (array.dtype == formats::DType::text) return classes_of(name, array.text);
  if (const auto labels = archive.find(name + "_labels"); labels != archive.end()) {
    MatchAnnotation annotation{.name = name};
    annotation.classes = formats::to_integers(array, file + ": " + name);
    annotation.labels = formats::to_strings(labels->second, file + ": " + name + "_labels");
    for (const std::int32_t value : annotation.classes)
      if (value < -1 || value >= static_cast<std::int32_t>(annotation.labels.size()))
        fail(ErrorKind::data, file + ": " + name + " holds class " + std::to_string(value) + " of " +
                                  std::to_string(annotation.labels.size()) + " labels");
    return annotation;
  }
  if (array.dtype != formats::DType::float32 && array.dtype != formats::DType::float64)
    return integers_of(name, array, file);
  MatchAnnotation annotation{.name = name, .kind = MatchAnnotation::Kind::numbers};
  annotation.numbers = formats::to_floats(array, file + ": " + name);
  if (is_counted(annotation.numbers)) count_classes(annotation);
  return annotation;
}

// Where each step has a token of its own (tasks with a target at every step), equal words have several: they
// become one, the first.
void join_equal_words(MatchCorpus& corpus) {
  std::map<std::string, std::int32_t> place;
  std::vector<std::int32_t> joined;
  std::vector<std::string> vocabulary;
  for (const std::string& word : corpus.vocabulary) {
    const auto [found, is_new] = place.emplace(word, static_cast<std::int32_t>(vocabulary.size()));
    if (is_new) vocabulary.push_back(word);
    joined.push_back(found->second);
  }
  for (std::int32_t& word : corpus.words)
    if (word >= 0) word = joined[static_cast<std::size_t>(word)];
  corpus.vocabulary = std::move(vocabulary);
}

void read_words(const formats::Archive& archive, const std::string& file, MatchCorpus& corpus) {
  const auto tokens = archive.find("token");
  const auto labels = archive.find("token_labels");
  if (tokens == archive.end() || labels == archive.end()) {
    corpus.notes.push_back(
        file + ": names no words (arrays token and token_labels); steps are shown by their numbers");
    return;
  }
  corpus.words = formats::to_integers(tokens->second, file + ": token");
  corpus.vocabulary = formats::to_strings(labels->second, file + ": token_labels");
  if (corpus.words.size() != corpus.sequences.steps)
    fail(ErrorKind::data, file + ": token has " + std::to_string(corpus.words.size()) + " values for " +
                              std::to_string(corpus.sequences.steps) + " states");
  for (std::int32_t& word : corpus.words) {
    if (word >= static_cast<std::int32_t>(corpus.vocabulary.size())) {
      fail(ErrorKind::data, file + ": token " + std::to_string(word) + " is none of its " +
                                std::to_string(corpus.vocabulary.size()) + " token_labels");
    }
    word = std::max(word, -1);
  }
  join_equal_words(corpus);
}

// What the task itself would show of a step comes first.
void put_roles_first(const models::Task& task, MatchCorpus& corpus) {
  std::size_t next = 0;
  for (const char* const role : {"class", "part", "outer", "inner"})
    for (const std::string& name : task.role(role)) {
      const auto from = corpus.annotations.begin() + static_cast<std::ptrdiff_t>(next);
      const auto found = std::find_if(from, corpus.annotations.end(),
                                      [&](const MatchAnnotation& one) { return one.name == name; });
      if (found == corpus.annotations.end()) continue;
      std::rotate(from, found, found + 1);
      ++next;
    }
}

}  // namespace

void read_step_arrays(const formats::Archive& archive, const std::string& file, std::size_t steps,
                      MatchCorpus& corpus) {
  corpus.sequences = {{0}, steps};
  read_words(archive, file, corpus);
  if (const auto sequence = archive.find("sequence"); sequence != archive.end()) {
    const std::vector<std::int32_t> values = formats::to_integers(sequence->second, file + ": sequence");
    if (values.size() != steps)
      fail(ErrorKind::data, file + ": sequence has " + std::to_string(values.size()) + " values for " +
                                std::to_string(steps) + " states");
    corpus.sequences = starts_of(values);
  }
  for (const auto& [name, array] : archive)
    if (is_column(name, array, steps)) corpus.annotations.push_back(column_of(name, archive, file));
}

namespace {

// The part of a trace that tells what the network foretells.
models::StateTrace outputs_of(const formats::Archive& archive, const std::string& file, std::size_t steps) {
  models::StateTrace trace;
  const auto outputs = archive.find("outputs"), names = archive.find("output_names");
  if (outputs == archive.end() || names == archive.end()) return trace;
  trace.step.resize(steps);
  trace.outputs = formats::to_matrix(outputs->second, file + ": outputs");
  trace.output_names = formats::to_strings(names->second, file + ": output_names");
  if (static_cast<std::size_t>(trace.outputs.rows()) != steps ||
      static_cast<std::size_t>(trace.outputs.cols()) != trace.output_names.size())
    fail(ErrorKind::data, file + ": outputs is " + std::to_string(trace.outputs.rows()) + " x " +
                              std::to_string(trace.outputs.cols()) + " for " + std::to_string(steps) +
                              " states and " + std::to_string(trace.output_names.size()) + " output_names");
  const auto target = archive.find("target"), labels = archive.find("target_labels");
  if (target != archive.end() && labels != archive.end() && target->second.shape == std::vector{steps})
    trace.set({"target", formats::to_integers(target->second, file + ": target"),
               formats::to_strings(labels->second, file + ": target_labels")});
  return trace;
}

// `task`: null where none is known.
MatchCorpus corpus_of_states(const std::string& source, const models::Task* task) {
  MatchCorpus corpus;
  corpus.kind = "states";
  const formats::ArraySource from = formats::parse_source(source);
  corpus.name = from.file.filename().string();
  corpus.inputs.push_back(from.file);
  StateSet set{.name = from.inside.empty() ? "states" : from.inside, .about = "states"};
  const std::string suffix = suffix_of(from.file);
  // A bare matrix may be larger than the memory: it is read by blocks, and has no columns.
  if (suffix == ".npy" || formats::is_hdf5(from.file))
    if (std::unique_ptr<RowBlocks> rows = formats::open_rows(source)) {
      const auto steps = static_cast<std::size_t>(rows->rows());
      corpus.sequences = {{0}, steps};
      corpus.notes.push_back(source + ": names no words; steps are shown by their numbers");
      set.transform = models::Transform::none;
      set.open = [source] { return formats::open_rows(source); };
      corpus.sets.push_back(std::move(set));
      return corpus;
    }
  const formats::Archive archive = formats::read_states({source});
  const formats::Array& states = formats::require(archive, "states", source);
  if (states.shape.size() != 2)
    fail(ErrorKind::data, source + ": holds states of several stages; patterns are matched in one of them");
  const auto what = archive.find("what");
  const std::string trace = what == archive.end() ? "" : formats::to_string(what->second, "what");
  if (!trace.empty()) set.name = trace;
  set.transform = usual_transform(trace);
  set.about = trace.empty() ? "states" : trace + " states";
  read_step_arrays(archive, source, states.shape[0], corpus);
  if (task != nullptr) put_roles_first(*task, corpus);
  add_predictions(outputs_of(archive, source, states.shape[0]), task, corpus);
  set.open = opener_of(formats::to_matrix(states, source + ": states"));
  corpus.sets.push_back(std::move(set));
  return corpus;
}

}  // namespace

MatchCorpus load_match_states(const std::string& source) { return corpus_of_states(source, nullptr); }

MatchCorpus match_corpus_of(const NetworkView& view) {
  MatchCorpus corpus;
  corpus.kind = "run";
  corpus.name = view.id;
  corpus.about = view.description;
  const models::StateTrace& trace = view.trace;
  // All but the states, which stay where they are.
  models::StateTrace steps = trace;
  steps.states.resize(0, 0);
  steps.outputs.resize(0, 0);
  formats::Archive archive = models::to_archive(steps);
  archive.erase("states");
  read_step_arrays(archive, view.id, trace.points(), corpus);
  put_roles_first(*view.task, corpus);
  add_predictions(trace, view.task.get(), corpus);
  StateSet set{.name = trace.what, .about = trace.what + " states", .transform = usual_transform(trace.what)};
  set.open = [&trace]() -> std::unique_ptr<RowBlocks> { return std::make_unique<MatrixRows>(trace.states); };
  corpus.sets.push_back(std::move(set));
  return corpus;
}

MatchCorpus load_match_run(const fs::path& folder, const Execution& execution) {
  const fs::path file = folder / "states.npz";
  if (!fs::exists(file))
    fail(ErrorKind::no_input, file.string() + ": is missing; make it with: rssviz record " + folder.string());
  const LoadedRun run = load_run(folder);
  MatchCorpus corpus = corpus_of_states(file.string(), run.task.get());
  corpus.kind = "run";
  corpus.name = fs::absolute(folder).lexically_normal().filename().string();
  if (corpus.name.empty())
    corpus.name = fs::absolute(folder).lexically_normal().parent_path().filename().string();
  if (!run.task) return corpus;
  corpus.about = run.task->description();
  // The other traces are recorded along the same sequences when they are asked for, and so is every trace of
  // the network before training.
  const std::string recorded = corpus.sets.front().name;
  const auto rows_at = [file, run, &execution](int stage, const std::string& name) {
    const models::StateTrace trace = models::trace_from_archive(formats::read_npz(file), file.string());
    const bool zero = !trace.step.empty() && trace.step.front() == -1;
    return opener_of(run.task
                         ->record(*run.task->network(*run.run, stage), models::sequences_behind(trace),
                                  {name, zero}, execution)
                         .states)();
  };
  for (const std::string& name : run.task->network(*run.run, -1)->trace_names()) {
    if (name == recorded) continue;
    StateSet set{.name = name, .about = name + " states", .transform = usual_transform(name)};
    set.positive = name.find("gate") != std::string::npos;  // sigmoids
    set.open = [rows_at, name]() -> std::unique_ptr<RowBlocks> { return rows_at(-1, name); };
    corpus.sets.push_back(std::move(set));
  }
  if (!run.run->states_stay())
    corpus.untrained = [rows_at](const StateSet& set) -> std::unique_ptr<RowBlocks> {
      return rows_at(0, set.name);
    };
  return corpus;
}

}  // namespace rssviz::cli
