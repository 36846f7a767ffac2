#include "cli/pipeline/train_arrays.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/pipeline/input_rows.h"
#include "cli/pipeline/run_record.h"
#include "cli/pipeline/train_options.h"
#include "core/error.h"
#include "core/formats/json.h"
#include "models/training/array_training.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// One column of whole numbers becomes a column a class.
MatrixD classes_of(const Matrix& numbers, const std::string& file) {
  if (numbers.cols() > 1) return numbers.cast<double>();
  const float most = numbers.maxCoeff();
  for (Eigen::Index row = 0; row < numbers.rows(); ++row)
    if (!(numbers(row, 0) >= 0 && most < 10000) || numbers(row, 0) != std::floor(numbers(row, 0)))
      fail(ErrorKind::data,
           file + ": row " + std::to_string(row) +
               " is not the number of a class (0 to 9999); --loss class needs one, or a column a "
               "class");
  MatrixD targets = MatrixD::Zero(numbers.rows(), static_cast<Eigen::Index>(most) + 1);
  for (Eigen::Index row = 0; row < numbers.rows(); ++row)
    targets(row, static_cast<Eigen::Index>(numbers(row, 0))) = 1;
  return targets;
}

models::ArrayOptions array_options(const Settings& settings) {
  models::ArrayOptions options;
  options.washout = static_cast<int>(std::clamp<long long>(settings.integer("washout"), -1, 1'000'000'000));
  options.test_share = settings.number("test-share");
  options.carry = settings.text("state-between-sequences") == "carry";
  options.loss = models::array_loss_named(settings.text("loss"));
  options.check();
  return options;
}

}  // namespace

void train_arrays(const Settings& settings, const fs::path& folder, const std::string& recipe,
                  const Execution& execution) {
  if (settings.text("cell") != "esn")
    fail(ErrorKind::usage,
         "--task arrays trains --cell esn; networks of other cells that were trained elsewhere "
         "come in by rssviz import");
  for (const char* option : {"inputs", "targets"})
    if (!settings.has(option))
      fail(ErrorKind::usage, "--" + std::string(option) + " is needed with --task arrays");
  const models::ArrayOptions options = array_options(settings);
  InputRows input = read_input_rows(settings.text("inputs"),
                                    settings.has("lengths") ? settings.text("lengths") : std::string());
  const std::string& file = settings.text("targets");
  const Matrix targets = read_rows(file);
  if (targets.rows() != input.rows.rows())
    fail(ErrorKind::data, file + ": has " + std::to_string(targets.rows()) + " rows, " +
                              settings.text("inputs") + " has " + std::to_string(input.rows.rows()));
  models::ArrayTask task{std::move(input.rows), {}, std::move(input.sequences)};
  task.targets =
      options.loss == models::ArrayLoss::error ? classes_of(targets, file) : targets.cast<double>();
  const auto seed = static_cast<std::uint64_t>(settings.integer("seed"));
  const models::EsnRun run =
      models::train_esn_on_arrays(task, esn_options(settings), options, seed, execution);
  clear_run(folder);
  models::save_run(run, folder);
  formats::write_json(folder / "task.json",
                      {{"task", "none"},
                       {"arrays",
                        {{"washout", options.washout},
                         {"test_share", options.test_share},
                         {"loss", models::name_of(options.loss)},
                         {"state_between_sequences", options.carry ? "carry" : "zero"}}}});
  formats::Json measured;
  if (run.measured_radius) measured["spectral_radius"] = *run.measured_radius;
  if (run.effective_radius) measured["effective_spectral_radius"] = *run.effective_radius;
  formats::write_json(folder / "timings.json", {{"stages", {run.stages() - 1}},
                                                {"training_seconds", {run.training_seconds}},
                                                {"threads", execution.workers.threads()}});
  write_run_record({.command = "rssviz train",
                    .seed = seed,
                    .network = models::settings_record(run),
                    .measured = measured,
                    .recipe = recipe},
                   folder);
}

}  // namespace rssviz::cli
