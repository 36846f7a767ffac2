// The run as figures see it.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/subjects/bare_run.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/made_from.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/subject.h"
#include "cli/subjects/view_reading.h"
#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/formats/npz.h"
#include "core/number_text.h"
#include "embed/align/stages_archive.h"
#include "models/baselines/input_trace.h"
#include "models/recording/array_recording.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::string sequences_of(const std::string& recipe, const std::string& file) {
  const std::string where = file + ": recipe";
  const formats::Json json = formats::parse_json(recipe, where);
  return formats::field<std::string>(formats::member(json, "settings", where), "sequences", where);
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

// The task says which columns are classes with names; a file that lacks them can't be drawn.
void check_labels(const models::Task& task, const models::StateTrace& trace, const fs::path& file) {
  if (trace.points() == 0) return;
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (trace.sequence[i] == trace.sequence[0]) rows.push_back(static_cast<std::int32_t>(i));
  models::StateTrace one = models::only_points(trace, rows);
  one.integers.clear();
  one.floats.clear();
  with_context(file.string(), [&] { task.annotate(one); });
  for (const models::IntColumn& said : one.integers) {
    const models::IntColumn* const column = trace.integer(said.name);
    if (column != nullptr && column->labels.empty() && !said.labels.empty())
      fail(ErrorKind::data, file.string() + ": the classes of the column " + said.name +
                                " have no names (the array " + said.name + "_labels is missing)");
  }
}

// States along inputs of their own (record --inputs) don't say which step of the task each belongs to.
void require_own_steps(const formats::Archive& archive, const fs::path& states, const fs::path& folder,
                       bool has_task) {
  if (archive.contains("token")) return;
  const std::string name = states.string();
  fail(ErrorKind::data,
       name +
           ": holds states along other inputs than those of the run (record --inputs), which this figure "
           "needs" +
           (has_task ? "; record those, and keep this file by another name: rssviz record " +
                           folder.string() + ", then rssviz embed " + name
                     : "") +
           "; these states are drawn by: rssviz embed " + name +
           " -o map.npz, then rssviz figure paths map.npz "
           "--states " +
           name);
}

std::string recipe_in(const formats::Archive& archive) {
  const auto recipe = archive.find("recipe");
  return recipe == archive.end() ? "" : formats::to_string(recipe->second, "recipe");
}

// Whether a map is surely of these states, though its file was made from other bytes: columns may have been
// added to them.
bool lies_on(const embed::Embedding& map, const Matrix& states) {
  const Matrix& reference = map.map.reference;
  if (map.options.method != embed::Method::umap || map.options.scale != embed::Scale::none) return false;
  if (reference.cols() != states.cols()) return false;
  for (std::size_t i = 0; i < map.index.size(); ++i)
    if (reference.row(map.index[i]) != states.row(static_cast<Eigen::Index>(i))) return false;
  return true;
}

void load_map(NetworkView& view, const fs::path& folder) {
  const fs::path states = folder / "states.npz";
  const fs::path map = folder / "embedding.npz";
  if (!fs::exists(states))
    fail(ErrorKind::no_input,
         states.string() + ": is missing; make it with: rssviz record " + folder.string());
  const formats::Archive archive = formats::read_npz(states);
  require_own_steps(archive, states, folder, view.task != nullptr);
  if (!fs::exists(map))
    fail(ErrorKind::no_input, map.string() + ": is missing; make it with: rssviz embed " + states.string());
  require_recorded_here(recipe_in(archive), states, folder);
  view.trace = models::trace_from_archive(archive, states.string());
  const formats::Archive map_archive = formats::read_npz(map);
  view.embedding = embed::from_archive(map_archive, map.string());
  if (view.embedding.coords.rows() != static_cast<Eigen::Index>(view.trace.points()))
    fail(ErrorKind::data, map.string() + ": has " + std::to_string(view.embedding.coords.rows()) +
                              " points, " + states.string() + " has " + std::to_string(view.trace.points()) +
                              "; make it again with: rssviz embed " + states.string());
  if (!lies_on(view.embedding, view.trace.states))
    require_made_from(recipe_in(map_archive), map, states, "rssviz embed " + states.string());
  set_zero_state_apart(view);
  check_labels(*view.task, view.trace, states);
  view.sentences = models::sequences_behind(view.trace);
  view.states_name = view.trace.what + " states";
  const std::string made_by = recipe_in(archive);
  if (!made_by.empty() || view.task->every_step())
    view.sample =
        view.task->sample_text(view.trace, made_by.empty() ? "" : sequences_of(made_by, states.string()));
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
  formats::Archive archive = formats::read_npz(states);
  require_recorded_here(recipe_in(archive), states, folder);
  const formats::Archive map_archive = formats::read_npz(maps);
  require_made_from(recipe_in(map_archive), maps, states,
                    "rssviz embed " + states.string() + " --align -o " + maps.string());
  view.stage_trace = last_stage(std::move(archive), states.string());
  view.aligned = embed::aligned_maps_from_archive(map_archive, maps.string());
  const Matrix& last = view.aligned.coords.back();
  if (last.rows() != static_cast<Eigen::Index>(view.stage_trace.points()) ||
      static_cast<int>(view.aligned.coords.size()) != view.stages)
    fail(ErrorKind::data, maps.string() + ": doesn't belong to " + states.string() +
                              "; make it again with: rssviz embed " + states.string() + " --align -o " +
                              maps.string());
  const std::vector<std::int32_t> rows = models::rows_after_tokens(view.stage_trace);
  check_labels(*view.task,
               rows.size() == view.stage_trace.points() ? view.stage_trace
                                                        : models::only_points(view.stage_trace, rows),
               states);
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
  const auto numbers = formats::field_or<std::vector<int>>(timings, "stages", {}, file.string());
  const auto measured =
      formats::field_or<std::vector<double>>(timings, "training_seconds", {}, file.string());
  for (std::size_t i = 0; i < std::min(numbers.size(), measured.size()); ++i)
    if (numbers[i] >= 0 && numbers[i] < stages) seconds[static_cast<std::size_t>(numbers[i])] = measured[i];
  return seconds;
}

// What the run says of itself, in the task's words.
void see_run(NetworkView& view) {
  const models::Run& run = *view.run;
  const bool steps = view.task == nullptr || view.task->every_step();
  const models::Wording wording = view.task == nullptr ? models::Wording() : view.task->wording();
  view.name = run.name();
  view.cell = run.cell();
  view.description = run.description();
  view.leak_rate = run.leak_rate();
  view.states_stay = run.states_stay();
  view.counted_by_epochs = run.counted_by() == models::CountedBy::epochs;
  view.trained_at_every_word = run.trained_at(steps) == models::TrainedAt::every;
  view.softmax = view.task != nullptr && view.task->classes() && run.logits();
  view.training = run.training(wording.sequences, wording.last, steps);
  view.stage_names = run.stage_names(wording.sequence, steps);
}

// What training would have said isn't known: no sentences are claimed.
void see_import(const std::string& from, NetworkView& view) {
  view.training = kImportedFrom + from;
  for (std::size_t i = 0; i < view.stage_names.size(); ++i)
    view.stage_names[i] = view.stage_names.size() == 1 ? "imported" : "imported stage " + std::to_string(i);
}

}  // namespace

namespace {

NetworkView view_of(const fs::path& folder, unsigned reads) {
  const bool any = (reads & kReadsWithoutTask) != 0;
  const auto loaded = std::make_shared<const LoadedRun>(any ? load_run(folder) : load_run_of_task(folder));
  const models::Run& run = *loaded->run;
  NetworkView view;
  view.id = fs::absolute(folder / "x").lexically_normal().parent_path().filename().string();
  view.run = loaded->run;
  view.task = loaded->task;
  if (view.task != nullptr) view.corpus = view.task->corpus();
  const bool steps = view.task == nullptr || view.task->every_step();
  view.seed = steps ? run.seed() : view.task->seed();
  if ((reads & kReadsMetrics) != 0) view.metrics = run.metrics();
  view.stages = run.stages();
  if ((reads & kReadsTimings) != 0) view.stage_seconds = stage_seconds(folder, view.stages);
  view.retrained = [loaded](std::uint64_t seed, const Execution& execution) {
    return loaded->retrained(seed, execution);
  };
  see_run(view);
  if (!loaded->imported_from.empty()) see_import(loaded->imported_from, view);
  if (!loaded->reservoir_from.empty()) view.training += ", on the reservoir of " + loaded->reservoir_from;
  if ((reads & kReadsMap) != 0) load_map(view, folder);
  const bool map_moves = (reads & kReadsLearning) != 0 && !view.states_stay;
  if ((reads & kReadsAligned) != 0 || map_moves) load_aligned(view, folder);
  return view;
}

}  // namespace

NetworkView load_view(const fs::path& folder, unsigned reads, InputStamps& stamps) {
  // Weights and measures are loaded with every view.
  const auto inputs = [&] { return inputs_of(folder, reads | kReadsNetwork | kReadsMetrics); };
  return read_unchanged(inputs, stamps, [&] { return view_of(folder, reads); });
}

NetworkView load_view(const fs::path& folder, unsigned reads) {
  InputStamps ignored;
  return load_view(folder, reads, ignored);
}

}  // namespace rssviz::cli
