// The folder of a run, as far as models know it:
//   metrics.csv, stages/NNNN.npz (weights of a stage), reservoir.npz (ESN: W_in and W, once), task.json.
// run.json and timings.json are written by the command line. Functions for one thread at a time a folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "core/formats/json.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"
#include "models/training/run.h"

namespace rssviz::models {

// Writes all files but task.json. Throws Error{cannot_create} or {io}.
void save_run(const EsnRun& run, const std::filesystem::path& folder);
void save_run(const RecurrentRun& run, const std::filesystem::path& folder);
// "esn", "lstm", "gru" or "rnn": the cell whose stages stand in the folder. Throws Error{no_input} or {data}.
std::string cell_of_run(const std::filesystem::path& folder);
// Throw Error{no_input} or Error{data} naming file and array.
EsnRun load_esn_run(const std::filesystem::path& folder);
RecurrentRun load_recurrent_run(const std::filesystem::path& folder);
// Whichever of them it is.
std::shared_ptr<const Run> load_run(const std::filesystem::path& folder);

// Training in progress: stages as they come, and in checkpoint.npz what else is needed to go on. A checkpoint
// is written after its stage, so that one that can be read has all its stages.
void save_stage(const RecurrentRun& run, std::size_t stage, const std::filesystem::path& folder);
void save_metrics(const std::vector<StageMetrics>& metrics, const std::filesystem::path& folder);
struct Checkpoint {
  RecurrentRun run{};  // the stages so far; of texts with their metrics and the states of the streams
  OptimizerState<float> optimizer{};
  std::string recipe{};  // what the writer says about the settings: whoever goes on compares it
};
// After the last stage of `run`.
void save_checkpoint(const RecurrentRun& run, const OptimizerState<float>& optimizer,
                     const std::string& recipe, const std::filesystem::path& folder);
// Throws Error{no_input} where there is none, Error{data} where it or a stage is damaged.
Checkpoint load_checkpoint(const std::filesystem::path& folder);

// The settings of a run that change results, for run.json and recipes.
formats::Json settings_record(const EsnRun& run);
formats::Json settings_record(const RecurrentRun& run);
// Back again. Throw Error{data} naming the field.
EsnTrainingOptions esn_options_of(const formats::Json& record, const std::string& file);
RecurrentOptions recurrent_options_of(const formats::Json& record, const std::string& file);

}  // namespace rssviz::models
