#include <nlohmann/json.hpp>

#include "core/error.h"
#include "models/weights/run_files.h"

namespace rssviz::models {

using formats::Json;

Json settings_record(const EsnRun& run) {
  const EsnOptions& reservoir = run.options.reservoir;
  Json record;
  record["cell"] = "esn";
  record["learning"] = "final";
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

Json settings_record(const LstmRun& run) {
  const LstmTrainingOptions& options = run.options;
  Json record;
  record["cell"] = "lstm";
  record["seed"] = run.seed;
  record["units"] = options.units;
  record["epochs"] = options.epochs;
  record["batch_size"] = options.batch_size;
  record["optimizer"] = "adam";
  record["learning_rate"] = options.adam.learning_rate;
  record["beta1"] = options.adam.beta1;
  record["beta2"] = options.adam.beta2;
  record["epsilon"] = options.adam.epsilon;
  return record;
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
  const auto number = [&](const char* name) -> const Json& {
    const auto found = record.find(name);
    if (found == record.end() || !found->is_number_integer()) {
      fail(ErrorKind::data, file + ": the field " + name + " is missing or not a whole number");
    }
    return *found;
  };
  if (!record.is_object() || record.value("task", Json()) != "csl") {
    fail(ErrorKind::data, file + ": the field task must be \"csl\"");
  }
  TaskOfRun result;
  result.seed = number("seed").get<std::uint64_t>();
  result.spec = {.n_objects = number("n_objects").get<int>(),
                 .train_one = number("train_one").get<int>(),
                 .train_two = number("train_two").get<int>(),
                 .validation_one = number("validation_one").get<int>(),
                 .validation_two = number("validation_two").get<int>(),
                 .test_one = number("test_one").get<int>(),
                 .test_two = number("test_two").get<int>()};
  return result;
}

}  // namespace rssviz::models
