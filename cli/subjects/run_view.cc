// The run as figures see it.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/subjects/network_view.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/subject.h"
#include "core/error.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "core/number_text.h"
#include "embed/align/stages_archive.h"
#include "models/baselines/input_trace.h"
#include "models/recording/array_recording.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

using EsnPointer = std::shared_ptr<const models::EsnRun>;
using RecurrentPointer = std::shared_ptr<const models::RecurrentRun>;

std::string number_text(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

void describe_esn(NetworkView& view, const models::EsnRun& run) {
  const models::EsnOptions& o = run.options.reservoir;
  view.name = "ESN";
  view.leak_rate = o.leak_rate;
  view.description = "echo state network with " + with_commas(o.units) + " units (spectral radius " +
                     number_text(o.spectral_radius) + ", density " + number_text(o.density) + ", leak rate " +
                     number_text(o.leak_rate) + ", seed " + std::to_string(run.seed) + ")";
  const bool steps = view.task.every_step();
  view.trained_at_every_word = steps || run.options.learning == models::Learning::continuous;
  view.training = steps ? "readout trained on " + with_commas(run.sentences.back()) + " steps, one pass"
                        : "readout trained on the state after " +
                              std::string(view.trained_at_every_word ? "every word of " : "END of ") +
                              with_commas(run.sentences.back()) + " sentences, one pass";
  const std::string counted = steps ? " step" : " sentence";
  for (const int n : run.sentences)
    view.stage_names.push_back(with_commas(n) + counted + (n == 1 ? "" : "s"));
}

void describe_recurrent(NetworkView& view, const models::RecurrentRun& run) {
  const models::RecurrentOptions& o = run.options;
  view.name = view.cell;
  for (char& letter : view.name) letter = static_cast<char>(letter - 'a' + 'A');
  view.description =
      view.name + " with " + (o.layers > 1 ? std::to_string(o.layers) + " layers of " : std::string()) +
      with_commas(o.units) + (o.units == 1 ? " unit" : " units") + " (seed " + std::to_string(run.seed) + ")";
  const bool steps = view.task.every_step();
  view.trained_at_every_word = steps;
  view.training = std::string(steps ? "trained on the output after every step for "
                                    : "trained on the output after END for ") +
                  std::to_string(o.epochs) + (o.epochs == 1 ? " epoch of " : " epochs of ") +
                  with_commas(run.sentences.back() / std::max(o.epochs, 1)) +
                  (steps ? " steps" : " sentences") + (o.shuffle ? " in an order drawn for each" : "") +
                  (o.dropout > 0 ? ", dropout " + number_text(o.dropout) + " between layers" : "");
  for (std::size_t i = 0; i < run.stages.size(); ++i)
    view.stage_names.push_back("epoch " + std::to_string(i));
}

// The sentences of a trace, from its tokens.
std::vector<models::Tokens> sentences_of(const models::StateTrace& trace) {
  std::vector<models::Tokens> sentences;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (i == 0 || trace.sequence[i] != trace.sequence[i - 1]) sentences.emplace_back();
    sentences.back().push_back(trace.token[i]);
  }
  return sentences;
}

std::string sequences_of(const std::string& recipe) {
  return formats::parse_json(recipe, "recipe").at("settings").at("sequences").get<std::string>();
}

// Of arrays: "600 test steps of one series".
std::string sample_of_steps(const models::StateTrace& trace, const std::string& recipe, bool one_series) {
  std::string source = recipe.empty() ? std::string() : sequences_of(recipe);
  source = source == "test" ? " test" : source == "train" ? " training" : "";
  const auto steps = with_commas(static_cast<long long>(trace.points()));
  if (one_series) return steps + source + " steps";
  const std::size_t sequences = sentences_of(trace).size();
  return steps + " steps of " + std::to_string(sequences) + source +
         (sequences == 1 ? " sequence" : " sequences");
}

std::string sample_text(const models::StateTrace& trace, const std::string& recipe) {
  const models::IntColumn* const two = trace.integer("two_objects");
  const models::IntColumn* const final = trace.integer("is_final");
  if (two == nullptr || final == nullptr) return "";
  int with_two = 0, all = 0;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (final->values[i] == 1) {
      ++all;
      with_two += two->values[i];
    }
  std::string source = sequences_of(recipe);
  if (source != "test" && source != "train" && source != "validation") source = "given";
  if (source == "train") source = "training";
  return std::to_string(all) + " " + source + " sentences (" + std::to_string(all - with_two) +
         " with one object, " + std::to_string(with_two) + " with two)";
}

Matrix only_rows(const Matrix& matrix, const std::vector<std::int32_t>& rows) {
  Matrix result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

// Figures show states after words; the zero state, which follows none, gets a mark of its own.
void set_zero_state_apart(NetworkView& view) {
  const std::vector<std::int32_t> rows = models::rows_after_tokens(view.trace);
  if (rows.size() == view.trace.points()) return;
  const auto zero = static_cast<Eigen::Index>(std::find(view.trace.step.begin(), view.trace.step.end(), -1) -
                                              view.trace.step.begin());
  Matrix& coords = view.embedding.coords;
  view.zero_state = {static_cast<double>(coords(zero, 0)), static_cast<double>(coords(zero, 1))};
  coords = only_rows(coords, rows);
  std::vector<std::int32_t> index;
  for (const std::int32_t row : rows) index.push_back(view.embedding.index[static_cast<std::size_t>(row)]);
  view.embedding.index = std::move(index);
  view.trace = models::only_points(view.trace, rows);
}

void load_map(NetworkView& view, const fs::path& folder) {
  const fs::path states = folder / "states.npz";
  const fs::path map = folder / "embedding.npz";
  if (!fs::exists(states))
    fail(ErrorKind::no_input,
         states.string() + ": is missing; make it with: rssviz record " + folder.string());
  if (!fs::exists(map))
    fail(ErrorKind::no_input, map.string() + ": is missing; make it with: rssviz embed " + states.string());
  const formats::Archive archive = formats::read_npz(states);
  view.trace = models::trace_from_archive(archive, states.string());
  view.embedding = embed::from_archive(formats::read_npz(map), map.string());
  if (view.embedding.coords.rows() != static_cast<Eigen::Index>(view.trace.points()))
    fail(ErrorKind::data, map.string() + ": has " + std::to_string(view.embedding.coords.rows()) +
                              " points, " + states.string() + " has " + std::to_string(view.trace.points()) +
                              "; make it again with: rssviz embed " + states.string());
  set_zero_state_apart(view);
  view.sentences = sentences_of(view.trace);
  view.states_name = view.trace.what + " states";
  const auto recipe = archive.find("recipe");
  const std::string made_by = recipe == archive.end() ? "" : formats::to_string(recipe->second, "recipe");
  if (view.task.every_step())
    view.sample = sample_of_steps(view.trace, made_by, view.corpus->sequences.size() == 1);
  else
    view.sample = made_by.empty() ? "" : sample_text(view.trace, made_by);
}

// The trace of the last stage: what the columns of all stages belong to.
models::StateTrace last_stage(formats::Archive archive, const std::string& file) {
  formats::Array& states = archive["states"];
  if (states.shape.size() == 3 && states.shape[0] > 0) {
    const std::size_t bytes = states.data.size() / states.shape[0];
    states.data.erase(states.data.begin(), states.data.end() - static_cast<std::ptrdiff_t>(bytes));
    states.shape.erase(states.shape.begin());
  }
  return models::trace_from_archive(archive, file);
}

void load_aligned(NetworkView& view, const fs::path& folder) {
  const fs::path states = folder / "stage_states.npz";
  const fs::path maps = folder / "stage_maps.npz";
  if (!fs::exists(states))
    fail(ErrorKind::no_input, states.string() + ": is missing; make it with: rssviz record " +
                                  folder.string() + " --stage all -o " + states.string());
  if (!fs::exists(maps))
    fail(ErrorKind::no_input, maps.string() + ": is missing; make it with: rssviz embed " + states.string() +
                                  " --align -o " + maps.string());
  view.stage_trace = last_stage(formats::read_npz(states), states.string());
  view.aligned = embed::aligned_maps_from_archive(formats::read_npz(maps), maps.string());
  const Matrix& last = view.aligned.coords.back();
  if (last.rows() != static_cast<Eigen::Index>(view.stage_trace.points()) ||
      static_cast<int>(view.aligned.coords.size()) != view.stages)
    fail(ErrorKind::data, maps.string() + ": doesn't belong to " + states.string() +
                              "; make it again with: rssviz embed " + states.string() + " --align -o " +
                              maps.string());
  const std::vector<std::int32_t> rows = models::rows_after_tokens(view.stage_trace);
  if (rows.size() == view.stage_trace.points()) return;
  for (Matrix& coords : view.aligned.coords) coords = only_rows(coords, rows);
  view.stage_trace = models::only_points(view.stage_trace, rows);
}

// Training time until each stage, where timings.json has it: of every epoch; of an ESN at the end alone.
std::vector<double> stage_seconds(const fs::path& folder, int stages) {
  std::vector<double> seconds(static_cast<std::size_t>(stages), std::nan(""));
  const fs::path file = folder / "timings.json";
  if (!fs::exists(file)) return seconds;
  const formats::Json timings = formats::read_json(file);
  const auto numbers = timings.value("stages", std::vector<int>{});
  const auto measured = timings.value("training_seconds", std::vector<double>{});
  for (std::size_t i = 0; i < std::min(numbers.size(), measured.size()); ++i)
    if (numbers[i] >= 0 && numbers[i] < stages) seconds[static_cast<std::size_t>(numbers[i])] = measured[i];
  return seconds;
}

}  // namespace

namespace {

using Loaded = std::shared_ptr<const LoadedRun>;

void see_sentences(const Loaded& loaded, NetworkView& view) {
  view.seed = loaded->data.seed;
  view.task = task_view(loaded->data);
  view.corpus = loaded->data.corpus;
  view.network_at = [loaded](int stage) { return loaded->network_at(stage); };
  view.record = [corpus = view.corpus, annotate = view.task.annotate](
                    const models::Network& network, const std::vector<models::Tokens>& sentences,
                    const std::string& what, const Execution& execution) {
    models::StateTrace trace = models::record_states(network, sentences, corpus->vocabulary,
                                                     corpus->output_names, {what}, execution);
    annotate(trace);
    return trace;
  };
}

// Needs the trace, whose sentences the null models read.
void see_nulls_of_sentences(NetworkView& view) {
  constexpr double kLeak = 0.05;  // slow enough to hold a whole sentence: the trace that explains most
  view.input_trace = [record = view.record, sentences = view.sentences,
                      words = static_cast<int>(view.corpus->vocabulary.size())](const Execution& execution) {
    return record(*models::make_input_trace(words, kLeak), sentences, "", execution);
  };
  view.shuffled = [record = view.record, network_at = view.network_at, what = view.trace.what,
                   sentences = view.sentences, seed = view.seed](const Execution& execution) {
    return record(*network_at(-1), models::shuffled_words(sentences, seed), what, execution);
  };
}

void see_arrays(const Loaded& loaded, std::uint64_t seed, NetworkView& view) {
  const std::shared_ptr<const ArrayData>& data = loaded->arrays;
  view.seed = seed;
  view.task = task_view(data, data->options.loss == models::ArrayLoss::error && view.cell != "esn");
  view.corpus = std::make_shared<const models::Corpus>(corpus_of(*data));
  view.network_at = [loaded](int stage) { return loaded->network_over(stage, loaded->arrays->task.inputs); };
  view.record = [data, corpus = view.corpus, annotate = view.task.annotate](
                    const models::Network& network, const std::vector<models::Tokens>& sequences,
                    const std::string& what, const Execution& execution) {
    std::vector<std::int32_t> rows;
    for (const models::Tokens& tokens : sequences) rows.insert(rows.end(), tokens.begin(), tokens.end());
    models::StateTrace trace =
        models::record_rows(network, data->task, data->options, rows, corpus->vocabulary, what, execution);
    annotate(trace);
    return trace;
  };
}

void see_nulls_of_arrays(const Loaded& loaded, NetworkView& view) {
  view.input_trace = [record = view.record, loaded, sequences = view.sentences](const Execution& execution) {
    return record(*models::make_input_traces(loaded->arrays->task.inputs, {1, 0.5, 0.2, 0.05}), sequences, "",
                  execution);
  };
  view.shuffled = [record = view.record, loaded, sequences = view.sentences, what = view.trace.what,
                   seed = view.seed](const Execution& execution) {
    const Matrix rows = models::shuffled_rows(loaded->arrays->task, loaded->arrays->options, seed);
    return record(*loaded->network_over(-1, rows), sequences, what, execution);
  };
}

}  // namespace

NetworkView load_view(const fs::path& folder, unsigned reads) {
  const auto loaded = std::make_shared<const LoadedRun>(load_run_with_inputs(folder));
  NetworkView view;
  view.id = fs::absolute(folder / "x").lexically_normal().parent_path().filename().string();
  view.cell = loaded->cell;
  const std::uint64_t network_seed = std::visit([](const auto& run) { return run->seed; }, loaded->run);
  if (loaded->arrays)
    see_arrays(loaded, network_seed, view);
  else
    see_sentences(loaded, view);
  view.metrics = loaded->metrics();
  view.stages = loaded->stages();
  view.stage_seconds = stage_seconds(folder, view.stages);
  view.retrained = [loaded](std::uint64_t seed, const Execution& execution) {
    return loaded->retrained(seed, execution);
  };
  if (const auto* const esn = std::get_if<EsnPointer>(&loaded->run))
    describe_esn(view, **esn);
  else
    describe_recurrent(view, *std::get<RecurrentPointer>(loaded->run));
  if (!loaded->imported_from.empty()) view.training = "weights imported from " + loaded->imported_from;
  if ((reads & kReadsMap) != 0) {
    load_map(view, folder);
    loaded->arrays ? see_nulls_of_arrays(loaded, view) : see_nulls_of_sentences(view);
  }
  const bool map_moves = (reads & kReadsLearning) != 0 && view.cell != "esn";
  if ((reads & kReadsAligned) != 0 || map_moves) load_aligned(view, folder);
  return view;
}

}  // namespace rssviz::cli
