#include "cli/pipeline/runs/train_run.h"

#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/pipeline/runs/given_reservoir.h"
#include "cli/pipeline/runs/run_record.h"
#include "cli/pipeline/runs/train_ngram.h"
#include "cli/pipeline/runs/train_options.h"
#include "cli/studies/grammar_errors.h"
#include "cli/subjects/array_files.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/run_training_folder.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json_fields.h"
#include "models/tasks/catalogue.h"
#include "models/training/stream_training.h"
#include "models/weights/ngram_files.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// Seconds spent between start() and pause(), added up.
class Stopwatch {
 public:
  void start() { start_ = Clock::now(); }
  void pause() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
  void set(double seconds) { seconds_ = seconds; }
  double seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_{};
  double seconds_{0};
};

// One call of train_run.
struct Training {
  const Settings& settings;
  const fs::path& folder;
  const std::string& recipe;
  std::uint64_t seed;
  const models::Task& task;
  const models::Lesson lesson;
  const Execution& execution;
  Stopwatch watch{};                    // runs while weights change: not while stages are kept or judged
  std::vector<double> stage_seconds{};  // of training until each stage of `stages`
  std::vector<int> stages{};
};

void write_timings(const Training& training, const fs::path& folder) {
  formats::Json timings;
  timings["stages"] = training.stages;
  timings["training_seconds"] = training.stage_seconds;
  timings["threads"] = training.execution.workers.threads();
  formats::write_json(folder / "timings.json", timings);
}

// Of the training that was interrupted.
void read_timings(Training& training, const fs::path& folder) {
  if (!fs::exists(folder / "timings.json")) return;
  const std::string file = (folder / "timings.json").string();
  const formats::Json timings = formats::read_json(file);
  training.stages = formats::field_or<std::vector<int>>(timings, "stages", {}, file);
  training.stage_seconds = formats::field_or<std::vector<double>>(timings, "training_seconds", {}, file);
  if (!training.stage_seconds.empty()) training.watch.set(training.stage_seconds.back());
}

// `reservoir_from`: the file of a reservoir that was given.
void write_record(const Training& training, const formats::Json& network, const formats::Json& measured,
                  const std::string& reservoir_from = "") {
  write_run_record({.command = "rssviz train",
                    .seed = training.seed,
                    .network = network,
                    .measured = measured,
                    .recipe = training.recipe,
                    .reservoir_from = reservoir_from},
                   training.folder);
}

void remove_training(const fs::path& folder) {
  std::error_code ignored;
  fs::remove_all(training_folder(folder), ignored);
}

// --test all: the last stage on every sentence of the grammar.
void test_if_asked(const Training& training, const models::Network& network, int stage) {
  if (training.settings.text("test") != "all") return;
  const TestedStage tested = test_stage(network, stage, training.task, training.execution);
  formats::write_csv(grammar_file(training.folder), grammar_table({tested}));
  training.execution.progress.note(training.folder.string() + ": " + grammar_line(tested.counts));
}

void train_echo_state(Training& training) {
  models::EsnTrainingOptions options = esn_options(training.settings);
  models::GivenReservoir given;
  if (training.settings.has("reservoir")) given = read_reservoir(training.settings, training.lesson, options);
  const models::EsnRun run =
      models::train_readout(training.lesson, options, given, training.seed, training.execution);
  training.stages = {run.stages() - 1};
  training.stage_seconds = {run.training_seconds};
  write_timings(training, training.folder);
  clear_run(training.folder);
  models::save_run(run, training.folder);
  training.task.save(training.folder);
  formats::Json measured;
  test_if_asked(training, *models::network_at(run, -1), run.stages() - 1);
  if (run.measured_radius) measured["spectral_radius"] = *run.measured_radius;
  if (run.effective_radius) measured["effective_spectral_radius"] = *run.effective_radius;
  write_record(training, models::settings_record(run), measured,
               given ? fs::path(training.settings.text("reservoir")).filename().string() : "");
  remove_training(training.folder);
}

// The training that was interrupted, where there is one and its files are whole.
std::optional<models::Checkpoint> interrupted_training(const fs::path& folder) {
  try {
    return models::load_checkpoint(training_folder(folder));
  } catch (const Error&) {
    return std::nullopt;  // to begin anew gives the same bytes
  }
}

std::string difference(const formats::Json& begun, const formats::Json& asked, const std::string& file) {
  if (formats::member(begun, "rssviz", file) != asked.at("rssviz")) return "another version of rssviz";
  const formats::Json& settings = formats::member(begun, "settings", file);
  for (const auto& [key, value] : asked.at("settings").items()) {
    const formats::Json before = formats::has_field(settings, key) ? settings.at(key) : formats::Json();
    if (before == value) continue;
    return before.is_null()
               ? key + " left at its default, not " + value.dump()
               : key + " = " + before.dump() + ", not " + (value.is_null() ? "its default" : value.dump());
  }
  return "other settings";
}

[[noreturn]] void complain(const std::string& recipe, const Training& training) {
  const formats::Json begun = formats::parse_json(recipe, "checkpoint.npz");
  const formats::Json asked = formats::parse_json(training.recipe, "recipe");
  fail(ErrorKind::usage, training.folder.string() + ": training was begun with " +
                             difference(begun, asked, "checkpoint.npz") +
                             "; go on with the same settings, or leave --resume out to begin anew");
}

// A run that has ended with other settings is not what is asked to go on.
void check_ended(const Training& training) {
  const std::optional<std::string> ended = recipe_of_output(training.folder);
  if (ended && *ended != training.recipe) complain(*ended, training);
}

// From the folder of training into that of the run.
void move_stages(const fs::path& folder) {
  clear_run(folder);
  std::error_code code;
  fs::rename(training_folder(folder) / "stages", folder / "stages", code);
  if (code)
    fail(ErrorKind::io, (folder / "stages").string() + ": cannot be put in place (" + code.message() + ")");
}

// What is left of training that can't go on: where it stays is returned.
fs::path keep_broken(const Training& training, models::RecurrentRun& run) {
  models::measure_stages(training.lesson, training.execution, run);
  const bool stays = fs::exists(training.folder / "run.json");
  const fs::path place = stays ? training_folder(training.folder) : training.folder;
  if (!stays) move_stages(training.folder);
  models::save_metrics(run.metrics, place);
  if (!stays) {
    training.task.save(training.folder);
    remove_training(training.folder);
  }
  return place;
}

// What training has come to: stages are epochs, unless they come after so many batches.
std::string last_stage(const models::RecurrentRun& run) {
  return (run.options.stage_batches > 0 ? "stage " : "epoch ") + std::to_string(run.stages.size() - 1);
}

void run_stages(Training& training, models::RecurrentRun& run,
                const models::OptimizerState<float>& optimizer) {
  const fs::path place = training_folder(training.folder);
  const auto on_stage = [&](const models::RecurrentRun& so_far, const models::OptimizerState<float>& state) {
    training.watch.pause();
    training.stages.push_back(static_cast<int>(so_far.stages.size()) - 1);
    training.stage_seconds.push_back(training.watch.seconds());
    models::save_stage(so_far, so_far.stages.size() - 1, place);
    models::save_checkpoint(so_far, state, training.recipe, place);
    write_timings(training, place);
    training.watch.start();
  };
  training.watch.start();
  try {
    models::train_stages(training.lesson, run, optimizer, training.execution, on_stage);
  } catch (const Error& error) {
    if (run.stages.empty()) throw;
    const std::string last = last_stage(run);
    if (error.kind() == ErrorKind::interrupted)
      fail(error.kind(), std::string(error.what()) + " after " + last + "; go on with --resume");
    if (error.kind() != ErrorKind::numeric) throw;
    fail(error.kind(), std::string(error.what()) + "; the stages up to " + last + " are kept in " +
                           keep_broken(training, run).string());
  }
}

models::RecurrentOptions options_of(const Training& training) {
  models::RecurrentOptions options = recurrent_options(training.settings);
  if (training.settings.has("parameters"))
    options.units =
        models::units_of_size(options.cell, static_cast<int>(training.task.corpus()->vocabulary.size()),
                              options.layers, training.settings.integer("parameters"));
  return options;
}

void train_in_epochs(Training& training, Resume resume) {
  models::RecurrentRun run{.options = options_of(training), .seed = training.seed};
  models::OptimizerState<float> optimizer;
  const fs::path place = training_folder(training.folder);
  std::optional<models::Checkpoint> checkpoint;
  if (resume != Resume::no) checkpoint = interrupted_training(training.folder);
  if (resume == Resume::or_complain && !checkpoint) check_ended(training);
  if (checkpoint && checkpoint->recipe != training.recipe) {
    if (resume == Resume::or_complain) complain(checkpoint->recipe, training);
    checkpoint.reset();
  }
  if (checkpoint) {
    run = std::move(checkpoint->run);
    optimizer = std::move(checkpoint->optimizer);
    read_timings(training, place);
    training.execution.progress.note(training.folder.string() + ": going on after " + last_stage(run));
  } else {
    remove_training(training.folder);
  }
  run_stages(training, run, optimizer);
  write_timings(training, training.folder);
  models::measure_stages(training.lesson, training.execution, run);
  move_stages(training.folder);
  models::save_metrics(run.metrics, training.folder);
  training.task.save(training.folder);
  test_if_asked(training, *models::network_at(run, -1), static_cast<int>(run.stages.size()) - 1);
  write_record(training, models::settings_record(run), nullptr);
  remove_training(training.folder);
}

void train_by_counting(Training& training) {
  if (training.lesson.streams == nullptr)
    fail(ErrorKind::usage, "--cell ngram counts the symbols of a text: it needs --task text");
  training.watch.start();
  const models::NgramRun run =
      train_ngrams(training.settings, *training.lesson.streams, training.seed, training.execution);
  training.watch.pause();
  training.stages = {0};
  training.stage_seconds = {training.watch.seconds()};
  write_timings(training, training.folder);
  clear_run(training.folder);
  models::save_run(run, training.folder);
  training.task.save(training.folder);
  write_record(training, models::settings_record(run), nullptr);
  remove_training(training.folder);
}

models::TaskSource source_of(const Settings& settings, Progress& progress) {
  const bool apart = settings.has("corpus-seed");
  return {static_cast<std::uint64_t>(settings.integer(apart ? "corpus-seed" : "seed")),
          [&settings](const std::string& option) {
            return settings.has(option) ? settings.text(option) : std::string();
          },
          [&settings](const std::string& option) { return settings.texts(option); },
          [&settings, &progress] {
            return std::make_shared<const models::ArrayData>(read_array_data(settings, progress));
          }};
}

}  // namespace

void train_run(const Settings& settings, const fs::path& folder, const std::string& recipe, Resume resume,
               const Execution& execution) {
  if (resume == Resume::or_complain && recipe_of_output(folder) == recipe) {
    remove_training(folder);
    return;
  }
  const auto seed = static_cast<std::uint64_t>(settings.integer("seed"));
  refuse_foreign_options(settings);
  const std::shared_ptr<const models::Task> task =
      models::task_entry_named(settings.text("task")).make(source_of(settings, execution.progress));
  if (settings.text("test") == "all") require_whole_grammar(*task);
  const FolderLock lock(folder, kLockPatience_s, execution.progress);
  Training training{settings, folder, recipe, seed, *task, task->lesson(), execution};
  if (models::is_reservoir(settings.text("cell")))
    train_echo_state(training);
  else if (models::is_ngram(settings.text("cell")))
    train_by_counting(training);
  else
    train_in_epochs(training, resume);
}

}  // namespace rssviz::cli
