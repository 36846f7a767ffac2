#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/compose/kind_tables.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/bare_file.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "core/folder_lock.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

template <class Kind>
void print_kinds_json(std::vector<Kind> Family::*kinds) {
  formats::Json all = formats::Json::array();
  for (const Family& family : families())
    for (const Kind& kind : family.*kinds)
      all.push_back({{"kind", kind.name}, {"summary", kind.summary}, {"chapter", family.title}});
  std::puts(all.dump(2).c_str());
}

// By chapter of the guide.
template <class Kind>
void print_kinds(std::vector<Kind> Family::*kinds, bool json) {
  if (json) {
    print_kinds_json(kinds);
    return;
  }
  const char* before = "";
  for (const Family& family : families()) {
    if ((family.*kinds).empty()) continue;
    std::printf("%s%s:\n", before, family.title.c_str());
    for (const Kind& kind : family.*kinds) std::printf("%-24s%s\n", kind.name.c_str(), kind.summary.c_str());
    before = "\n";
  }
}

std::vector<fs::path> paths_of(const Settings& settings) {
  return {settings.positionals().begin() + 1, settings.positionals().end()};
}

const char* subject_of(Networks networks) {
  switch (networks) {
    case Networks::none:
      return "no run";
    case Networks::one:
      return "one run";
    case Networks::several:
      return "one run or more";
    case Networks::comparison:
      return "the folder of one comparison (rssviz compare)";
    case Networks::coordinates:
      return "one file of coordinates (.npy, .npz, .h5, .csv or .tsv)";
    case Networks::maps:
      return "one file of coordinates or more";
    case Networks::states:
      return "one file of states";
    case Networks::recorded:
      return "one file of states, or one run or more";
    case Networks::state_sets:
      return "files of states, or runs whose states were recorded";
  }
  return "";
}

void need_subjects(const std::string& what, Networks networks, unsigned reads, std::size_t given) {
  const bool several = are_several(networks);
  const std::string or_file = (reads & kReadsStatesFile) != 0 ? ", or one file of states" : "";
  if (networks == Networks::none ? given != 0 : several ? given == 0 : given != 1)
    fail(ErrorKind::usage, "rssviz " + what + " takes " + subject_of(networks) + or_file + ", got " +
                               std::to_string(given) +
                               (networks == Networks::none ? ": it draws reservoirs of its own (--help says "
                                                             "by which options). Of a run: rssviz info RUN, "
                                                             "figure capacity RUN, figure trajectories RUN"
                                                           : ""));
}

void need_output(const Settings& settings, const char* example) {
  if (!settings.has("output"))
    fail(ErrorKind::usage, std::string("--output is needed: the file to write, e.g. -o ") + example);
}

}  // namespace

void figure_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (settings.flag("list")) return print_kinds(&Family::figures, settings.flag("json"));
  if (settings.positionals().empty())
    fail(ErrorKind::usage, "a kind of figure is needed; rssviz figure --list names them");
  const FigureKind& kind = figure_kind_named(settings.positionals().front());
  const Settings own = settings_of(kind, settings);  // usage is judged before any input is opened
  need_output(settings, "figure.pdf");
  const std::size_t runs = settings.positionals().size() - 1;
  need_subjects("figure " + kind.name, kind.of, kind.reads, runs);
  const Subjects subjects = load_subjects(paths_of(settings), kind.of, kind.reads);
  std::vector<fs::path> outputs;
  for (const std::string& output : settings.texts("output")) outputs.emplace_back(output);
  const auto writer = locks_of_targets(outputs, kLockPatience_s, context.progress);
  figure_step(kind, subjects.networks, subjects.paths, outputs, own, {context.workers, context.progress},
              std::nullopt, subjects.inputs);
  for (const fs::path& output : outputs) context.progress.say(output.string() + ": written");
  if (settings.flag("json")) std::puts(formats::Json{{"files", settings.texts("output")}}.dump(2).c_str());
}

void animate_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (settings.flag("list")) return print_kinds(&Family::films, settings.flag("json"));
  if (settings.positionals().empty())
    fail(ErrorKind::usage, "a kind of film is needed; rssviz animate --list names them");
  const FilmKind& kind = film_kind_named(settings.positionals().front());
  const Settings own = settings_of(kind, settings);
  need_output(settings, "film.mp4");
  const std::size_t runs = settings.positionals().size() - 1;
  need_subjects("animate " + kind.name, kind.of, kind.reads, runs);
  const Subjects subjects = load_subjects(paths_of(settings), kind.of, kind.reads);
  const fs::path output = settings.text("output");
  const auto writer = locks_of_targets({output}, kLockPatience_s, context.progress);
  film_step(kind, subjects.networks, subjects.paths, output, own, {context.workers, context.progress},
            std::nullopt, subjects.inputs);
  context.progress.say(output.string() + ": written");
  if (settings.flag("json")) std::puts(formats::Json{{"file", output.string()}}.dump(2).c_str());
}

}  // namespace rssviz::cli
