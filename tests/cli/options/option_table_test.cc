#include "cli/options/option_table.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "cli/commands/all_tables.h"
#include "cli/pipeline/runs/training_table.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {
std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "";
}
}  // namespace

TEST(Settings, StartWithTheDefaultsAndTakeValues) {
  Settings settings(train_table());
  EXPECT_EQ(settings.integer("epochs"), 35);
  EXPECT_FALSE(settings.has("units"));
  EXPECT_FALSE(settings.given("epochs"));
  settings.set("leak_rate", "0.2");
  EXPECT_EQ(settings.number("leak-rate"), 0.2);
  EXPECT_TRUE(settings.given("leak-rate"));
}

TEST(Settings, RefuseWhatIsNotOfTheirTypeNamingOptionAndValue) {
  Settings settings(train_table());
  EXPECT_EQ(message_of([&] { settings.set("epochs", "3.5"); }), "--epochs: '3.5' is not a whole number");
  EXPECT_EQ(message_of([&] { settings.set("leak-rate", "fast"); }), "--leak-rate: 'fast' is not a number");
  EXPECT_EQ(message_of([&] { settings.set("cell", "gruu"); }),
            "--cell: 'gruu' is not one of: esn, lstm, gru, rnn, ngram");
  EXPECT_EQ(message_of([&] { settings.set("epoch", "3"); }),
            "unknown option 'epoch'; did you mean 'epochs'?");
}

TEST(NearestName, FindsASlipOfThePenAndNothingFar) {
  const std::vector<std::string> names{"spectral-radius", "leak-rate", "units"};
  EXPECT_EQ(nearest_name("leek-rate", names), "leak-rate");
  EXPECT_EQ(nearest_name("unit", names), "units");
  EXPECT_EQ(nearest_name("colour", names), "");
}

TEST(Tables, HaveUniqueWellFormedOptionsWithHelpAndExamples) {
  for (const CommandTable* table : all_tables()) {
    std::set<std::string> names;
    EXPECT_FALSE(table->examples.empty()) << table->name;
    for (const Option& option : table->options) {
      EXPECT_TRUE(names.insert(option.name).second) << table->name << " --" << option.name;
      EXPECT_TRUE(std::regex_match(option.name, std::regex("[a-z]+(-[a-z]+)*"))) << option.name;
      EXPECT_FALSE(option.help.empty()) << option.name;
      Settings settings(*table);
      if (!option.default_text.empty()) {
        EXPECT_NO_THROW(settings.set(option.name, option.default_text)) << option.name;
      }
    }
  }
}

TEST(Tables, ThreadsAndSpeechNeverCountAsResults) {
  for (const CommandTable* table : all_tables())
    for (const char* name : {"threads", "quiet", "verbose", "json", "print-config"}) {
      const Option* const option = table->find(name);
      ASSERT_NE(option, nullptr) << table->name << " " << name;
      EXPECT_FALSE(option->changes_results) << table->name << " " << name;
    }
}

}  // namespace rssviz::cli
