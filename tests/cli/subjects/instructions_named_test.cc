#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/options/option_table.h"
#include "cli/subjects/provenance.h"

namespace rssviz::cli {
namespace {

// cli/subjects/provenance.cc is compiled into this test as -DRSSVIZ_MARCH=native would have it.
TEST(Recipe, NamesTheInstructionsThatItsProgramWasBuiltFor) {
  const CommandTable table{};
  const auto recipe = nlohmann::json::parse(recipe_line({.command = "embed"}, Settings(table)));
  EXPECT_EQ(recipe.at("instructions"), "native-znver3");
}

TEST(Recipe, OfAFilmStatesTheGroupsThatItIsEncodedIn) {
  const CommandTable table{};
  EXPECT_EQ(nlohmann::json::parse(recipe_line({.command = "animate"}, Settings(table))).at("group_s"), 2);
  EXPECT_FALSE(
      nlohmann::json::parse(recipe_line({.command = "figure"}, Settings(table))).contains("group_s"));
}

}  // namespace
}  // namespace rssviz::cli
