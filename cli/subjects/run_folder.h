// A run's folder on disk: run.json, metrics.csv, timings.json, task.json, stages/, and the states and maps
// made from it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <variant>

#include "cli/options/option_table.h"
#include "cli/subjects/array_views.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/task_views.h"
#include "core/parallel.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::cli {

struct LoadedRun {
  std::string cell{};
  std::string imported_from{};                // "weights.h5 (Keras)"; "": trained here
  TaskData data{};                            // empty where the run has no task of this program's
  std::shared_ptr<const ArrayData> arrays{};  // of a run on arrays of one's own that it keeps
  std::variant<std::shared_ptr<const models::EsnRun>, std::shared_ptr<const models::RecurrentRun>> run{};

  int stages() const;
  std::unique_ptr<models::Network> network_at(int stage) const;  // -1: the last
  // The same with the rows of an array (steps x inputs) as its tokens. Throws Error{data} for other inputs.
  std::unique_ptr<models::Network> network_over(int stage, MatrixRef rows) const;
  bool has_task() const { return data.task != nullptr; }
  // What `rssviz train` saw is known: sentences or arrays can be recorded and drawn.
  bool has_inputs() const { return has_task() || arrays != nullptr; }
  int inputs() const;
  // The same settings from another seed: a reservoir is drawn, another network drawn and trained.
  std::unique_ptr<models::Network> retrained(std::uint64_t seed, const Execution& execution) const;
  const std::vector<models::StageMetrics>& metrics() const;
};

// The stage that "last" or a number names. Throws Error{usage} naming the stages there are.
int stage_number(const std::string& text, int stages);

// Throws Error{no_input} naming what is missing and the command that makes it.
LoadedRun load_run(const std::filesystem::path& folder);
// The same; Error{data} where the run has no task of this program's.
LoadedRun load_run_of_task(const std::filesystem::path& folder);
// The same where neither a task nor arrays are known.
LoadedRun load_run_with_inputs(const std::filesystem::path& folder);

// The run as figures see it. `reads` (Reads of figure_kind.h) says whether states and map are needed: where
// they are missing, Error{no_input} names the commands that make them.
NetworkView load_view(const std::filesystem::path& folder, unsigned reads);

// The files of a run that a kind with these `reads` reads.
std::vector<std::filesystem::path> inputs_of(const std::filesystem::path& folder, unsigned reads);

}  // namespace rssviz::cli
