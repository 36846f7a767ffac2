// A recipe as TOML: which runs to train, what to record and embed, which figures and films to make. Its keys
// are the options of the commands, with '_' for '-'.
//
//   title = "..."          seed = 1            [train.NAME] options of train
//   [record.NAME] options of record, run = "NAME"      [embed.NAME] options of embed, states =
//   "NAME/states.npz"
//   [compare.NAME] options of compare
//   [[figure]] kind, of = ["esn", "lstm"], options     [[film]] kind, of = ["esn"], options
//   [quick.train.NAME], [quick.record.NAME], [quick.embed.NAME], [quick.figure], [quick.film]: what --quick
//   changes
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

struct RecipeStep {
  std::string id{};  // NAME of its table
  Settings settings;
  std::string subject{};  // run = or states =; "" where not given
  std::string where{};    // "journey.toml:12", for errors
};

struct RecipeOutput {
  std::string kind{};
  std::vector<std::string> of{};  // ids of runs
  Settings settings;
  std::string where{};
};

struct Recipe {
  std::string name{};  // the file's stem
  std::string title{};
  std::string about{};
  std::vector<RecipeStep> trains{}, records{}, embeds{}, compares{};
  std::vector<RecipeOutput> figures{}, films{};
};

// Throws Error{no_input}; Error{recipe} naming file, line and the nearest known key or the value's fault.
Recipe read_recipe_file(const std::filesystem::path& path, bool quick);

}  // namespace rssviz::cli
