#include "cli/pipeline/runs/run_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/studies/grammar_errors.h"
#include "cli/subjects/provenance.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

void write_run_record(const RunRecord& record, const fs::path& folder) {
  formats::Json run;
  run["format_version"] = 1;
  run["command"] = record.command;
  run["version"] = program_version();
  if (!record.imported_from.empty()) run["imported_from"] = record.imported_from;
  if (!record.reservoir_from.empty()) run["reservoir_from"] = record.reservoir_from;
  if (!record.notes.empty()) run["notes"] = record.notes;
  run["seed"] = record.seed;
  run["network"] = record.network;
  if (!record.measured.is_null()) run["measured"] = record.measured;
  run["recipe"] = formats::parse_json(record.recipe, "recipe");
  formats::write_json(folder / "run.json", run);
}

void clear_run(const fs::path& folder) {
  std::error_code ignored;
  fs::remove(folder / "run.json", ignored);
  fs::remove_all(folder / "stages", ignored);
  fs::remove(folder / "reservoir.npz", ignored);
  fs::remove(folder / "arrays.npz", ignored);
  fs::remove(grammar_file(folder), ignored);
}

std::vector<fs::path> files_of_run(const fs::path& folder, const std::vector<std::string>& of_task) {
  std::vector<fs::path> files{grammar_file(folder)};
  for (const char* name : {"run.json", "metrics.csv", "task.json", "reservoir.npz"})
    files.push_back(folder / name);
  for (const std::string& name : of_task) files.push_back(folder / name);
  if (fs::is_directory(folder / "stages"))
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / "stages"))
      files.push_back(entry.path());
  std::erase_if(files, [](const fs::path& file) { return !fs::is_regular_file(file); });
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace rssviz::cli
