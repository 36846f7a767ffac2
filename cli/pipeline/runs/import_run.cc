#include "cli/pipeline/runs/import_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pipeline/runs/import_check.h"
#include "cli/pipeline/runs/run_record.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/task_views.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/tasks/csl/csl_record.h"
#include "models/training/measure_network.h"
#include "models/weights/foreign_weights.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

enum class Origin { keras, torch, reservoirpy };

std::string name_of(Origin origin) {
  return origin == Origin::keras ? "Keras" : origin == Origin::torch ? "PyTorch" : "reservoirpy";
}

// Keras' arrays end in kernel:0 or stand in groups; PyTorch's are named weight_ih_l0.
Origin origin_of(const Settings& settings, const formats::Archive& arrays) {
  const std::string& asked = settings.text("from");
  const bool esn = settings.text("cell") == "esn";
  if (asked == "auto") {
    if (esn) return Origin::reservoirpy;
    const bool torch = std::any_of(arrays.begin(), arrays.end(), [](const auto& entry) {
      return entry.first.find("weight_hh_l") != std::string::npos;
    });
    return torch ? Origin::torch : Origin::keras;
  }
  if (esn != (asked == "reservoirpy"))
    fail(ErrorKind::usage, "--from " + asked + " does not go with --cell " + settings.text("cell"));
  return asked == "keras" ? Origin::keras : asked == "torch" ? Origin::torch : Origin::reservoirpy;
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

double share_not_zero(MatrixRef matrix) {
  return static_cast<double>((matrix.array() != 0.F).count()) /
         static_cast<double>(std::max<Eigen::Index>(matrix.size(), 1));
}

models::EsnRun esn_run(models::ForeignReservoir foreign) {
  models::EsnRun run;
  const models::Reservoir<float>& reservoir = foreign.reservoir;
  models::EsnOptions& options = run.options.reservoir;
  run.measured_radius = models::measure_spectral_radius(reservoir.recurrent);
  run.effective_radius = models::measure_effective_radius(reservoir);
  options.units = reservoir.units();
  options.leak_rate = static_cast<double>(reservoir.leak_rate);
  options.spectral_radius = *run.measured_radius;
  options.density = share_not_zero(reservoir.recurrent);
  options.input_density = share_not_zero(reservoir.input);
  run.readouts = {std::move(foreign.readout)};
  run.sentences = {0};
  run.reservoir = std::make_shared<const models::Reservoir<float>>(std::move(foreign.reservoir));
  return run;
}

models::RecurrentRun recurrent_run(models::RecurrentParameters<float> parameters) {
  models::RecurrentRun run;
  run.options.cell = parameters.shape.cell;
  run.options.units = parameters.shape.units;
  run.options.layers = parameters.shape.layers;
  run.options.epochs = 0;
  run.sentences = {0};
  run.stages = {std::move(parameters)};
  return run;
}

// The numbers of the last stage on the task's sentences, where the network has its outputs.
std::vector<models::StageMetrics> metrics_of(const models::Network& network, const TaskData& data,
                                             const std::string& file, const Execution& execution) {
  if (!data.task) return {};
  const models::Corpus& corpus = *data.corpus;
  const auto words = static_cast<int>(corpus.vocabulary.size());
  if (network.inputs() != words)
    fail(ErrorKind::data, file + ": the network has " + std::to_string(network.inputs()) +
                              " inputs, the task with " + std::to_string(data.task->n_objects()) +
                              " objects " + std::to_string(words) +
                              " words; is --objects right? (without --task: inputs "
                              "are arrays)");
  if (network.outputs() == 0) return {};
  if (network.outputs() != corpus.targets.cols())
    fail(ErrorKind::data, file + ": the network has " + std::to_string(network.outputs()) +
                              " outputs, the task " + std::to_string(corpus.targets.cols()));
  return models::measure_network(network, models::build_trie(corpus.sequences), corpus,
                                 models::csl_judge(*data.task, corpus), execution);
}

struct Imported {
  Origin origin{};
  std::optional<models::EsnRun> esn{};
  std::optional<models::RecurrentRun> recurrent{};
};

Imported read_weights(const formats::Archive& arrays, const Settings& settings, const TaskData& data,
                      const std::string& file) {
  Imported result{origin_of(settings, arrays), {}, {}};
  const std::string& cell = settings.text("cell");
  const int inputs = data.task ? static_cast<int>(data.corpus->vocabulary.size()) : 0;
  if (cell == "esn")
    result.esn = esn_run(models::from_reservoirpy(arrays, inputs, conventions_of(settings), file));
  else if (result.origin == Origin::torch)
    result.recurrent = recurrent_run(models::from_torch(arrays, models::cell_named(cell), file));
  else
    result.recurrent = recurrent_run(models::from_keras(arrays, models::cell_named(cell), file));
  return result;
}

std::optional<double> check_states(const Imported& imported, const formats::Archive& arrays,
                                   const Settings& settings, const std::string& file,
                                   const Execution& execution) {
  if (!settings.has("check")) return std::nullopt;
  if (!settings.has("inputs"))
    fail(ErrorKind::usage, "--check needs --inputs: the array over which those states were made");
  const StatesCheck check(settings, execution);
  if (imported.esn) return check.compare(*imported.esn, arrays, conventions_of(settings), file);
  return check.compare(imported.recurrent->stages.front());
}

void write_task(const TaskData& data, const fs::path& folder) {
  formats::Json record;
  if (data.task)
    record = models::task_record(*data.task, *data.corpus, data.seed);
  else
    record["task"] = "none";
  formats::write_json(folder / "task.json", record);
}

}  // namespace

std::string import_recipe(const Settings& settings, const fs::path& output) {
  const std::string& source = settings.positionals().front();
  return recipe_line({"import", {}, {source}, {formats::parse_source(source).file}, output}, settings);
}

ImportReport import_run(const Settings& settings, const fs::path& output, const Execution& execution) {
  const std::string& file = settings.positionals().front();
  const std::string recipe = import_recipe(settings, output);
  const formats::Archive arrays = formats::read_arrays(file);
  TaskData data;
  if (settings.text("task") == "csl")
    data = make_task(static_cast<int>(settings.integer("objects")),
                     static_cast<std::uint64_t>(settings.integer("seed")));
  Imported imported = read_weights(arrays, settings, data, file);
  const std::unique_ptr<models::Network> network =
      imported.esn ? models::network_at(*imported.esn, -1) : models::network_at(*imported.recurrent, -1);
  ImportReport report{
      fs::path(formats::parse_source(file).file).filename().string() + " (" + name_of(imported.origin) + ")",
      network->state_size(), network->inputs(), network->outputs(),
      check_states(imported, arrays, settings, file, execution)};
  const std::vector<models::StageMetrics> metrics = metrics_of(*network, data, file, execution);
  clear_run(output);
  formats::Json network_record, measured;
  if (imported.esn) {
    imported.esn->metrics = metrics;
    models::save_run(*imported.esn, output);
    network_record = models::settings_record(*imported.esn);
    measured["spectral_radius"] = *imported.esn->measured_radius;
    measured["effective_spectral_radius"] = *imported.esn->effective_radius;
    report.units = imported.esn->options.reservoir.units;
  } else {
    imported.recurrent->metrics = metrics;
    models::save_run(*imported.recurrent, output);
    network_record = models::settings_record(*imported.recurrent);
    report.units = imported.recurrent->options.units;
  }
  write_task(data, output);
  write_run_record({.command = "rssviz import",
                    .seed = data.seed,
                    .network = network_record,
                    .measured = measured,
                    .recipe = recipe,
                    .imported_from = report.source},
                   output);
  return report;
}

}  // namespace rssviz::cli
