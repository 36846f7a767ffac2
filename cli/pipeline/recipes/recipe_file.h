// A recipe as TOML: which runs to train, what to record and embed, which figures and films to make. Its keys
// are the options of the commands, with '_' for '-'.
//
//   title = "..."          seed = 1            [train.NAME] options of train
//   [import.NAME] options of import, weights = files from the recipe's folder (patterns, a list: one a
//   stage); the run is called NAME, as one of [train.NAME] is [record.NAME] options of record, run = "NAME"
//   [embed.NAME] options of embed, states = "NAME/states.npz", or files of one's own from the recipe's folder
//   (patterns, a list: one a stage) [compare.NAME] options of compare
//   [[figure]] kind, of = ["esn", "lstm"], options     [[film]] kind, of = ["esn"], options
//   [[claim]] says, note, figures, any (true: held where any test holds), [[claim.test]] says, number =
//   {table, column, where, low, high}, below, above or alike = a number or {table, column, where}, null_says,
//   margin, pair, range, p [quick.train.NAME], [quick.import.NAME], [quick.record.NAME], [quick.embed.NAME],
//   [quick.figure], [quick.film]: what --quick changes
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/options/option_table.h"
#include "models/analysis/statistics/verdict.h"

namespace rssviz::cli {

struct RecipeStep {
  std::string id{};  // NAME of its table
  Settings settings;
  std::string subject{};                     // run =, states = or weights =; "" where not given
  std::string where{};                       // "journey.toml:12", for errors
  std::vector<std::string> subject_files{};  // states = or weights = as files beside the recipe
};

struct RecipeOutput {
  std::string kind{};
  std::string name{};             // of its files; "": from kind and runs
  std::vector<std::string> of{};  // ids of runs, of maps, or files
  Settings settings;
  std::string where{};
  std::vector<std::string> of_files{};  // `of` as files beside the recipe
};

// Numbers in a table that the recipe makes, or one that it states.
struct Evidence {
  std::string table{};  // CSV below the folder of the run; one '*' in its name stands for anything
  std::string column{};
  std::vector<std::pair<std::string, std::string>>
      where{};                // columns and what they hold in rows that count ('*' likewise)
  double constant{0};         // where there is no table
  std::string low{}, high{};  // columns of the interval that one value comes with; "": none
};

struct ClaimTest {
  std::string says{};
  Evidence number{};
  Evidence null{};
  std::string null_says{};
  models::Claimed claimed{models::Claimed::below};  // where the number is claimed to lie, from the null
  double margin{0};    // the smallest difference that matters, stated before the data; 0: none was
  std::string pair{};  // column by which values are paired with those of the null, means where several share
                       // a value of it; "file": what '*' stands for; "": in order, where both have as many
  std::optional<models::Interval> range{};  // what number and null can be, where they may crowd at an end
  std::optional<Evidence> p{};              // of the null being true, where a table has it
};

struct Claim {
  std::string says{};
  std::string note{};
  std::vector<std::string> figures{};  // outputs of the recipe that show it
  std::vector<ClaimTest> tests{};
  bool any{false};  // held where any test holds, corrected for their number; else where all do
};

struct Recipe {
  std::string name{};  // the file's stem
  std::string title{};
  std::string about{};
  std::vector<RecipeStep> trains{}, imports{}, records{}, embeds{}, compares{};
  std::vector<RecipeOutput> figures{}, films{};
  std::vector<Claim> claims{};
  bool quick{false};
  std::vector<std::string> changes{};  // KEY=VALUE of the command line, but those of looks (figure., film.)

  // Whether the file is run as it stands: its own words about results hold.
  bool is_as_written() const { return !quick && changes.empty(); }
  // Whether a step makes a run called so.
  bool has_run(const std::string& id) const;
};

// `changes`: KEY=VALUE each, laid over the file: seed=3, train.lstm.epochs=5, figure.heard.venue=ieee (by
// name, else kind); '*' stands for each (train.*.seed). Throws Error{no_input}; Error{usage} for a change
// that names nothing; Error{recipe} naming file, line and the nearest known key or the value's fault.
Recipe read_recipe_file(const std::filesystem::path& path, bool quick,
                        const std::vector<std::string>& changes = {});
// The same from memory; `path` is what errors call it.
Recipe parse_recipe(const std::string& content, const std::filesystem::path& path, bool quick,
                    const std::vector<std::string>& changes = {});

}  // namespace rssviz::cli
