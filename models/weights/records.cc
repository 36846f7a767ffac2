#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "models/weights/run_files.h"

namespace rssviz::models {

using formats::Json;

using formats::field;
using formats::field_or;

Json settings_record(const EsnRun& run) {
  const EsnOptions& reservoir = run.options.reservoir;
  Json record;
  record["cell"] = "esn";
  record["learning"] = run.options.learning == Learning::final ? "final" : "continuous";
  record["seed"] = run.seed;
  record["units"] = reservoir.units;
  record["spectral_radius"] = reservoir.spectral_radius;
  record["rescale_radius"] = reservoir.rescale_radius;
  record["density"] = reservoir.density;
  record["leak_rate"] = reservoir.leak_rate;
  record["input_scaling"] = reservoir.input_scaling;
  record["input_density"] = reservoir.input_density;
  record["bias_scaling"] = reservoir.bias_scaling.value_or(reservoir.input_scaling);
  record["regularization"] = run.options.regularization;
  record["solver"] = run.options.solver == Solver::rls ? "rls" : "ridge";
  record["stages"] = run.sentences;
  return record;
}

EsnTrainingOptions esn_options_of(const Json& record, const std::string& file) {
  const bool continuous = field_or<std::string>(record, "learning", "final", file) == "continuous";
  EsnTrainingOptions options;
  options.learning = continuous ? Learning::continuous : Learning::final;
  EsnOptions& reservoir = options.reservoir;
  reservoir.units = field<int>(record, "units", file);
  reservoir.spectral_radius = field<double>(record, "spectral_radius", file);
  reservoir.density = field<double>(record, "density", file);
  reservoir.leak_rate = field<double>(record, "leak_rate", file);
  reservoir.input_scaling = field<double>(record, "input_scaling", file);
  reservoir.input_density = field<double>(record, "input_density", file);
  reservoir.bias_scaling = field<double>(record, "bias_scaling", file);
  reservoir.rescale_radius = field<bool>(record, "rescale_radius", file);
  options.regularization = field<double>(record, "regularization", file);
  options.solver = field<std::string>(record, "solver", file) == "rls" ? Solver::rls : Solver::ridge;
  options.stages = field<std::vector<int>>(record, "stages", file);
  return options;
}

// Only what isn't as it was before there were such options, so that runs keep their bytes.
namespace {

void put_further(const RecurrentOptions& options, Json& record) {
  const RecurrentOptions plain;
  const auto put = [&](const char* name, auto RecurrentOptions::*field) {
    if (options.*field != plain.*field) record[name] = options.*field;
  };
  if (options.clip_by == ClipBy::value) record["clip_by"] = "value";
  put("decay", &RecurrentOptions::decay);
  put("decay_after", &RecurrentOptions::decay_after);
  put("patience", &RecurrentOptions::patience);
  put("stage_batches", &RecurrentOptions::stage_batches);
  put("uniform", &RecurrentOptions::uniform);
  put("forget_one", &RecurrentOptions::forget_one);
  put("two_biases", &RecurrentOptions::two_biases);
}

void take_further(const Json& record, const std::string& file, RecurrentOptions& options) {
  const auto take = [&](const char* name, auto RecurrentOptions::*field) {
    options.*field = field_or(record, name, options.*field, file);
  };
  if (field_or<std::string>(record, "clip_by", "norm", file) == "value") options.clip_by = ClipBy::value;
  take("decay", &RecurrentOptions::decay);
  take("decay_after", &RecurrentOptions::decay_after);
  take("patience", &RecurrentOptions::patience);
  take("stage_batches", &RecurrentOptions::stage_batches);
  take("uniform", &RecurrentOptions::uniform);
  take("forget_one", &RecurrentOptions::forget_one);
  take("two_biases", &RecurrentOptions::two_biases);
}

}  // namespace

Json settings_record(const RecurrentRun& run) {
  const RecurrentOptions& options = run.options;
  const OptimizerOptions& optimizer = options.optimizer;
  Json record;
  record["cell"] = name_of(options.cell);
  record["seed"] = run.seed;
  record["units"] = options.units;
  record["layers"] = options.layers;
  record["epochs"] = options.epochs;
  record["batch_size"] = options.batch_size;
  record["shuffle"] = options.shuffle;
  record["dropout"] = options.dropout;
  record["clip"] = options.clip ? Json(*options.clip) : Json(nullptr);
  record["optimizer"] = name_of(optimizer.kind);
  record["learning_rate"] = optimizer.learning_rate;
  if (optimizer.kind == OptimizerKind::adam) {
    record["beta1"] = optimizer.beta1;
    record["beta2"] = optimizer.beta2;
  } else {
    record["rho"] = optimizer.rho;
  }
  record["epsilon"] = optimizer.epsilon;
  put_further(options, record);
  return record;
}

// What runs of the first version don't say has its default.
RecurrentOptions recurrent_options_of(const Json& record, const std::string& file) {
  RecurrentOptions options;
  OptimizerOptions& optimizer = options.optimizer;
  options.cell = with_context(file, [&] { return cell_named(field<std::string>(record, "cell", file)); });
  options.units = field<int>(record, "units", file);
  options.layers = field_or(record, "layers", 1, file);
  options.epochs = field<int>(record, "epochs", file);
  options.batch_size = field<int>(record, "batch_size", file);
  options.shuffle = field_or(record, "shuffle", false, file);
  options.dropout = field_or(record, "dropout", 0.0, file);
  if (formats::has_field(record, "clip")) options.clip = field<double>(record, "clip", file);
  optimizer.kind =
      with_context(file, [&] { return optimizer_named(field<std::string>(record, "optimizer", file)); });
  optimizer.learning_rate = field<double>(record, "learning_rate", file);
  optimizer.beta1 = field_or(record, "beta1", optimizer.beta1, file);
  optimizer.beta2 = field_or(record, "beta2", optimizer.beta2, file);
  optimizer.rho = field_or(record, "rho", optimizer.rho, file);
  optimizer.epsilon = field<double>(record, "epsilon", file);
  take_further(record, file, options);
  return options;
}

}  // namespace rssviz::models
