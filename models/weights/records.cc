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
  return options;
}

Json task_record(const CrossSituationalTask& task, const Corpus& corpus, std::uint64_t seed) {
  const CslSpec& spec = task.spec();
  Json record;
  record["task"] = "csl";
  record["seed"] = seed;
  record["n_objects"] = spec.n_objects;
  record["train_one"] = spec.train_one;
  record["train_two"] = spec.train_two;
  record["validation_one"] = spec.validation_one;
  record["validation_two"] = spec.validation_two;
  record["test_one"] = spec.test_one;
  record["test_two"] = spec.test_two;
  record["vocabulary"] = task.vocabulary();
  record["concepts"] = task.concepts();
  record["output_names"] = task.output_names();
  record["notes"] = corpus.notes;
  Json splits;
  for (const Split split : kSplits) {
    Json sentences = Json::array();
    for (const std::int32_t row : corpus.indices(split)) {
      sentences.push_back(corpus.text(corpus.sequences[static_cast<std::size_t>(row)]));
    }
    splits[std::string(name_of(split))] = std::move(sentences);
  }
  record["splits"] = std::move(splits);
  return record;
}

TaskOfRun task_of_record(const Json& record, const std::string& file) {
  const auto number = [&](const char* name) { return field<int>(record, name, file); };
  if (!record.is_object() || record.value("task", Json()) != "csl") {
    fail(ErrorKind::data, file + ": the field task must be \"csl\"");
  }
  TaskOfRun result;
  result.seed = field<std::uint64_t>(record, "seed", file);
  result.spec = {.n_objects = number("n_objects"),
                 .train_one = number("train_one"),
                 .train_two = number("train_two"),
                 .validation_one = number("validation_one"),
                 .validation_two = number("validation_two"),
                 .test_one = number("test_one"),
                 .test_two = number("test_two")};
  return result;
}

}  // namespace rssviz::models
