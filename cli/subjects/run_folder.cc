#include "cli/subjects/run_folder.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/subjects/run_training_folder.h"
#include "cli/subjects/subject.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json_fields.h"
#include "models/tasks/catalogue.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
int stage_number(const std::string& text, int stages) {
  if (text == "last") return stages - 1;
  int stage = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), stage);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
    fail(ErrorKind::usage, "--stage: '" + text + "' is neither last, all nor a number");
  if (stage < 0 || stage >= stages)
    fail(ErrorKind::usage,
         "--stage: there is no stage " + text + "; the run has 0 to " + std::to_string(stages - 1));
  return stage;
}

std::unique_ptr<models::Network> LoadedRun::retrained(std::uint64_t seed, const Execution& execution) const {
  if (!imported_from.empty())
    fail(ErrorKind::data, "the run was imported from " + imported_from + ": it can't be trained again here");
  if (!reservoir_from.empty())
    fail(ErrorKind::data, "the reservoir was given by " + reservoir_from + ": there is no other seed of it");
  return run->retrained(task->lesson(), seed, execution);
}

LoadedRun load_run(const fs::path& folder) {
  if (!fs::exists(folder / "run.json"))
    if (const std::string holder = holder_of(folder); !holder.empty())
      fail(ErrorKind::retry,
           folder.string() + ": is being written by " + holder + "; try again when it has ended");
  if (is_in_training(folder))
    fail(ErrorKind::no_input,
         folder.string() + ": training has not ended; go on with the same rssviz train and --resume");
  if (fs::is_regular_file(folder))
    fail(ErrorKind::no_input, folder.string() +
                                  ": is a file, not the folder of a run; of files are drawn: scatter, "
                                  "paths, columns (maps), heat-map (states), overview (both)");
  if (!fs::exists(folder / "run.json"))
    fail(ErrorKind::no_input,
         folder.string() + ": is not a run (it has no run.json); make one with: rssviz train --cell esn -o " +
             folder.string());
  LoadedRun loaded;
  const std::string record = (folder / "run.json").string();
  const formats::Json json = formats::read_json(record);
  loaded.imported_from = formats::field_or<std::string>(json, "imported_from", "", record);
  loaded.reservoir_from = formats::field_or<std::string>(json, "reservoir_from", "", record);
  loaded.task = models::open_task(folder);
  loaded.run = models::load_run(folder);
  return loaded;
}

namespace {

[[noreturn]] void no_task(const fs::path& folder) {
  fail(ErrorKind::data, folder.string() +
                            ": the run has no task of this program's; its states on arrays are recorded with "
                            "rssviz record " +
                            folder.string() + " --inputs U.npy, and drawn from those by rssviz look");
}

}  // namespace

LoadedRun load_run_of_task(const fs::path& folder) {
  LoadedRun run = load_run(folder);
  if (!run.task) no_task(folder);
  return run;
}

// What a task keeps in the folder beside task.json; listed without opening the run.
constexpr const char* kFilesOfTasks[] = {"arrays.npz", "text.txt"};

std::vector<fs::path> inputs_of(const fs::path& folder, unsigned reads) {
  std::vector<fs::path> inputs{folder / "task.json"};
  const bool needs_arrays =
      (reads & (kReadsMap | kReadsNetwork | kReadsStages | kReadsAligned | kReadsLearning)) != 0;
  if (needs_arrays)
    for (const char* const name : kFilesOfTasks)
      if (fs::exists(folder / name)) inputs.push_back(folder / name);
  if ((reads & kReadsMap) != 0) {
    inputs.push_back(folder / "states.npz");
    inputs.push_back(folder / "embedding.npz");
  }
  if ((reads & kReadsMetrics) != 0) inputs.push_back(folder / "metrics.csv");
  if ((reads & kReadsTimings) != 0 && fs::exists(folder / "timings.json"))
    inputs.push_back(folder / "timings.json");
  const bool learns = (reads & kReadsLearning) != 0;
  const bool has_reservoir = fs::exists(folder / "reservoir.npz");
  if ((reads & (kReadsNetwork | kReadsStages)) != 0 || (learns && has_reservoir)) {
    if (has_reservoir) inputs.push_back(folder / "reservoir.npz");
    inputs.push_back(folder / "stages");
  }
  if ((reads & kReadsAligned) != 0 || (learns && !has_reservoir)) {
    inputs.push_back(folder / "stage_states.npz");
    inputs.push_back(folder / "stage_maps.npz");
  }
  return inputs;
}

}  // namespace rssviz::cli
