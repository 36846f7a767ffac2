#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

template <class Kind>
void print_kinds(const std::vector<Kind>& kinds) {
  for (const Kind& kind : kinds) std::printf("%-18s%s\n", kind.name.c_str(), kind.summary.c_str());
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
  }
  return "";
}

void need_subjects(const std::string& what, Networks networks, std::size_t given) {
  const bool several = networks == Networks::several || networks == Networks::maps;
  if (networks == Networks::none ? given != 0 : several ? given == 0 : given != 1)
    fail(ErrorKind::usage,
         "rssviz " + what + " takes " + subject_of(networks) + ", got " + std::to_string(given));
}

void need_output(const Settings& settings, const char* example) {
  if (!settings.has("output"))
    fail(ErrorKind::usage, std::string("--output is needed: the file to write, e.g. -o ") + example);
}

}  // namespace

void figure_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (settings.flag("list")) return print_kinds(figure_kinds());
  if (settings.positionals().empty())
    fail(ErrorKind::usage, "a kind of figure is needed; rssviz figure --list names them");
  const FigureKind& kind = figure_kind_named(settings.positionals().front());
  need_output(settings, "figure.pdf");
  const std::size_t runs = settings.positionals().size() - 1;
  need_subjects("figure " + kind.name, kind.networks, runs);
  const Subjects subjects = load_subjects(paths_of(settings), kind.networks, kind.reads);
  std::vector<fs::path> outputs;
  for (const std::string& output : settings.texts("output")) outputs.emplace_back(output);
  figure_step(kind, subjects.networks, subjects.paths, outputs, settings,
              {context.workers, context.progress});
  for (const fs::path& output : outputs) context.progress.say(output.string() + ": written");
  if (settings.flag("json")) std::puts(formats::Json{{"files", settings.texts("output")}}.dump(2).c_str());
}

void animate_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (settings.flag("list")) return print_kinds(film_kinds());
  if (settings.positionals().empty())
    fail(ErrorKind::usage, "a kind of film is needed; rssviz animate --list names them");
  const FilmKind& kind = film_kind_named(settings.positionals().front());
  need_output(settings, "film.mp4");
  const std::size_t runs = settings.positionals().size() - 1;
  need_subjects("animate " + kind.name, kind.networks, runs);
  const Subjects subjects = load_subjects(paths_of(settings), kind.networks, kind.reads);
  const fs::path output = settings.text("output");
  film_step(kind, subjects.networks, subjects.paths, output, settings, {context.workers, context.progress});
  context.progress.say(output.string() + ": written");
  if (settings.flag("json")) std::puts(formats::Json{{"file", output.string()}}.dump(2).c_str());
}

}  // namespace rssviz::cli
