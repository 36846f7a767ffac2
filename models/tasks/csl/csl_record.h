// The task in a run's task.json. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "core/formats/json.h"
#include "models/data/corpus.h"
#include "models/tasks/csl/cross_situational.h"

namespace rssviz::models {

// task.json: spec, seed, vocabulary, concepts, output names, the sentences of each split, notes.
formats::Json task_record(const CrossSituationalTask& task, const Corpus& corpus, std::uint64_t seed);
// Spec and seed of a task.json, from which task and corpus are made again. Throws Error{data} naming the
// field.
struct TaskOfRun {
  CslSpec spec{};
  std::uint64_t seed{};
};
TaskOfRun task_of_record(const formats::Json& record, const std::string& file);

}  // namespace rssviz::models
