#include "cli/pipeline/recipes/recipe_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "cli/pipeline/recipes/targets.h"
#include "core/error.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace {

Recipe recipe_from(const std::string& text, bool quick = false) {
  const std::filesystem::path folder = testing::TempDir() + "recipe-" + std::to_string(getpid());
  const std::string path = (folder / "recipe_file_test.toml").string();
  write_file(path, text);
  const auto clean = [&] { std::filesystem::remove_all(folder); };
  try {
    Recipe recipe = read_recipe_file(path, quick);
    clean();
    return recipe;
  } catch (...) {
    clean();
    throw;
  }
}

std::string fault_of(const std::string& text) {
  try {
    (void)output_names(recipe_from(text));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::recipe) << error.what();
    const std::string message = error.what();
    return message.substr(message.find("recipe_file_test.toml"));
  }
  return "";
}

}  // namespace

TEST(RecipeFile, KeysAreOptionsWithUnderscores) {
  const Recipe recipe = recipe_from(
      "seed = 7\n[train.a]\ncell = \"esn\"\nleak_rate = 0.2\n[[figure]]\nkind = \"heard\"\nof = [\"a\"]\n");
  ASSERT_EQ(recipe.trains.size(), 1U);
  EXPECT_EQ(recipe.trains[0].settings.number("leak-rate"), 0.2);
  EXPECT_EQ(recipe.trains[0].settings.integer("seed"), 7);
  EXPECT_EQ(output_names(recipe), (std::vector<std::string>{"heard-a"}));
}

TEST(RecipeFile, StepsKeepTheOrderOfTheFile) {
  const Recipe recipe = recipe_from("[train.z]\ncell = \"esn\"\n[train.a]\ncell = \"lstm\"\n");
  ASSERT_EQ(recipe.trains.size(), 2U);
  EXPECT_EQ(recipe.trains[0].id, "z");
}

TEST(RecipeFile, QuickLaysItsTablesOverTheOthers) {
  const std::string text =
      "[train.a]\ncell = \"lstm\"\nepochs = 9\n[quick.train.a]\nepochs = 2\n[[film]]\nkind = "
      "\"learning-lstm\"\nof = [\"a\"]\n[quick.film]\nframes = 5\n";
  EXPECT_EQ(recipe_from(text).trains[0].settings.integer("epochs"), 9);
  EXPECT_EQ(recipe_from(text, true).trains[0].settings.integer("epochs"), 2);
  EXPECT_EQ(recipe_from(text, true).films[0].settings.integer("frames"), 5);
}

TEST(RecipeFile, FaultsNameFileLineAndTheNearestKey) {
  EXPECT_EQ(fault_of("[train.a]\ncell = \"esn\"\nleek_rate = 0.2\n"),
            "recipe_file_test.toml:3: unknown key 'leek_rate' in [train.a]; did you mean 'leak_rate'?");
  EXPECT_EQ(fault_of("\n[trian.a]\ncell = \"esn\"\n"),
            "recipe_file_test.toml:2: unknown key 'trian' in the recipe; did you mean 'train'?");
  EXPECT_EQ(fault_of("[train.a]\nepochs = \"many\"\n"),
            "recipe_file_test.toml:2: --epochs: 'many' is not a whole number");
  EXPECT_EQ(fault_of("[[figure]]\nkind = \"herd\"\n"),
            "recipe_file_test.toml:1: there is no kind of figure called 'herd'; did you mean 'heard'? "
            "(--list names them)");
  EXPECT_EQ(fault_of("[[figure]]\nkind = \"heard\"\nof = [\"a\"]\n"),
            "recipe_file_test.toml:1: there is no [train.a] or [import.a] for 'heard'");
  EXPECT_NE(fault_of("[train.a\n").find("recipe_file_test.toml:1: "), std::string::npos);
}

TEST(RecipeFile, AnOutputMadeTwiceIsRefused) {
  EXPECT_NE(fault_of("[train.a]\ncell = \"esn\"\n[[figure]]\nkind = \"heard\"\nof = "
                     "[\"a\"]\n[[figure]]\nkind = \"heard\"\nof = [\"a\"]\n")
                .find("'heard-a' is made twice"),
            std::string::npos);
}

TEST(RecipeFile, AMissingFileIsNoInput) {
  try {
    (void)read_recipe_file("absent.toml", false);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::no_input);
  }
}

// Names become files and folders.
TEST(RecipeFile, NamesAreNames) {
  const std::string train = "[train.a]\ncell = \"esn\"\n";
  for (const char* id : {"../b", "/tmp/b", "a/b", ".", "..", ".b", "a\\u0007", "figures", "manifests", ""})
    EXPECT_NE(
        fault_of(train + "[train.\"" + id + "\"]\ncell = \"esn\"\n").find("recipe_file_test.toml:3: [train."),
        std::string::npos)
        << id;
  for (const char* name : {"../b", "/tmp/b", "a/b", "..", "a\\nb", "<\\\\b>"})
    EXPECT_NE(fault_of(train + "[[figure]]\nkind = \"heard\"\nof = [\"a\"]\nname = \"" + name + "\"\n")
                  .find("test.toml:6: name"),
              std::string::npos)
        << name;
  for (const char* output : {"../s.npz", "/tmp/s.npz", "a/../../s.npz"})
    EXPECT_NE(fault_of(train + "[record.a]\noutput = \"" + output + "\"\n").find("is not below the folder"),
              std::string::npos)
        << output;
  EXPECT_EQ(fault_of(train + "[record.a]\noutput = \"stage_states.npz\"\n"), "");
  EXPECT_EQ(fault_of(train + "[[figure]]\nkind = \"heard\"\nof = [\"a\"]\nname = \"grün, 'a' & b\"\n"), "");
}

}  // namespace rssviz::cli
