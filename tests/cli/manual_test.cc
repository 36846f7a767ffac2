// Manual pages and completions are made from the option tables: each option stands in all of them.
#include "cli/options/manual.h"

#include <gtest/gtest.h>

#include "cli/commands/all_tables.h"
#include "cli/commands/command_line.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

// As roff writes a name.
std::string with_minus_signs(const std::string& name) {
  std::string out;
  for (const char c : name) out += c == '-' ? std::string("\\-") : std::string(1, c);
  return out;
}

// The part of a fish or zsh script that belongs to a command.
bool stands_for(const std::string& script, const std::string& command, const std::string& option,
                Shell shell) {
  if (shell == Shell::fish)
    return script.find("__fish_seen_subcommand_from " + command + "' -l " + option) != std::string::npos;
  const std::size_t begin = script.find("\n    " + command + ") ");
  const std::size_t end = script.find(" ;;\n", begin);
  return script.substr(begin, end - begin).find("--" + option) != std::string::npos ||
         script.substr(script.rfind("\n    " + command + ") options")).find("--" + option) !=
             std::string::npos;
}

}  // namespace

TEST(Manual, EveryOptionStandsInHelpManualAndCompletions) {
  const std::vector<const CommandTable*> tables = all_tables();
  const std::string bash = completion_script(Shell::bash, tables, {});
  const std::string zsh = completion_script(Shell::zsh, tables, {});
  const std::string fish = completion_script(Shell::fish, tables, {});
  for (const CommandTable* table : tables) {
    const std::string help = help_text(*table);
    const std::string page = manual_page(*table, "0");
    const std::size_t options = bash.find("\n    " + table->name + ") options='");
    ASSERT_NE(options, std::string::npos) << table->name;
    const std::string of_bash = bash.substr(options, bash.find(";;", options) - options) + " ";
    for (const Option& option : table->options) {
      const std::string name = table->name + " --" + option.name;
      EXPECT_NE(help.find("--" + option.name), std::string::npos) << name;
      EXPECT_NE(page.find(".B \\-\\-" + with_minus_signs(option.name)), std::string::npos) << name;
      EXPECT_TRUE(of_bash.find("--" + option.name + " ") != std::string::npos ||
                  of_bash.find("--" + option.name + "'") != std::string::npos)
          << name;
      EXPECT_TRUE(stands_for(zsh, table->name, option.name, Shell::zsh)) << name;
      EXPECT_TRUE(stands_for(fish, table->name, option.name, Shell::fish)) << name;
    }
    EXPECT_NE(manual_overview(tables, "0").find(with_minus_signs("rssviz-" + table->name)),
              std::string::npos);
  }
}

TEST(Manual, TextThatLooksLikeARequestIsText) {
  const CommandTable table{
      "x", "a \\ and .b", {}, {{"y-z", OptionType::integer, "3", ".dot", true, {}}}, {"'quoted"}};
  const std::string page = manual_page(table, "0");
  EXPECT_NE(page.find("\n\\&.dot. Default: 3."), std::string::npos) << page;
  EXPECT_NE(page.find("\n\\&'quoted\n"), std::string::npos) << page;
  EXPECT_NE(page.find("a \\e and"), std::string::npos) << page;
}

TEST(Manual, OtherShellsAreRefused) { EXPECT_THROW((void)shell_named("tcsh"), Error); }

}  // namespace rssviz::cli
