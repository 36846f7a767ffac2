// A run's folder on disk: run.json, metrics.csv, timings.json, task.json, stages/, and the states and maps
// made from it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "core/parallel.h"
#include "models/tasks/task.h"
#include "models/training/run.h"

namespace rssviz::cli {

struct LoadedRun {
  std::string imported_from{};   // "weights.h5 (Keras)"; "": trained here
  std::string reservoir_from{};  // "W.npz": the reservoir was given and its readout trained here
  std::shared_ptr<const models::Run> run{};
  std::shared_ptr<const models::Task> task{};  // null where the run has no task of this program's

  int stages() const { return run->stages(); }
  std::unique_ptr<models::Network> network_at(int stage) const { return run->network_at(stage); }
  // Trained again from another seed. Throws Error{data} where the weights were imported.
  std::unique_ptr<models::Network> retrained(std::uint64_t seed, const Execution& execution) const;
};

// The stage that "last" or a number names. Throws Error{usage} naming the stages there are.
int stage_number(const std::string& text, int stages);

// Throws Error{no_input} naming what is missing and the command that makes it.
LoadedRun load_run(const std::filesystem::path& folder);
// The same; Error{data} where the run has no task of this program's.
LoadedRun load_run_of_task(const std::filesystem::path& folder);

// The run as figures see it. `reads` (Reads of subject.h) says whether states and map are needed: where they
// are missing, Error{no_input} names the commands that make them.
NetworkView load_view(const std::filesystem::path& folder, unsigned reads);

// The files of a run that a kind with these `reads` reads.
std::vector<std::filesystem::path> inputs_of(const std::filesystem::path& folder, unsigned reads);

}  // namespace rssviz::cli
