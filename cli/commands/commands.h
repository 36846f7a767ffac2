// What each command does with its settings. A result on standard output, messages through the progress; an
// Error where something is wrong.
#pragma once

#include "cli/commands/terminal.h"
#include "cli/options/option_table.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct CommandContext {
  const Settings& settings;
  const Workers& workers;
  TerminalProgress& progress;
  int& exit_code;  // 0 unless the command sets it: what it looked for isn't so, though nothing went wrong
};

void run_command(const CommandContext& context);
void train_command(const CommandContext& context);
void sweep_command(const CommandContext& context);
void look_command(const CommandContext& context);
void match_command(const CommandContext& context);
void import_command(const CommandContext& context);
void test_command(const CommandContext& context);
void sample_command(const CommandContext& context);
void record_command(const CommandContext& context);
void embed_command(const CommandContext& context);
void compare_command(const CommandContext& context);
void figure_command(const CommandContext& context);
void animate_command(const CommandContext& context);
void info_command(const CommandContext& context);
void recipe_command(const CommandContext& context);
void completion_command(const CommandContext& context);
void manual_command(const CommandContext& context);
void lint_command(const CommandContext& context);

}  // namespace rssviz::cli
