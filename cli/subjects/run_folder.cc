#include "cli/subjects/run_folder.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/subjects/run_training_folder.h"
#include "cli/subjects/subject.h"
#include "core/error.h"
#include "core/formats/json.h"
#include "models/cells/over_rows.h"
#include "models/tasks/csl/csl_record.h"
#include "models/training/array_training.h"
#include "models/weights/array_files.h"
#include "models/weights/foreign_weights.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

using EsnPointer = std::shared_ptr<const models::EsnRun>;
using RecurrentPointer = std::shared_ptr<const models::RecurrentRun>;

}  // namespace

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

int LoadedRun::stages() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->stages();
  return static_cast<int>(std::get<RecurrentPointer>(run)->stages.size());
}

std::unique_ptr<models::Network> LoadedRun::network_at(int stage) const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return models::network_at(**esn, stage);
  return models::network_at(*std::get<RecurrentPointer>(run), stage);
}

std::unique_ptr<models::Network> LoadedRun::network_over(int stage, MatrixRef rows) const {
  const auto at = [&](int count) { return static_cast<std::size_t>(stage < 0 ? count - 1 : stage); };
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) {
    auto reservoir =
        std::make_shared<const models::Reservoir<float>>(models::over_input_rows(*(*esn)->reservoir, rows));
    return models::make_esn_network(std::move(reservoir), (*esn)->readouts[at(stages())]);
  }
  return models::make_recurrent_network(
      models::over_input_rows(std::get<RecurrentPointer>(run)->stages[at(stages())], rows));
}

int LoadedRun::inputs() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->reservoir->inputs();
  return std::get<RecurrentPointer>(run)->stages.back().shape.inputs;
}

std::unique_ptr<models::Network> LoadedRun::retrained(std::uint64_t seed, const Execution& execution) const {
  if (!imported_from.empty())
    fail(ErrorKind::data, "the run was imported from " + imported_from + ": it can't be trained again here");
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) {
    models::Reservoir<float> reservoir =
        models::make_reservoir((*esn)->options.reservoir, (*esn)->reservoir->inputs(), seed);
    if (arrays) reservoir = models::over_input_rows(reservoir, arrays->task.inputs);
    return models::make_esn_network(std::make_shared<const models::Reservoir<float>>(std::move(reservoir)),
                                    MatrixD(0, 0));
  }
  const models::RecurrentOptions& options = std::get<RecurrentPointer>(run)->options;
  if (arrays) {
    const models::RecurrentRun trained =
        models::train_recurrent(arrays->task, arrays->options, options, seed, execution);
    return models::make_recurrent_network(
        models::over_input_rows(trained.stages.back(), arrays->task.inputs));
  }
  return models::network_at(models::train_recurrent(*data.corpus, options, seed, {}, execution), -1);
}

const std::vector<models::StageMetrics>& LoadedRun::metrics() const {
  if (const auto* const esn = std::get_if<EsnPointer>(&run)) return (*esn)->metrics;
  return std::get<RecurrentPointer>(run)->metrics;
}

LoadedRun load_run(const fs::path& folder) {
  if (is_in_training(folder))
    fail(ErrorKind::no_input,
         folder.string() + ": training has not ended; go on with the same rssviz train and --resume");
  if (!fs::exists(folder / "run.json"))
    fail(ErrorKind::no_input,
         folder.string() + ": is not a run (it has no run.json); make one with: rssviz train --cell esn -o " +
             folder.string());
  LoadedRun loaded;
  loaded.imported_from = formats::read_json(folder / "run.json").value("imported_from", std::string());
  const std::string task_file = (folder / "task.json").string();
  const formats::Json record = formats::read_json(folder / "task.json");
  const formats::Json task_name = record.value("task", formats::Json());
  if (task_name == "arrays") {
    loaded.arrays = std::make_shared<const ArrayData>(
        ArrayData{models::load_arrays(folder), models::array_options_of(record, task_file)});
  } else if (task_name != "none") {
    const models::TaskOfRun task = models::task_of_record(record, task_file);
    loaded.data.seed = task.seed;
    loaded.data.task = std::make_shared<const models::CrossSituationalTask>(task.spec);
    loaded.data.corpus =
        std::make_shared<const models::Corpus>(models::make_corpus(*loaded.data.task, task.seed));
  }
  loaded.cell = models::cell_of_run(folder);
  if (loaded.cell == "esn")
    loaded.run = std::make_shared<const models::EsnRun>(models::load_esn_run(folder));
  else
    loaded.run = std::make_shared<const models::RecurrentRun>(models::load_recurrent_run(folder));
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
  if (!run.has_task()) no_task(folder);
  return run;
}

LoadedRun load_run_with_inputs(const fs::path& folder) {
  LoadedRun run = load_run(folder);
  if (!run.has_inputs()) no_task(folder);
  return run;
}

std::vector<fs::path> inputs_of(const fs::path& folder, unsigned reads) {
  std::vector<fs::path> inputs{folder / "task.json"};
  const bool needs_arrays =
      (reads & (kReadsMap | kReadsNetwork | kReadsStages | kReadsAligned | kReadsLearning)) != 0;
  if (needs_arrays && fs::exists(models::arrays_path(folder))) inputs.push_back(models::arrays_path(folder));
  if ((reads & kReadsMap) != 0) {
    inputs.push_back(folder / "states.npz");
    inputs.push_back(folder / "embedding.npz");
  }
  if ((reads & kReadsMetrics) != 0) inputs.push_back(folder / "metrics.csv");
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
