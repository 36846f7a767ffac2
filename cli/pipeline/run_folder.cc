#include "cli/pipeline/run_folder.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cli/compose/figure_kind.h"
#include "cli/pipeline/aligned_file.h"
#include "cli/pipeline/provenance.h"
#include "cli/pipeline/timed_progress.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "models/tasks/csl_annotations.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

using EsnPointer = std::shared_ptr<const models::EsnRun>;
using LstmPointer = std::shared_ptr<const models::LstmRun>;

// "40" is a number of stages, "0,100,1000" a list of them.
void set_stages(const std::string& text, models::EsnTrainingOptions& options) {
  std::vector<int> numbers;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    int value = 0;
    const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
    if (result.ec != std::errc{} || result.ptr != part.data() + part.size())
      fail(ErrorKind::usage,
           "--stages: '" + text + "' is neither a number of stages nor a list of numbers of sentences");
    numbers.push_back(value);
  }
  if (numbers.size() == 1)
    options.n_stages = numbers.front();
  else
    options.stages = numbers;
}

int to_int(const Settings& settings, const char* name) { return static_cast<int>(settings.integer(name)); }

models::EsnTrainingOptions esn_options(const Settings& settings) {
  models::EsnTrainingOptions options;
  if (settings.has("units")) options.reservoir.units = to_int(settings, "units");
  options.reservoir.spectral_radius = settings.number("spectral-radius");
  options.reservoir.rescale_radius = settings.flag("rescale-radius");
  options.reservoir.density = settings.number("density");
  options.reservoir.leak_rate = settings.number("leak-rate");
  options.reservoir.input_scaling = settings.number("input-scaling");
  options.reservoir.input_density = settings.number("input-density");
  if (settings.has("bias-scaling")) options.reservoir.bias_scaling = settings.number("bias-scaling");
  options.regularization = settings.number("regularization");
  options.solver = settings.text("solver") == "rls" ? models::Solver::rls : models::Solver::ridge;
  set_stages(settings.text("stages"), options);
  options.measure_radius = true;
  options.check();
  return options;
}

models::LstmTrainingOptions lstm_options(const Settings& settings) {
  models::LstmTrainingOptions options;
  if (settings.has("units")) options.units = to_int(settings, "units");
  options.epochs = to_int(settings, "epochs");
  options.batch_size = to_int(settings, "batch-size");
  options.adam.learning_rate = settings.number("learning-rate");
  options.check();
  return options;
}

void write_records(const fs::path& folder, const formats::Json& settings, const std::string& recipe,
                   const TaskData& data, double seconds, const std::vector<double>& steps, int threads) {
  formats::write_json(folder / "task.json", models::task_record(*data.task, *data.corpus, data.seed));
  formats::Json timings;
  timings["train_seconds"] = seconds;
  timings["step_seconds"] = steps;  // of an epoch each; of an ESN: states, readout, measuring
  timings["threads"] = threads;
  formats::write_json(folder / "timings.json", timings);
  formats::Json run;
  run["format_version"] = 1;
  run["command"] = "rssviz train";
  run["version"] = program_version();
  run["seed"] = data.seed;
  run["network"] = settings;
  run["recipe"] = formats::parse_json(recipe, "recipe");
  formats::write_json(folder / "run.json", run);
}

std::string number_text(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

// 1000 -> "1,000".
std::string with_commas(long long value) {
  std::string text = std::to_string(value);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

void describe_esn(NetworkView& view, const models::EsnRun& run) {
  const models::EsnOptions& o = run.options.reservoir;
  view.name = "ESN";
  view.leak_rate = o.leak_rate;
  view.description = "echo state network with " + with_commas(o.units) + " units (spectral radius " +
                     number_text(o.spectral_radius) + ", density " + number_text(o.density) + ", leak rate " +
                     number_text(o.leak_rate) + ", seed " + std::to_string(run.seed) + ")";
  view.training = "readout trained on the state after END of " + with_commas(run.sentences.back()) +
                  " sentences, one pass";
  for (const int n : run.sentences)
    view.stage_names.push_back(with_commas(n) + (n == 1 ? " sentence" : " sentences"));
}

void describe_lstm(NetworkView& view, const models::LstmRun& run) {
  view.name = "LSTM";
  view.description =
      "LSTM with " + std::to_string(run.options.units) + " units (seed " + std::to_string(run.seed) + ")";
  view.training =
      "trained on the output after END for " + std::to_string(run.options.epochs) + " epochs of " +
      with_commas(run.options.epochs > 0 ? run.sentences.back() / run.options.epochs : 0) + " sentences";
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
}

// Training time until each stage, where timings.json has it: an epoch each, or of an ESN its readout alone.
void load_timings(NetworkView& view, const fs::path& folder) {
  const fs::path file = folder / "timings.json";
  if (!fs::exists(file)) fail(ErrorKind::no_input, file.string() + ": is missing; the run must be trained again");
  const formats::Json timings = formats::read_json(file);
  view.train_seconds = timings.value("train_seconds", 0.0);
  const auto steps = timings.value("step_seconds", std::vector<double>());
  if (view.cell == "esn") {
    if (steps.size() > 2) view.train_seconds = steps[2];  // measuring its errors is not training
  } else if (static_cast<int>(steps.size()) == view.stages) {
    view.stage_seconds = steps;
    view.train_seconds = steps.back();
  }
}

}  // namespace

int LoadedRun::stages() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->stages();
  return static_cast<int>(std::get<LstmPointer>(run)->stages.size());
}

std::unique_ptr<models::Network> LoadedRun::network_at(int stage) const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return models::network_at(**esn, stage);
  return models::network_at(*std::get<LstmPointer>(run), stage);
}

std::unique_ptr<models::Network> LoadedRun::retrained(std::uint64_t seed, const Execution& execution) const {
  const int inputs = static_cast<int>(data.corpus->vocabulary.size());
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) {
    auto reservoir = std::make_shared<const models::Reservoir<float>>(
        models::make_reservoir((*esn)->options.reservoir, inputs, seed));
    return models::make_esn_network(std::move(reservoir), MatrixD(0, 0));
  }
  const models::LstmTrainingOptions& options = std::get<LstmPointer>(run)->options;
  return models::network_at(models::train_lstm(*data.corpus, options, seed, {}, execution), -1);
}

const std::vector<models::StageMetrics>& LoadedRun::metrics() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->metrics;
  return std::get<LstmPointer>(run)->metrics;
}

void train_run(const Settings& settings, const fs::path& folder, const std::string& recipe,
               const Execution& execution) {
  const std::string& cell = settings.text("cell");
  const auto seed = static_cast<std::uint64_t>(settings.integer("seed"));
  const TaskData data = make_task(to_int(settings, "objects"), seed);
  const models::Judge judge = models::csl_judge(*data.task, *data.corpus);
  TimedProgress timed(execution.progress);
  const Execution noted{execution.workers, timed};
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const auto clear_old = [&] {  // stages of an earlier run must not stand among the new ones
    std::error_code ignored;
    fs::remove(folder / "run.json", ignored);
    fs::remove_all(folder / "stages", ignored);
    fs::remove(folder / "reservoir.npz", ignored);
  };
  const auto save = [&](const auto& run) {
    const double took = seconds();
    clear_old();
    models::save_run(run, folder);
    write_records(folder, models::settings_record(run), recipe, data, took, timed.step_seconds(),
                  execution.workers.threads());
  };
  if (cell == "esn")
    save(models::train_esn(*data.corpus, esn_options(settings), seed, judge, noted));
  else
    save(models::train_lstm(*data.corpus, lstm_options(settings), seed, judge, noted));
}

LoadedRun load_run(const fs::path& folder) {
  if (!fs::exists(folder / "run.json"))
    fail(ErrorKind::no_input,
         folder.string() + ": is not a run (it has no run.json); make one with: rssviz train --cell esn -o " +
             folder.string());
  LoadedRun loaded;
  const std::string task_file = (folder / "task.json").string();
  const models::TaskOfRun task = models::task_of_record(formats::read_json(folder / "task.json"), task_file);
  loaded.data.seed = task.seed;
  loaded.data.task = std::make_shared<const models::CrossSituationalTask>(task.spec);
  loaded.data.corpus =
      std::make_shared<const models::Corpus>(models::make_corpus(*loaded.data.task, task.seed));
  loaded.cell = models::cell_of_run(folder);
  if (loaded.cell == "esn")
    loaded.run = std::make_shared<const models::EsnRun>(models::load_esn_run(folder));
  else
    loaded.run = std::make_shared<const models::LstmRun>(models::load_lstm_run(folder));
  return loaded;
}

NetworkView load_view(const fs::path& folder, unsigned reads) {
  const auto loaded = std::make_shared<const LoadedRun>(load_run(folder));
  NetworkView view;
  view.id = fs::absolute(folder / "x").lexically_normal().parent_path().filename().string();
  view.cell = loaded->cell;
  view.seed = loaded->data.seed;
  view.task = task_view(loaded->data);
  view.corpus = loaded->data.corpus;
  view.metrics = loaded->metrics();
  view.stages = loaded->stages();
  view.network_at = [loaded](int stage) { return loaded->network_at(stage); };
  view.retrained = [loaded](std::uint64_t seed, const Execution& execution) {
    return loaded->retrained(seed, execution);
  };
  if (const auto* const esn = std::get_if<EsnPointer>(&loaded->run))
    describe_esn(view, **esn);
  else
    describe_lstm(view, *std::get<LstmPointer>(loaded->run));
  if ((reads & kReadsMap) != 0) load_map(view, folder);
  if ((reads & kReadsTimings) != 0) load_timings(view, folder);
  if ((reads & kReadsAligned) != 0) load_aligned(view, folder);
  return view;
}

std::vector<fs::path> inputs_of(const fs::path& folder, unsigned reads) {
  std::vector<fs::path> inputs{folder / "task.json"};
  if ((reads & kReadsMap) != 0) {
    inputs.push_back(folder / "states.npz");
    inputs.push_back(folder / "embedding.npz");
  }
  if ((reads & kReadsMetrics) != 0) inputs.push_back(folder / "metrics.csv");
  if ((reads & (kReadsNetwork | kReadsStages)) != 0) {
    if (fs::exists(folder / "reservoir.npz")) inputs.push_back(folder / "reservoir.npz");
    inputs.push_back(folder / "stages");
  }
  if ((reads & kReadsAligned) != 0) {
    inputs.push_back(folder / "stage_states.npz");
    inputs.push_back(folder / "stage_maps.npz");
  }
  return inputs;
}

}  // namespace rssviz::cli
