#include <algorithm>
#include <cstdio>

#include "cli/commands/all_tables.h"
#include "cli/commands/commands.h"
#include "cli/compose/figure_kind.h"
#include "cli/options/manual.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

PositionalWords positional_words() {
  PositionalWords words{{"completion", {"bash", "zsh", "fish"}},
                        {"sweep", {"plan", "run", "status", "merge", "emit"}}};
  for (const FigureKind& kind : figure_kinds()) words["figure"].push_back(kind.name);
  for (const FilmKind& kind : film_kinds()) words["animate"].push_back(kind.name);
  for (const CommandTable* table : all_tables()) words["manual"].push_back(table->name);
  return words;
}

// As they stand below share/ once installed.
void write_all(const fs::path& folder, const std::vector<const CommandTable*>& tables) {
  const fs::path pages = folder / "man" / "man1";
  write_file(pages / "rssviz.1", manual_overview(tables, program_version()));
  for (const CommandTable* table : tables)
    write_file(pages / ("rssviz-" + table->name + ".1"), manual_page(*table, program_version()));
  const PositionalWords words = positional_words();
  write_file(folder / "bash-completion" / "completions" / "rssviz",
             completion_script(Shell::bash, tables, words));
  write_file(folder / "zsh" / "vendor-completions" / "_rssviz", completion_script(Shell::zsh, tables, words));
  write_file(folder / "fish" / "vendor_completions.d" / "rssviz.fish",
             completion_script(Shell::fish, tables, words));
}

}  // namespace

void completion_command(const CommandContext& context) {
  const Shell shell = shell_named(context.settings.positionals().front());
  std::fputs(completion_script(shell, all_tables(), positional_words()).c_str(), stdout);
}

void manual_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  const std::vector<const CommandTable*> tables = all_tables();
  if (settings.has("output")) {
    if (!settings.positionals().empty())
      fail(ErrorKind::usage,
           "--output writes the pages of all commands; leave out '" + settings.positionals().front() + "'");
    write_all(settings.text("output"), tables);
    context.progress.say(settings.text("output") + ": written");
    return;
  }
  if (settings.positionals().empty() || settings.positionals().front() == "rssviz") {
    std::fputs(manual_overview(tables, program_version()).c_str(), stdout);
    return;
  }
  const std::string& name = settings.positionals().front();
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const CommandTable* table) { return table->name == name; });
  if (found == tables.end()) fail(ErrorKind::usage, "there is no command '" + name + "' (see rssviz --help)");
  std::fputs(manual_page(**found, program_version()).c_str(), stdout);
}

}  // namespace rssviz::cli
