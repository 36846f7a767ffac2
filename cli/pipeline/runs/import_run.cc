#include "cli/pipeline/runs/import_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pipeline/runs/given_reservoir.h"
#include "cli/pipeline/runs/import_check.h"
#include "cli/pipeline/runs/import_text.h"
#include "cli/pipeline/runs/run_record.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"
#include "models/cells/over_rows.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/tasks/csl/csl_record.h"
#include "models/tasks/csl/csl_task.h"
#include "models/training/measure_network.h"
#include "models/training/run.h"
#include "models/weights/foreign_weights.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

enum class Origin { keras, torch, reservoirpy };

std::string name_of(Origin origin) {
  return origin == Origin::keras ? "Keras" : origin == Origin::torch ? "PyTorch" : "reservoirpy";
}

Origin origin_of(const Settings& settings, const formats::Archive& arrays) {
  const std::string& asked = settings.text("from");
  const bool esn = models::is_reservoir(settings.text("cell"));
  if (asked == "auto") {
    if (esn) return Origin::reservoirpy;
    return models::is_torch(arrays) ? Origin::torch : Origin::keras;
  }
  if (esn != (asked == "reservoirpy"))
    fail(ErrorKind::usage, "--from " + asked + " does not go with --cell " + settings.text("cell"));
  return asked == "keras" ? Origin::keras : asked == "torch" ? Origin::torch : Origin::reservoirpy;
}

// What belongs to the other kind of network is refused, not passed over.
void refuse_foreign_options(const Settings& settings) {
  const bool esn = models::is_reservoir(settings.text("cell"));
  const std::initializer_list<const char*> of_esn{"equation", "bias",         "orientation",
                                                  "leak",     "readout-bias", "readout-inputs"};
  const std::initializer_list<const char*> of_others{"recurrent-activation", "readout"};
  for (const char* const option : esn ? of_others : of_esn)
    if (settings.given(option) && settings.text(option) != settings.table().find(option)->default_text)
      fail(ErrorKind::usage,
           "--" + std::string(option) + " has no effect on --cell " + settings.text("cell"));
}

models::ForeignOptions options_of(const Settings& settings) {
  models::ForeignOptions options;
  if (settings.has("activation"))
    options.activation = models::cell_function_named(settings.text("activation"));
  if (settings.has("recurrent-activation"))
    options.recurrent_activation = models::cell_function_named(settings.text("recurrent-activation"));
  if (settings.has("readout")) options.readout = settings.text("readout");
  return options;
}

models::ReservoirConventions conventions_of(const Settings& settings) {
  models::ReservoirConventions conventions;
  if (settings.has("equation")) conventions.equation = models::equation_named(settings.text("equation"));
  if (settings.has("activation"))
    conventions.activation = models::activation_named(settings.text("activation"));
  const std::string& bias = settings.text("bias");
  conventions.bias = bias == "auto"    ? models::BiasPlace::automatic
                     : bias == "apart" ? models::BiasPlace::apart
                                       : models::BiasPlace::column;
  if (settings.text("orientation") == "from-to") conventions.orientation = models::Orientation::from_to;
  if (settings.text("leak") == "kept") conventions.leak = models::LeakMeaning::kept_share;
  if (settings.text("readout-inputs") == "last") conventions.readout_inputs = models::ReadoutInputs::last;
  if (settings.text("readout-bias") == "last") conventions.readout_bias = models::ReadoutBias::last;
  return conventions;
}

models::EsnRun esn_run(models::ForeignReservoir foreign) {
  models::EsnRun run;
  const models::Reservoir<float>& reservoir = foreign.reservoir;
  run.measured_radius = models::measure_spectral_radius(reservoir.recurrent);
  run.effective_radius = models::measure_effective_radius(reservoir);
  run.options.reservoir = described(reservoir, *run.measured_radius);
  run.readouts = {std::move(foreign.readout)};
  run.sentences = {0};
  run.reservoir = std::make_shared<const models::Reservoir<float>>(std::move(foreign.reservoir));
  return run;
}

models::RecurrentRun recurrent_run(std::vector<models::RecurrentParameters<float>> stages) {
  models::RecurrentRun run;
  const models::RecurrentShape& shape = stages.back().shape;
  run.options.cell = shape.cell;
  run.options.units = shape.units;
  run.options.layers = shape.layers;
  run.options.epochs = static_cast<int>(stages.size()) - 1;
  run.sentences.assign(stages.size(), 0);
  run.stages = std::move(stages);
  return run;
}

// The numbers of the last stage on the task's sentences, where the network has its outputs.
std::vector<models::StageMetrics> metrics_of(const models::Network& network, const models::Task* task,
                                             const std::string& file, const Execution& execution) {
  if (task == nullptr) return {};
  const models::Corpus& corpus = *task->corpus();
  const auto words = static_cast<int>(corpus.vocabulary.size());
  if (network.inputs() != words)
    fail(ErrorKind::data, file + ": the network has " + std::to_string(network.inputs()) + " inputs, the " +
                              task->description() + " has " + std::to_string(words) +
                              " words; is --objects right? (without --task: inputs are arrays)");
  if (network.outputs() == 0) return {};
  if (network.outputs() != corpus.targets.cols())
    fail(ErrorKind::data, file + ": the network has " + std::to_string(network.outputs()) +
                              " outputs, the task " + std::to_string(corpus.targets.cols()));
  return models::measure_network(network, models::build_trie(corpus.sequences), corpus, task->lesson().judge,
                                 execution);
}

struct Imported {
  Origin origin{};
  std::optional<models::EsnRun> esn{};
  std::optional<models::RecurrentRun> recurrent{};
  std::vector<std::string> notes{};  // what was assumed and what was passed over
};

std::vector<models::ForeignFile> read_files(const std::vector<std::string>& names) {
  std::vector<models::ForeignFile> files;
  for (const std::string& name : names) files.push_back({name, formats::read_arrays(name)});
  return files;
}

Imported read_weights(const std::vector<models::ForeignFile>& files, const Settings& settings,
                      const models::Task* task) {
  Imported result{origin_of(settings, files.front().arrays), {}, {}, {}};
  const std::string& cell = settings.text("cell");
  const int inputs =
      task != nullptr && task->name() == "csl" ? static_cast<int>(task->corpus()->vocabulary.size()) : 0;
  if (models::is_reservoir(cell)) {
    if (files.size() > 1)
      fail(ErrorKind::usage,
           "one file of weights is needed for --cell esn, got " + std::to_string(files.size()));
    result.esn = esn_run(
        models::from_reservoirpy(files.front().arrays, inputs, conventions_of(settings), files.front().name));
    return result;
  }
  models::ForeignStages foreign = models::import_stages(files, models::cell_named(cell), options_of(settings),
                                                        result.origin == Origin::torch);
  result.notes = std::move(foreign.last.notes);
  if (foreign.last.embedding.rows() > 0) {
    result.notes.push_back("inputs: tokens 0 to " + std::to_string(foreign.last.embedding.rows() - 1) +
                           ", by the rows of " + foreign.last.embedding_name +
                           (task != nullptr && task->name() == "text"
                                ? ", which stand for the symbols"
                                : "; record them with --inputs TOKENS.npy"));
    for (models::RecurrentParameters<float>& stage : foreign.stages)
      stage = models::over_input_rows(stage, foreign.last.embedding);
  }
  result.recurrent = recurrent_run(std::move(foreign.stages));
  return result;
}

std::optional<double> check_states(const Imported& imported, const formats::Archive& arrays,
                                   const Settings& settings, const std::string& file, int inputs,
                                   const Execution& execution) {
  if (!settings.has("check")) return std::nullopt;
  if (!settings.has("inputs"))
    fail(ErrorKind::usage, "--check needs --inputs: the array over which those states were made");
  return compare_states(settings, inputs, execution, [&](const StatesCheck& check) {
    if (imported.esn) return check.compare(*imported.esn, arrays, conventions_of(settings), file);
    return check.compare(imported.recurrent->stages.back());
  });
}

void write_task(const models::Task* task, const fs::path& folder) {
  if (task != nullptr)
    task->save(folder);
  else
    formats::write_json(folder / "task.json", {{"task", "none"}});
}

// What run.json says of the network.
struct Saved {
  formats::Json network{};
  formats::Json measured{};
  int units{0};
};

Saved save(Imported& imported, const std::vector<models::StageMetrics>& metrics, const fs::path& output) {
  Saved saved;
  if (imported.esn) {
    imported.esn->metrics = metrics;
    models::save_run(*imported.esn, output);
    saved.network = models::settings_record(*imported.esn);
    saved.measured["spectral_radius"] = *imported.esn->measured_radius;
    saved.measured["effective_spectral_radius"] = *imported.esn->effective_radius;
    saved.units = imported.esn->options.reservoir.units;
    return saved;
  }
  imported.recurrent->metrics = metrics;
  models::save_run(*imported.recurrent, output);
  saved.network = models::settings_record(*imported.recurrent);
  saved.units = imported.recurrent->options.units;
  return saved;
}

}  // namespace

std::string import_recipe(const Settings& settings, const fs::path& output) {
  std::vector<fs::path> sources, files;
  for (const std::string& source : settings.positionals()) {
    sources.emplace_back(source);
    files.emplace_back(formats::parse_source(source).file);
  }
  return recipe_line({"import", {}, std::move(sources), std::move(files), output}, settings);
}

ImportReport import_run(const Settings& settings, const fs::path& output, const Execution& execution) {
  refuse_foreign_options(settings);
  const std::string& file = settings.positionals().front();
  const std::string recipe = import_recipe(settings, output);
  const std::vector<models::ForeignFile> files = read_files(settings.positionals());
  refuse_of_text(settings);
  std::shared_ptr<const models::Task> task;
  if (settings.text("task") == "text") task = text_task_of(settings, files);
  if (settings.text("task") == "csl")
    task = models::make_csl_task(static_cast<int>(settings.integer("objects")),
                                 static_cast<std::uint64_t>(settings.integer("seed")));
  Imported imported = read_weights(files, settings, task.get());
  for (const std::string& note : imported.notes) execution.progress.warn(note);
  const std::unique_ptr<models::Network> network =
      imported.esn ? models::network_at(*imported.esn, -1) : models::network_at(*imported.recurrent, -1);
  ImportReport report{
      fs::path(formats::parse_source(file).file).filename().string() +
          (files.size() > 1 ? " and " + std::to_string(files.size() - 1) + " more" : std::string()) + " (" +
          name_of(imported.origin) + ")",
      network->state_size(), network->inputs(), network->outputs(),
      check_states(imported, files.back().arrays, settings, file, network->inputs(), execution)};
  const std::vector<models::StageMetrics> metrics =
      settings.text("task") == "text" ? text_metrics_of(*imported.recurrent, *task, file, execution)
                                      : metrics_of(*network, task.get(), file, execution);
  const FolderLock lock(output, kLockPatience_s, execution.progress);
  clear_run(output);
  const Saved saved = save(imported, metrics, output);
  report.units = saved.units;
  write_task(task.get(), output);
  write_run_record({.command = "rssviz import",
                    .seed = task ? task->seed() : 1,
                    .network = saved.network,
                    .measured = saved.measured,
                    .recipe = recipe,
                    .imported_from = report.source,
                    .notes = imported.notes},
                   output);
  return report;
}

}  // namespace rssviz::cli
