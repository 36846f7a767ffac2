#include "cli/pipeline/run_folder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/compose/figure_kind.h"
#include "cli/compose/map_panels.h"
#include "cli/pipeline/aligned_file.h"
#include "cli/pipeline/train_run.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "models/weights/foreign_weights.h"
#include "models/weights/run_files.h"

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
  view.trained_at_every_word = run.options.learning == models::Learning::continuous;
  view.training = "readout trained on the state after " +
                  std::string(view.trained_at_every_word ? "every word of " : "END of ") +
                  with_commas(run.sentences.back()) + " sentences, one pass";
  for (const int n : run.sentences)
    view.stage_names.push_back(with_commas(n) + (n == 1 ? " sentence" : " sentences"));
}

void describe_recurrent(NetworkView& view, const models::RecurrentRun& run) {
  const models::RecurrentOptions& o = run.options;
  view.name = view.cell;
  for (char& letter : view.name) letter = static_cast<char>(letter - 'a' + 'A');
  view.description =
      view.name + " with " + (o.layers > 1 ? std::to_string(o.layers) + " layers of " : std::string()) +
      with_commas(o.units) + (o.units == 1 ? " unit" : " units") + " (seed " + std::to_string(run.seed) + ")";
  view.training = "trained on the output after END for " + std::to_string(o.epochs) +
                  (o.epochs == 1 ? " epoch of " : " epochs of ") +
                  with_commas(run.sentences.back() / std::max(o.epochs, 1)) + " sentences" +
                  (o.shuffle ? " in an order drawn for each" : "") +
                  (o.dropout > 0 ? ", dropout " + number_text(o.dropout) + " between layers" : "");
  for (std::size_t i = 0; i < run.stages.size(); ++i)
    view.stage_names.push_back("epoch " + std::to_string(i));
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
  std::string source =
      formats::parse_json(recipe, "recipe").at("settings").at("sequences").get<std::string>();
  if (source != "test" && source != "train" && source != "validation") source = "given";
  if (source == "train") source = "training";
  return std::to_string(all) + " " + source + " sentences (" + std::to_string(all - with_two) +
         " with one object, " + std::to_string(with_two) + " with two)";
}

// The sentences of a trace, from its tokens.
std::vector<models::Tokens> sentences_of(const models::StateTrace& trace) {
  std::vector<models::Tokens> sentences;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (static_cast<std::size_t>(trace.sequence[i]) >= sentences.size()) sentences.emplace_back();
    sentences.back().push_back(trace.token[i]);
  }
  return sentences;
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
  view.sample =
      recipe == archive.end() ? "" : sample_text(view.trace, formats::to_string(recipe->second, "recipe"));
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
  view.aligned = aligned_maps_from_archive(formats::read_npz(maps), maps.string());
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

int stage_number(const std::string& text, int stages) {
  if (text == "last") return stages - 1;
  int stage = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), stage);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
    fail(ErrorKind::usage, "--stage: '" + text + "' is neither last, all nor a number");
  if (stage < 0 || stage >= stages)
    fail(ErrorKind::usage,
         "--stage: there is no stage " + text + "; the run has 0 to " + std::to_string(stages - 1));
  return stage;
}

int LoadedRun::stages() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->stages();
  return static_cast<int>(std::get<RecurrentPointer>(run)->stages.size());
}

std::unique_ptr<models::Network> LoadedRun::network_at(int stage) const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return models::network_at(**esn, stage);
  return models::network_at(*std::get<RecurrentPointer>(run), stage);
}

std::unique_ptr<models::Network> LoadedRun::network_over(int stage, MatrixRef rows) const {
  const auto at = [&](int count) { return static_cast<std::size_t>(stage < 0 ? count - 1 : stage); };
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) {
    auto reservoir =
        std::make_shared<const models::Reservoir<float>>(models::over_input_rows(*(*esn)->reservoir, rows));
    return models::make_esn_network(std::move(reservoir), (*esn)->readouts[at(stages())]);
  }
  return models::make_recurrent_network(
      models::over_input_rows(std::get<RecurrentPointer>(run)->stages[at(stages())], rows));
}

int LoadedRun::inputs() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->reservoir->inputs();
  return std::get<RecurrentPointer>(run)->stages.back().shape.inputs;
}

std::unique_ptr<models::Network> LoadedRun::retrained(std::uint64_t seed, const Execution& execution) const {
  if (!imported_from.empty())
    fail(ErrorKind::data, "the run was imported from " + imported_from + ": it can't be trained again here");
  const int inputs = static_cast<int>(data.corpus->vocabulary.size());
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) {
    auto reservoir = std::make_shared<const models::Reservoir<float>>(
        models::make_reservoir((*esn)->options.reservoir, inputs, seed));
    return models::make_esn_network(std::move(reservoir), MatrixD(0, 0));
  }
  const models::RecurrentOptions& options = std::get<RecurrentPointer>(run)->options;
  return models::network_at(models::train_recurrent(*data.corpus, options, seed, {}, execution), -1);
}

const std::vector<models::StageMetrics>& LoadedRun::metrics() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->metrics;
  return std::get<RecurrentPointer>(run)->metrics;
}

LoadedRun load_run(const fs::path& folder) {
  if (is_in_training(folder))
    fail(ErrorKind::no_input,
         folder.string() + ": training has not ended; go on with the same rssviz train and --resume");
  if (!fs::exists(folder / "run.json"))
    fail(ErrorKind::no_input,
         folder.string() + ": is not a run (it has no run.json); make one with: rssviz train --cell esn -o " +
             folder.string());
  LoadedRun loaded;
  loaded.imported_from = formats::read_json(folder / "run.json").value("imported_from", std::string());
  const std::string task_file = (folder / "task.json").string();
  const formats::Json record = formats::read_json(folder / "task.json");
  if (record.value("task", formats::Json()) != "none") {
    const models::TaskOfRun task = models::task_of_record(record, task_file);
    loaded.data.seed = task.seed;
    loaded.data.task = std::make_shared<const models::CrossSituationalTask>(task.spec);
    loaded.data.corpus =
        std::make_shared<const models::Corpus>(models::make_corpus(*loaded.data.task, task.seed));
  }
  loaded.cell = models::cell_of_run(folder);
  if (loaded.cell == "esn")
    loaded.run = std::make_shared<const models::EsnRun>(models::load_esn_run(folder));
  else
    loaded.run = std::make_shared<const models::RecurrentRun>(models::load_recurrent_run(folder));
  return loaded;
}

LoadedRun load_run_of_task(const fs::path& folder) {
  LoadedRun run = load_run(folder);
  if (run.has_task()) return run;
  fail(ErrorKind::data, folder.string() +
                            ": the run has no task of this program's; its states on arrays are recorded with "
                            "rssviz record " +
                            folder.string() + " --inputs U.npy, and drawn from those by rssviz look");
}

NetworkView load_view(const fs::path& folder, unsigned reads) {
  const auto loaded = std::make_shared<const LoadedRun>(load_run_of_task(folder));
  NetworkView view;
  view.id = fs::absolute(folder / "x").lexically_normal().parent_path().filename().string();
  view.cell = loaded->cell;
  view.seed = loaded->data.seed;
  view.task = task_view(loaded->data);
  view.corpus = loaded->data.corpus;
  view.metrics = loaded->metrics();
  view.stages = loaded->stages();
  view.stage_seconds = stage_seconds(folder, view.stages);
  view.network_at = [loaded](int stage) { return loaded->network_at(stage); };
  view.retrained = [loaded](std::uint64_t seed, const Execution& execution) {
    return loaded->retrained(seed, execution);
  };
  if (const auto* const esn = std::get_if<EsnPointer>(&loaded->run))
    describe_esn(view, **esn);
  else
    describe_recurrent(view, *std::get<RecurrentPointer>(loaded->run));
  if (!loaded->imported_from.empty()) view.training = "weights imported from " + loaded->imported_from;
  if ((reads & kReadsMap) != 0) load_map(view, folder);
  const bool map_moves = (reads & kReadsLearning) != 0 && view.cell != "esn";
  if ((reads & kReadsAligned) != 0 || map_moves) load_aligned(view, folder);
  return view;
}

std::vector<fs::path> inputs_of(const fs::path& folder, unsigned reads) {
  std::vector<fs::path> inputs{folder / "task.json"};
  if ((reads & kReadsMap) != 0) {
    inputs.push_back(folder / "states.npz");
    inputs.push_back(folder / "embedding.npz");
  }
  if ((reads & kReadsMetrics) != 0) inputs.push_back(folder / "metrics.csv");
  const bool learns = (reads & kReadsLearning) != 0;
  const bool has_reservoir = fs::exists(folder / "reservoir.npz");
  if ((reads & (kReadsNetwork | kReadsStages)) != 0 || (learns && has_reservoir)) {
    if (has_reservoir) inputs.push_back(folder / "reservoir.npz");
    inputs.push_back(folder / "stages");
  }
  if ((reads & kReadsAligned) != 0 || (learns && !has_reservoir)) {
    inputs.push_back(folder / "stage_states.npz");
    inputs.push_back(folder / "stage_maps.npz");
  }
  return inputs;
}

}  // namespace rssviz::cli
