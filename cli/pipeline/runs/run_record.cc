#include "cli/pipeline/runs/run_record.h"

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

}  // namespace rssviz::cli
