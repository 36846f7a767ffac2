#include "cli/commands/command_line.h"

#include <gtest/gtest.h>

#include "cli/commands/all_tables.h"
#include "cli/compose/kind_tables.h"
#include "cli/pipeline/recipes/recipe_tables.h"
#include "cli/pipeline/runs/training_table.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {
std::string message_of(const CommandTable& table, const std::vector<std::string>& words) {
  Settings settings(table);
  try {
    (void)parse_command_line(words, settings);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "";
}
}  // namespace

TEST(CommandLine, ReadsOptionsAndPositionalsInAnyOrder) {
  Settings settings(figure_table());
  ASSERT_TRUE(parse_command_line(
      {"heard", "--venue=ieee", "out/esn", "-o", "a.pdf", "-o", "b.svg", "--quiet"}, settings));
  EXPECT_EQ(settings.positionals(), (std::vector<std::string>{"heard", "out/esn"}));
  EXPECT_EQ(settings.text("venue"), "ieee");
  EXPECT_EQ(settings.texts("output"), (std::vector<std::string>{"a.pdf", "b.svg"}));
  EXPECT_TRUE(settings.flag("quiet"));
}

TEST(CommandLine, NamesMayBeSeparatedByCommas) {
  Settings settings(run_table());
  ASSERT_TRUE(parse_command_line({"r.toml", "--only", "a,b", "--only", "c"}, settings));
  EXPECT_EQ(settings.texts("only"), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(CommandLine, DoesNotGuessAbbreviations) {
  EXPECT_NE(message_of(train_table(), {"--epo", "3"}).find("no option '--epo'"), std::string::npos);
  EXPECT_NE(message_of(train_table(), {"--epoch", "3"}).find("did you mean '--epochs'"), std::string::npos);
}

TEST(CommandLine, SaysWhatIsMissingOrTooMuch) {
  EXPECT_NE(message_of(run_table(), {}).find("needs RECIPE.toml"), std::string::npos);
  EXPECT_NE(message_of(run_table(), {"a.toml", "b.toml"}).find("'b.toml' is one word too many"),
            std::string::npos);
  EXPECT_NE(message_of(train_table(), {"--seed", "1", "--seed", "2"}).find("give it once"),
            std::string::npos);
}

TEST(CommandLine, HelpNamesEveryOption) {
  for (const CommandTable* table : all_tables()) {
    const std::string help = help_text(*table);
    for (const Option& option : table->options)
      EXPECT_NE(help.find("--" + option.name), std::string::npos) << table->name << " --" << option.name;
    EXPECT_NE(overview_text().find("  " + table->name), std::string::npos);
  }
}

TEST(CommandLine, ConfigPrintsWhatChangesResultsAsToml) {
  Settings settings(train_table());
  settings.set("cell", "esn");
  const std::string config = config_text(settings);
  EXPECT_NE(config.find("cell = \"esn\"\n"), std::string::npos);
  EXPECT_NE(config.find("input_density = 0.1\n"), std::string::npos);
  EXPECT_NE(config.find("rescale_radius = false\n"), std::string::npos);
  EXPECT_EQ(config.find("threads"), std::string::npos);
}

}  // namespace rssviz::cli
