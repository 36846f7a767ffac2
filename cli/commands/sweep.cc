#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/compose/kind_tables.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/reservoirs/sweep_figure.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/steps/beside_picture.h"
#include "cli/pipeline/sweeps/sweep.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json.h"
#include "core/output_file.h"
#include "core/text.h"
#include "render/cairo/text_engine.h"
#include "render/cairo/write_figure.h"
#include "render/figure/figure.h"
#include "render/layout/layout.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

void plan(const CommandContext& context, const fs::path& file) {
  if (!context.settings.has("output")) fail(ErrorKind::usage, "--output is needed: the folder of the sweep");
  const fs::path folder = context.settings.text("output");
  const SweepPlan made = read_sweep_file(file);
  {
    const FolderLock writer(folder, kLockPatience_s, context.progress);  // both files of one plan
    write_plan(made, folder);
  }
  context.progress.say(folder.string() + ": " + std::to_string(made.cells.size()) + " cells planned");
  if (context.settings.flag("json")) std::puts(formats::Json{{"cells", made.cells.size()}}.dump(2).c_str());
}

std::vector<std::size_t> chosen_cells(const Settings& settings, std::size_t cells) {
  const int given = static_cast<int>(settings.has("cell")) + static_cast<int>(settings.has("shard")) +
                    static_cast<int>(settings.flag("from-env"));
  if (given > 1) fail(ErrorKind::usage, "--cell, --shard and --from-env exclude one another");
  if (settings.flag("from-env")) return shard_of_environment(cells);
  if (settings.has("shard")) return shard_of(settings.text("shard"), cells);
  if (!settings.has("cell")) return shard_of("1/1", cells);
  const long long number = settings.integer("cell");
  if (number < 0 || static_cast<std::size_t>(number) >= cells)
    fail(ErrorKind::usage, "--cell: there is no cell " + std::to_string(number) + "; they are 0 to " +
                               std::to_string(cells - 1));
  return {static_cast<std::size_t>(number)};
}

void run(const CommandContext& context, const fs::path& folder) {
  const SweepPlan planned = read_plan(folder);
  const SweepProgress done = run_cells(planned, chosen_cells(context.settings, planned.cells.size()), folder,
                                       {context.workers, context.progress});
  context.progress.say(folder.string() + ": " + std::to_string(done.done) + " cells computed, " +
                       std::to_string(done.skipped) + " stood there already");
  if (context.settings.flag("json"))
    std::puts(formats::Json{{"computed", done.done}, {"skipped", done.skipped}, {"failed", done.failed}}
                  .dump(2)
                  .c_str());
  if (!done.failed.empty())
    fail(ErrorKind::data,
         std::to_string(done.failed.size()) + " cells failed; the first: " + done.failed.front());
}

void status(const CommandContext& context, const fs::path& folder) {
  const SweepPlan planned = read_plan(folder);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < planned.cells.size(); ++i)
    if (!is_done(folder, planned.cells[i])) missing.push_back(i);
  const std::size_t all = planned.cells.size();
  if (context.settings.flag("json")) {
    std::puts(
        formats::Json{{"cells", all}, {"done", all - missing.size()}, {"missing", missing}}.dump(2).c_str());
    return;
  }
  std::printf("%zu of %zu cells done\n", all - missing.size(), all);
  for (std::size_t i = 0; i < missing.size() && i < 10; ++i) std::printf("missing: cell %zu\n", missing[i]);
  if (missing.size() > 10) std::printf("and %zu more\n", missing.size() - 10);
}

void write_caption(fs::path beside, const render::Caption& caption) {
  write_file(beside.replace_extension(".txt"), caption.title + "\n\n" + caption.text + "\n");
}

// In a PDF as its pages, else as FILE, FILE-2, ...; the caption of each beside it.
void write_pages(std::vector<render::Figure>& pages, const fs::path& output, const std::string& recipe) {
  const bool one_file = suffix_of(output) == ".pdf";
  std::vector<render::PlacedFigure> placed;
  const render::TextEngine engine(pages.front().style.font);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    scale_ink(pages[i]);
    placed.push_back(render::lay_out(pages[i], engine));
    fs::path file = output;
    if (i > 0)
      file.replace_filename(output.stem().string() + "-" + std::to_string(i + 1) +
                            output.extension().string());
    const render::Caption& caption = pages[i].caption;
    write_caption(file, caption);
    if (one_file) continue;
    render::write_placed_figure(placed.back(), file,
                                {.title = caption.title, .subject = caption.text, .recipe = recipe});
    render::put_recipe(file, recipe);
  }
  if (!one_file) return;
  const render::Caption& caption = pages.front().caption;
  render::write_placed_pages(placed, output,
                             {.title = caption.title, .subject = caption.text, .recipe = recipe});
  render::put_recipe(output, recipe);
}

void merge(const CommandContext& context, const fs::path& folder) {
  const Settings& settings = context.settings;
  const SweepPlan planned = read_plan(folder);
  const formats::Table table = merged_table(planned, folder);
  const fs::path output = settings.has("output") ? fs::path(settings.text("output")) : folder / "sweep.csv";
  if (suffix_of(output) == ".csv") {
    formats::write_csv(output, table);
  } else {
    std::vector<fs::path> inputs{folder / "sweep.json", folder / "cells.jsonl"};
    for (const SweepCell& cell : planned.cells)
      if (is_done(folder, cell)) inputs.push_back(result_path(folder, cell));
    Settings drawing(table_of(figure_kind_named("reservoirs")));
    for (const char* option : {"venue", "theme"}) drawing.set(option, settings.text(option));
    std::vector<render::Figure> pages =
        sweep_figures(table, fs::absolute(folder / "x").parent_path().filename(), drawing);
    const std::string recipe = recipe_line({"sweep",
                                            {"merge"},
                                            {folder},
                                            std::move(inputs),
                                            output.has_parent_path() ? output.parent_path() : fs::path(".")},
                                           settings);
    const bool keeps = keeps_table(output, table, {}, context.progress);
    write_pages(pages, output, recipe);
    if (!keeps)
      formats::write_csv(fs::path(output).replace_extension(".csv"), table);  // the numbers behind it
  }
  context.progress.say(output.string() + ": written");
  if (settings.flag("json")) std::puts(formats::Json{{"file", output.string()}}.dump(2).c_str());
}

// A line of the script's each: what holds a line break or a space would be more.
std::string queue_word(const Settings& settings, const char* name) {
  const std::string word = settings.has(name) ? settings.text(name) : std::string();
  for (const char c : word)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 &&
        std::string_view("-_.:,+").find(c) == std::string_view::npos)
      fail(ErrorKind::usage, "--" + std::string(name) + ": '" + escaped(word) +
                                 "' holds other than letters, digits and - _ . : , +");
  return word;
}

// MINUTES, MINUTES:SECONDS, HOURS:MINUTES:SECONDS, DAYS-HOURS, DAYS-HOURS:MINUTES or
// DAYS-HOURS:MINUTES:SECONDS.
std::string time_limit(const Settings& settings) {
  const std::string time = queue_word(settings, "time");
  std::size_t parts = 0;
  bool in_number = false, fits = true;
  for (std::size_t i = 0; i < time.size() && fits; ++i) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(time[i])) != 0;
    if (is_digit && !in_number) ++parts;
    fits =
        is_digit || (in_number && i + 1 < time.size() && (time[i] == ':' || (time[i] == '-' && parts == 1)));
    in_number = is_digit;
  }
  const std::size_t most = time.find('-') == std::string::npos ? 3 : 4;
  if (!fits || parts > most)
    fail(ErrorKind::usage, "--time: '" + time +
                               "' is no time limit of sbatch; e.g. 30 (minutes), 0:30:00 "
                               "(hours:minutes:seconds) or 1-12 (days-hours)");
  return time;
}

JobArray job_array(const Settings& settings) {
  const long long tasks = settings.integer("tasks");
  if (tasks < 1 || tasks > 1'000'000)
    fail(ErrorKind::usage, "--tasks: " + std::to_string(tasks) + " is out of range (1 to 1000000)");
  if (!settings.flag("slurm"))
    for (const char* const name : {"tasks", "time", "partition"})
      if (settings.given(name)) fail(ErrorKind::usage, "--" + std::string(name) + ": only --slurm reads it");
  return {static_cast<std::size_t>(tasks), time_limit(settings), queue_word(settings, "partition")};
}

void emit(const CommandContext& context, const fs::path& folder) {
  const Settings& settings = context.settings;
  const int given = static_cast<int>(settings.flag("slurm")) + static_cast<int>(settings.flag("parallel")) +
                    static_cast<int>(settings.flag("snakemake"));
  if (given != 1) fail(ErrorKind::usage, "rssviz sweep emit needs one of --slurm, --parallel, --snakemake");
  const Engine engine = settings.flag("slurm")      ? Engine::slurm
                        : settings.flag("parallel") ? Engine::parallel
                                                    : Engine::snakemake;
  const std::string script =
      engine_script(engine, read_plan(folder), folder, settings.text("program"), job_array(settings));
  if (!settings.has("output")) {
    std::fputs(script.c_str(), stdout);
    return;
  }
  write_file(settings.text("output"), script);
  context.progress.say(settings.text("output") + ": written");
}

}  // namespace

void sweep_command(const CommandContext& context) {
  const std::string& action = context.settings.positionals().at(0);
  const fs::path subject = context.settings.positionals().at(1);
  if (action == "plan") return plan(context, subject);
  if (action == "run") return run(context, subject);
  if (action == "status") return status(context, subject);
  if (action == "merge") return merge(context, subject);
  if (action == "emit") return emit(context, subject);
  const std::string near = nearest_name(action, {"plan", "run", "status", "merge", "emit"});
  fail(ErrorKind::usage, "rssviz sweep has no action '" + action + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?") +
                             " (plan, run, status, merge, emit)");
}

}  // namespace rssviz::cli
