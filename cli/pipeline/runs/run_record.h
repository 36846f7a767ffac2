// run.json: what a run's folder is, written last, so that a folder with it is whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/formats/json.h"

namespace rssviz::cli {

struct RunRecord {
  std::string command{};  // "rssviz train"
  std::uint64_t seed{1};
  const formats::Json& network;   // the settings of the network
  const formats::Json& measured;  // null: nothing
  const std::string& recipe;
  std::string imported_from{};       // of an imported run: "weights.h5 (Keras)"
  std::vector<std::string> notes{};  // what the import assumed
  std::string reservoir_from{};      // of a readout trained on a given reservoir: "W.npz"
};

void write_run_record(const RunRecord& record, const std::filesystem::path& folder);

// Removes what an earlier run left in the folder: its stages must not stand among new ones.
void clear_run(const std::filesystem::path& folder);

// What training left there: all of it but timings.json, which is never the same again. In order of names.
// `of_task`: those that hold the task, beside task.json (models/tasks/task.h).
std::vector<std::filesystem::path> files_of_run(const std::filesystem::path& folder,
                                                const std::vector<std::string>& of_task);

}  // namespace rssviz::cli
