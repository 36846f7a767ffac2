#include "cli/options/tables.h"

#include "cli/options/shared_options.h"

namespace rssviz::cli {
namespace {
using enum OptionType;

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

const CommandTable& test_table() {
  static const CommandTable table =
      finished({"test",
                "test a run on every sentence of its grammar (up to 10 objects), those trained on apart",
                {{"RUN", "folder of a run", true, false}},
                {{"stage", text, "last", "which stage of learning: last, all, or its number", true, {}},
                 output_option("the table, a .csv (default: RUN/test_all.csv)")},
                {"rssviz test out/lstm", "rssviz test out/lstm --stage all -o lstm-by-epoch.csv"}});
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
         "which states: cell, hidden, output, reservoir (default: cell for lstm, hidden for gru and rnn, "
         "reservoir for esn)",
         true,
         {}},
        {"sequences",
         text,
         "test",
         "test, validation, train, or a text file with a sentence a line; of arrays also all",
         true,
         {}},
        {"inputs",
         file,
         "",
         "run over an array of one's own instead: steps x inputs, or sequences x steps x inputs",
         true,
         {}},
        {"lengths", file, "", "with --inputs: an array of the number of steps of each sequence", true, {}},
        {"labels", file, "", "with --inputs: a table (.csv, .tsv) with a row for each step", true, {}},
        {"zero-state", flag, "", "also the zero state before each sentence (step and token -1)", true, {}},
        {"sample",
         integer,
         "200",
         "how many of the sentences (or sequences) of a split, drawn by seed; 0: all",
         true,
         {}},
        seed_option(),
        output_option("the states, an .npz (default: RUN/states.npz)")},
       {"rssviz record out/esn",
        "rssviz record out/lstm --what hidden --sequences my-sentences.txt -o hidden.npz",
        "rssviz record out/imported --inputs u.npy -o states.npz"}});
  return table;
}

const CommandTable& embed_table() {
  static const CommandTable table = finished(
      {"embed",
       "lay states out on a map",
       {{"STATES",
         "states.npz of `record`, or a matrix as .npy, .npz, .csv, .tsv or FILE.h5:/path; several files or a "
         "pattern are stages",
         true, true}},
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
        {"negative-samples", integer, "5", "umap: points that an edge pushes its state from", true, {}},
        {"learning-rate", number, "1", "umap: length of the layout's first steps", true, {}},
        {"repulsion", number, "1", "umap: weight of negative samples", true, {}},
        {"set-op-mix", number, "1", "umap: 1 fuzzy union of neighbourhoods .. 0 intersection", true, {}},
        {"local-connectivity", number, "1", "umap: neighbours taken as fully connected", true, {}},
        {"init", text, "spectral", "umap: where the layout starts", true, {"spectral", "pca", "random"}},
        {"neighbors-method",
         text,
         "auto",
         "umap: exact neighbours, or approximate ones with their recall measured",
         true,
         {"auto", "exact", "approximate"}},
        {"scale",
         text,
         "none",
         "bring units to one scale first: z-scores, or whitened principal components",
         true,
         {"none", "zscore", "whiten"}},
        {"theiler",
         integer,
         "0",
         "umap: no neighbours within so many steps of the same sequence (needs sequence and step)",
         true,
         {}},
        {"count-multiples",
         flag,
         "",
         "umap: a state that is there m times weighs 1 + ln m (otherwise 1)",
         true,
         {}},
        {"seeds", integer, "1", "umap: layouts from as many seeds, to measure each point's spread", true, {}},
        {"snapshots", integer, "0", "umap: keep so many steps of the forming layout", true, {}},
        {"quality",
         text,
         "sample",
         "how far the map can be trusted, measured on 5,000 states (fewer of more than 100,000) or on all",
         true,
         {"none", "sample", "full"}},
        {"align",
         flag,
         "",
         "states of several stages: one map each, aligned so that points move and don't jump; stages x "
         "points "
         "x units, or rows x units where points come and go (.npz: `states`, with `stage` and `point` for "
         "each row)",
         true,
         {}},
        {"alignment",
         text,
         "sequential",
         "with --align: each stage from the map before, or all stages together with ties between them",
         true,
         {"sequential", "joint"}},
        {"stage-epochs",
         integer,
         "100",
         "with --align, sequential: rounds of the layout of each further stage",
         true,
         {}},
        {"joint-epochs",
         integer,
         "200",
         "with --alignment joint: rounds of the layout of all stages",
         true,
         {}},
        {"alignment-regularisation",
         number,
         "0.01",
         "with --alignment joint: how strongly a point's places in neighbouring stages are tied",
         true,
         {}},
        {"alignment-window-size",
         integer,
         "3",
         "with --alignment joint: to how many stages before and after they are tied",
         true,
         {}},
        seed_option(),
        output_option("the map, an .npz (default: embedding.npz beside STATES)")},
       {"rssviz embed out/esn/states.npz",
        "rssviz embed states.npy --neighbors 30 --min-dist 0.05 -o map.npz",
        "rssviz embed run.h5:/epoch_10/hidden -o map.npz", "rssviz embed 'epoch_*.npy' --align -o maps.npz",

        "rssviz embed stages.npz --align --alignment joint -o maps.npz"}});
  return table;
}

const CommandTable& compare_table() {
  static const CommandTable table = finished(
      {"compare",
       "train networks over numbers of objects and seeds, and tabulate their errors",
       {},
       {{"networks",
         texts,
         "",
         "which, separated by commas: esn, esn-continuous, lstm, lstm-plateau, lstm-large, bag-of-words "
         "(default: all)",
         true,
         {}},
        {"objects",
         texts,
         "",
         "numbers of objects, separated by commas (default: 3,4,6,10,15,20,30,40,50)",
         true,
         {}},
        {"seeds", integer, "3", "how many seeds, from --seed on", true, {}},
        {"esn-units", integer, "", "units of the ESN (default: 1000)", true, {}},
        {"lstm-units", integer, "", "units of the LSTM (default: 20)", true, {}},
        {"epochs", integer, "35", "epochs of lstm and lstm-large", true, {}},
        {"patience",
         integer,
         "20",
         "lstm-plateau: epochs without a fall of the validation loss by half a per cent that end training",
         true,
         {}},
        {"most-epochs", integer, "400", "lstm-plateau: epochs at most", true, {}},
        seed_option(),
        output_option("folder of the comparison: objects.csv, differences.csv, cells/")},
       {"rssviz compare --objects 4,10 --seeds 3 -o out/objects",
        "rssviz figure objects out/objects -o objects.pdf"}});
  return table;
}

const CommandTable& info_table() {
  static const CommandTable table = finished(
      {"info",
       "say what is in a run (with its card of conventions), a file of states or a map",
       {{"FILE", "a run's folder, arrays (.npz, .npy, .h5, .safetensors, .csv, .tsv), or a figure or film",
         true, false}},
       {{"latex", flag, "", "a run: its card of conventions as a LaTeX table", true, {}}},
       {"rssviz info out/journey/esn", "rssviz info out/journey/lstm/embedding.npz",
        "rssviz info out/journey/esn --latex > card.tex"}});
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
                  "folder from which the recipe names its inputs (default: that of FILE, then this one)",
                  false,
                  {}},
                 output_option("where to keep what --remake makes")},
                {"rssviz recipe out/journey/figures/heard-lstm.pdf",
                 "rssviz recipe out/journey/figures/heard-lstm.pdf --remake"}});
  return table;
}

std::vector<const CommandTable*> all_tables() {
  return {&run_table(),    &train_table(),  &import_table(),     &test_table(),
          &record_table(), &embed_table(),  &look_table(),       &compare_table(),
          &sweep_table(),  &figure_table(), &animate_table(),    &info_table(),
          &recipe_table(), &lint_table(),   &completion_table(), &manual_table()};
}

}  // namespace rssviz::cli
