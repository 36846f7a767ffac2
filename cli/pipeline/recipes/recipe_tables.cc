#include "cli/pipeline/recipes/recipe_tables.h"

#include "cli/options/shared_options.h"

namespace rssviz::cli {

using enum OptionType;

const CommandTable& run_table() {
  static const CommandTable table = finished(
      {"run",
       "all that a recipe names: train, record, embed, figures, films, gallery",
       {{"RECIPE.toml", "the recipe", true, false}},
       {{"output",
         text,
         "",
         "folder for everything that is made (default: out/NAME of the recipe)",
         false,
         {}},
        {"quick", flag, "", "small sizes, in seconds: the settings of the recipe's [quick] tables", true, {}},
        {"only",
         texts,
         "",
         "only this figure or film and what it is made from, e.g. heard-lstm (repeatable, or separated by commas)",
         false,
         {}},
        {"set",
         texts,
         "",
         "KEY=VALUE changes the recipe for this run: seed=3, train.lstm.epochs=5, figure.heard.venue=ieee "
         "(a figure by its name, else its kind), 'train.*.units=50' (repeatable)",
         false,
         {}},
        {"seed", integer, "", "--set seed=SEED: of all steps that name none of their own", false, {}},
        {"objects", integer, "", "--set 'train.*.objects=OBJECTS'", false, {}},
        {"dry-run", flag, "", "say what would be made and what is already there; make nothing", false, {}},
        {"force",
         flag,
         "",
         "make everything again, also what already carries the same recipe and inputs",
         false,
         {}}},
       {"rssviz run examples/journey.toml -o out/journey",
        "rssviz run look/look.toml -o look/again --set embed.umap.neighbors=30",
        "rssviz run examples/journey.toml --quick -o out/quick",
        "rssviz run examples/journey.toml -o out/journey --only heard-lstm,learning-lstm"}});
  return table;
}

const CommandTable& recipe_table() {
  static const CommandTable table =
      finished({"recipe",
                "print the recipe that a file carries, or make the file again by it",
                {{"FILE", "a figure, film, map or states made by rssviz", true, false}},
                {{"remake",
                  flag,
                  "",
                  "make it again from the same inputs and compare; with --output, keep what was made",
                  false,
                  {}},
                 {"inputs",
                  text,
                  "",
                  "folder below which --remake may read, from which inputs are named too (default: that of "
                  "FILE, or of its run)",
                  false,
                  {}},
                 output_option("where to keep what --remake makes")},
                {"rssviz recipe out/journey/figures/heard-lstm.pdf",
                 "rssviz recipe out/journey/figures/heard-lstm.pdf --remake"}});
  return table;
}

}  // namespace rssviz::cli
