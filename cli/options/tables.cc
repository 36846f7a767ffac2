#include "cli/options/tables.h"

namespace rssviz::cli {
namespace {

using enum OptionType;

Option output_option(const std::string& what) { return {"output", text, "", what, false, {}}; }

Option seed_option() {
  return {"seed", integer, "1", "seed of everything that is drawn at random", true, {}};
}

// Every command has these; none of them changes a result.
void add_common(std::vector<Option>& options) {
  options.push_back({"threads", integer, "0", "threads to use; 0: all. Never changes the result", false, {}});
  options.push_back({"quiet", flag, "", "say nothing but errors", false, {}});
  options.push_back({"verbose", flag, "", "say more: labels dropped, ways out taken", false, {}});
  options.push_back({"json", flag, "", "print the result as JSON on standard output", false, {}});
  options.push_back({"print-config", flag, "", "print the resolved settings as TOML and stop", false, {}});
}

CommandTable finished(CommandTable table) {
  add_common(table.options);
  return table;
}

std::vector<Option> look_options() {
  return {
      {"venue",
       text,
       "neurips",
       "whose widths and text sizes to use",
       true,
       {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
      {"theme", text, "paper", "colours of paper and ink", true, {"paper", "talk-light", "talk-dark"}},
      {"width",
       text,
       "",
       "width of the figure: 5.5in, 89mm or 396pt (default: what the kind needs of the venue's widths)",
       true,
       {}},
      {"dpi", number, "300", "resolution of PNG files", true, {}},
  };
}

}  // namespace

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
         "only this figure or film, e.g. heard-lstm (repeatable, or separated by commas)",
         false,
         {}},
        {"force",
         flag,
         "",
         "make everything again, also what already carries the same recipe and inputs",
         false,
         {}}},
       {"rssviz run examples/journey.toml -o out/journey",
        "rssviz run examples/journey.toml --quick -o out/quick",
        "rssviz run examples/journey.toml -o out/journey --only heard-lstm,learning-lstm"}});
  return table;
}

const CommandTable& train_table() {
  static const CommandTable table = finished(
      {"train",
       "train a network on a task and keep its learning stages",
       {},
       {{"cell", text, "", "kind of network", true, {"esn", "lstm"}},
        {"task", text, "csl", "what to learn: csl, the cross-situational task", true, {"csl"}},
        {"objects", integer, "4", "objects of the cross-situational task, 3 to 50", true, {}},
        {"units", integer, "", "units (default: 1000 for esn, 20 for lstm)", true, {}},
        {"spectral-radius", number, "1.1", "esn: spectral radius asked for; sets the range of W", true, {}},
        {"rescale-radius", flag, "", "esn: rescale W to exactly that radius", true, {}},
        {"density", number, "0.85", "esn: share of W that is not zero", true, {}},
        {"leak-rate", number, "0.05", "esn: leak rate a in x' = (1 - a) x + a tanh(...)", true, {}},
        {"input-scaling", number, "1", "esn: size of the entries of W_in", true, {}},
        {"input-density", number, "0.1", "esn: share of W_in that is not zero", true, {}},
        {"bias-scaling", number, "", "esn: size of the bias column (default: as input-scaling)", true, {}},
        {"regularization",
         number,
         "0.00031622776601683794",
         "esn: alpha of the readout (default 10^-3.5)",
         true,
         {}},
        {"solver", text, "ridge", "esn: rls or ridge, equal up to rounding", true, {"rls", "ridge"}},
        {"stages",
         text,
         "2",
         "esn: stages to keep: how many, or the numbers of sentences seen, e.g. 0,100,1000",
         true,
         {}},
        {"epochs", integer, "35", "lstm: passes over the training sentences", true, {}},
        {"batch-size", integer, "2", "lstm: sentences a step", true, {}},
        {"learning-rate", number, "0.001", "lstm: of Adam", true, {}},
        seed_option(),
        output_option("folder of the run")},
       {"rssviz train --cell esn --objects 4 -o out/esn",
        "rssviz train --cell lstm --epochs 35 --seed 2 -o out/lstm-2"}});
  return table;
}

const CommandTable& record_table() {
  static const CommandTable table = finished(
      {"record",
       "record the states of a run on sentences",
       {{"RUN", "folder of a run", true, false}},
       {{"stage", text, "last", "which stage of learning: last, all, or its number", true, {}},
        {"what",
         text,
         "",
         "which states: cell, hidden, output, reservoir (default: cell for lstm, reservoir for esn)",
         true,
         {}},
        {"sequences",
         text,
         "test",
         "test, validation, train, or a text file with a sentence a line",
         true,
         {}},
        {"sample", integer, "200", "how many of the sentences of a split, drawn by seed; 0: all", true, {}},
        seed_option(),
        output_option("the states, an .npz (default: RUN/states.npz)")},
       {"rssviz record out/esn",
        "rssviz record out/lstm --what hidden --sequences my-sentences.txt -o hidden.npz"}});
  return table;
}

const CommandTable& embed_table() {
  static const CommandTable table = finished(
      {"embed",
       "lay states out on a map",
       {{"STATES", "states.npz of `record`, or a matrix: .npy, .npz (array `states`)", true, false}},
       {{"method", text, "umap", "how", true, {"umap", "pca"}},
        {"dims", integer, "2", "dimensions of the map", true, {"2", "3"}},
        {"neighbors", integer, "15", "umap: neighbours of a state, itself included", true, {}},
        {"min-dist", number, "0.1", "umap: least distance on the map", true, {}},
        {"spread", number, "1", "umap: scale of the map", true, {}},
        {"metric", text, "euclidean", "distance between states", true, {"euclidean", "cosine"}},
        {"epochs",
         integer,
         "",
         "umap: rounds of the layout (default: 500 up to 10,000 states, 200 above)",
         true,
         {}},
        {"init", text, "spectral", "umap: where the layout starts", true, {"spectral", "pca", "random"}},
        {"quality", text, "full", "measure how far the map can be trusted", true, {"none", "sample", "full"}},
        {"align",
         flag,
         "",
         "states of several stages: one map each, aligned so that points move and don't jump",
         true,
         {}},
        {"stage-epochs",
         integer,
         "100",
         "with --align: rounds of the layout of each further stage",
         true,
         {}},
        seed_option(),
        output_option("the map, an .npz (default: embedding.npz beside STATES)")},
       {"rssviz embed out/esn/states.npz",
        "rssviz embed states.npy --neighbors 30 --min-dist 0.05 -o map.npz"}});
  return table;
}

const CommandTable& figure_table() {
  static const CommandTable table = [] {
    CommandTable made{
        "figure",
        "draw one figure as PDF, SVG or PNG",
        {{"KIND", "kind of figure; --list names them", false, false},
         {"RUN", "folders of runs", false, true}},
        {{"list", flag, "", "list the kinds of figure", false, {}},
         {"sentence",
          texts,
          "",
          "sentences to follow (trajectories, outputs); BEGIN and END may be left out",
          true,
          {}},
         {"against",
          text,
          "heard",
          "errors: judge against what has been heard so far, or the whole sentence",
          true,
          {"heard", "sentence"}},
         {"concept", texts, "", "output-map: outputs to show, e.g. 'cup 1' (default: all)", true, {}},
         {"palette",
          text,
          "viridis",
          "output-map: colours",
          true,
          {"viridis", "inferno", "magma", "cividis"}},
         {"unlabelled", flag, "", "trajectories: no words along the lines", true, {}},
         {"objects", integer, "4", "reservoirs, predictors: objects of the task", true, {}},
         {"sample", integer, "200", "reservoirs, predictors, ablation: test sentences to run", true, {}},
         {"units", integer, "", "reservoirs, predictors: units of each (default: 1000; 200)", true, {}},
         {"vary",
          texts,
          "",
          "reservoirs, reservoirs-check: one row a parameter: spectral-radius, leak-rate, density, "
          "input-scaling (default: a grid of the first two)",
          true,
          {}},
         {"spectral-radii", texts, "", "reservoirs: spectral radii, one a row", true, {}},
         {"leak-rates", texts, "", "reservoirs: leak rates, one a column", true, {}},
         {"densities", texts, "", "reservoirs: densities of W, with --vary density", true, {}},
         {"input-scalings", texts, "", "reservoirs: input scalings, with --vary input-scaling", true, {}},
         {"numbers", flag, "", "reservoirs: numbers of the untrained states below each map", true, {}},
         {"band-seeds", integer, "5", "reservoirs: other seeds at the reference settings", true, {}},
         {"neighbors", integer, "15", "reservoirs, null: neighbours of a state on the map", true, {}},
         {"map-epochs", integer, "", "reservoirs, null: rounds of the layout of each map", true, {}},
         {"settings", integer, "100", "predictors: settings drawn at random", true, {}},
         {"seeds",
          integer,
          "",
          "predictors: seeds of each setting (default: 3); nesting: networks in all, trained again from "
          "further seeds (default: 1)",
          true,
          {}},
         {"draws", integer, "1000", "difficult, predictors: resamples and permutations", true, {}},
         {"ablation-draws", integer, "20", "ablation: draws of random units", true, {}},
         {"latex",
          flag,
          "",
          "write the numbers behind the figure as a LaTeX table too (FILE.table.tex)",
          false,
          {}},
         seed_option(),
         {"output", texts, "", "file to write, .pdf, .svg or .png (repeatable)", false, {}}},
        {"rssviz figure trajectories out/journey/esn -o esn.pdf",
         "rssviz figure side-by-side out/journey/esn out/journey/lstm --venue ieee -o both.svg",
         "rssviz figure --list"}};
    for (Option& option : look_options()) made.options.push_back(std::move(option));
    return finished(std::move(made));
  }();
  return table;
}

const CommandTable& animate_table() {
  static const CommandTable table = finished(
      {"animate",
       "make a film as MP4",
       {{"KIND", "kind of film; --list names them", false, false}, {"RUN", "folders of runs", false, true}},
       {{"list", flag, "", "list the kinds of film", false, {}},
        {"theme", text, "talk-light", "colours of paper and ink", true, {"talk-light", "talk-dark"}},
        {"fps", integer, "30", "frames a second", true, {}},
        {"frames", integer, "720", "frames in all", true, {}},
        {"size", text, "1920x1080", "pixels, both even", true, {}},
        {"crf", integer, "18", "quality of H.264: lower is better and larger", true, {}},
        {"neighbors", integer, "15", "learning-lstm, reservoirs: neighbours of a state on the maps", true, {}},
        {"vary",
         text,
         "leak-rate",
         "reservoirs: the parameter that changes",
         true,
         {"spectral-radius", "leak-rate", "density", "input-scaling"}},
        {"values", texts, "", "reservoirs: its values, in order (default: nine)", true, {}},
        {"objects", integer, "4", "reservoirs: objects of the task", true, {}},
        {"sample", integer, "200", "reservoirs: test sentences to run", true, {}},
        {"units", integer, "", "reservoirs: units of each (default: 1000)", true, {}},
        {"band-seeds", integer, "5", "reservoirs: other seeds at the reference settings", true, {}},
        {"first-epochs", integer, "", "learning-lstm: rounds of the layout of the first stage", true, {}},
        {"stage-epochs",
         integer,
         "100",
         "learning-lstm, reservoirs: rounds of the layout of each further stage",
         true,
         {}},
        seed_option(),
        output_option("the film, .mp4")},
       {"rssviz animate learning-lstm out/journey/lstm -o learning.mp4", "rssviz animate --list"}});
  return table;
}

const CommandTable& info_table() {
  static const CommandTable table =
      finished({"info",
                "say what is in a run, a file of states or a map",
                {{"FILE", "a run's folder, an .npz or .npy, or a figure or film", true, false}},
                {},
                {"rssviz info out/journey/esn", "rssviz info out/journey/lstm/embedding.npz"}});
  return table;
}

const CommandTable& recipe_table() {
  static const CommandTable table =
      finished({"recipe",
                "print the recipe that a figure or film carries",
                {{"FILE", "a .pdf, .svg, .png or .mp4 made by rssviz", true, false}},
                {},
                {"rssviz recipe out/journey/figures/heard-lstm.pdf"}});
  return table;
}

std::vector<const CommandTable*> all_tables() {
  return {&run_table(),    &train_table(),   &record_table(), &embed_table(),
          &figure_table(), &animate_table(), &info_table(),   &recipe_table()};
}

}  // namespace rssviz::cli
