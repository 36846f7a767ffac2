// The folder of a run, as far as models know it:
//   metrics.csv, stages/NNNN.npz (weights of a stage), reservoir.npz (ESN: W_in and W, once), task.json.
// run.json and timings.json are written by the command line. Functions for one thread at a time a folder.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "core/formats/json.h"
#include "models/tasks/cross_situational.h"
#include "models/training/esn_training.h"
#include "models/training/lstm_training.h"

namespace rssviz::models {

// Writes all files but task.json. Throws Error{cannot_create} or {io}.
void save_run(const EsnRun& run, const std::filesystem::path& folder);
void save_run(const LstmRun& run, const std::filesystem::path& folder);
// "esn" or "lstm": the cell whose stages stand in the folder. Throws Error{no_input} or {data}.
std::string cell_of_run(const std::filesystem::path& folder);
// Throw Error{no_input} or Error{data} naming file and array.
EsnRun load_esn_run(const std::filesystem::path& folder);
LstmRun load_lstm_run(const std::filesystem::path& folder);

// task.json: spec, seed, vocabulary, concepts, output names, the sentences of each split, notes.
formats::Json task_record(const CrossSituationalTask& task, const Corpus& corpus, std::uint64_t seed);
// Spec and seed of a task.json, from which task and corpus are made again. Throws Error{data} naming the
// field.
struct TaskOfRun {
  CslSpec spec{};
  std::uint64_t seed{};
};
TaskOfRun task_of_record(const formats::Json& record, const std::string& file);

// The settings of a run that change results, for run.json and recipes.
formats::Json settings_record(const EsnRun& run);
formats::Json settings_record(const LstmRun& run);

}  // namespace rssviz::models
