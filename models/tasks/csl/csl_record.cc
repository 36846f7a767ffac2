#include "models/tasks/csl/csl_record.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json_fields.h"

namespace rssviz::models {

using formats::Json;

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
  const auto number = [&](const char* name) { return formats::field<int>(record, name, file); };
  if (!record.is_object() || record.value("task", Json()) != "csl") {
    fail(ErrorKind::data, file + ": the field task must be \"csl\"");
  }
  TaskOfRun result;
  result.seed = formats::field<std::uint64_t>(record, "seed", file);
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
