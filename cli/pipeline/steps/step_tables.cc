#include "cli/pipeline/steps/step_tables.h"

#include "cli/options/shared_options.h"
#include "cli/subjects/reading_options.h"

namespace rssviz::cli {

using enum OptionType;

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
        {"text",
         file,
         "",
         "of a run on a text: record this text instead, from the zero state, with loss, p_true and columns",
         true,
         {}},
        {"from", integer, "0", "with --text: the first symbol, counted from 0", true, {}},
        {"to", integer, "", "with --text: the symbol before which to stop (default: the end)", true, {}},
        {"lengths",
         file,
         "",
         "with --inputs: an array of the number of steps of each sequence, or a mask of 0 and 1",
         true,
         {}},
        {"axes", text, "", "with --inputs: what its dimensions count, e.g. steps,sequences,inputs", true, {}},
        {"labels",
         file,
         "",
         "with --inputs: a table with a row for each step, or for each sequence",
         true,
         {}},
        {"zero-state", flag, "", "also the zero state before each sentence (step and token -1)", true, {}},
        {"teachers",
         flag,
         "",
         "csl: also the vector that teaches each sentence, the clauses in their order and, of an echo state "
         "network, P, so that its readout can be computed again",
         true,
         {}},
        {"sample",
         integer,
         "200",
         "how many of the sentences (or sequences) of a split, drawn by seed; 0: all",
         true,
         {}},
        seed_option(),
        output_option(
            "the states, an .npz (default: RUN/states.npz; with --stage all RUN/stage_states.npz, of stage 3 "
            "RUN/stage_3_states.npz)")},
       {"rssviz record out/esn",
        "rssviz record out/lstm --what hidden --sequences my-sentences.txt -o hidden.npz",
        "rssviz record out/lstm --stage all",
        "rssviz record out/book --what cell --text book.txt --from 1000 --to 3000 -o states.npz",
        "rssviz record out/imported --inputs u.npy -o states.npz"}});
  return table;
}

const CommandTable& sample_table() {
  static const CommandTable table =
      finished({"sample",
                "draw text from a run of --task text, symbol by symbol",
                {{"RUN", "folder of a run", true, false}},
                {{"prefix", text, "", "what the network reads first (default: nothing)", true, {}},
                 {"length", integer, "1000", "how many symbols to draw", true, {}},
                 {"temperature",
                  number,
                  "1",
                  "what logits are divided by: below 1 likelier symbols, above 1 rarer ones",
                  true,
                  {}},
                 {"stage", text, "last", "which stage of learning: last, or its number", true, {}},
                 seed_option(),
                 output_option("a file for the text (default: standard output)")},
                {"rssviz sample out/book --prefix 'The ' --length 500 --temperature 0.8 --seed 3"}});
  return table;
}

namespace {

// A table with the options of reading states put behind its first `place` options.
CommandTable with_reading(CommandTable table, std::size_t place) {
  const std::vector<Option> options = reading_options();
  table.options.insert(table.options.begin() + static_cast<std::ptrdiff_t>(place), options.begin(),
                       options.end());
  return finished(std::move(table));
}

constexpr const char* kStates =
    "states.npz of `record`, or an array of points x units or sequences x steps x units: .npy, .npz (or "
    ".npz:NAME), .csv, .tsv, .h5 (or .h5:/path), .mat, .safetensors; several files or a pattern are stages; "
    "- "
    "is standard input";

}  // namespace

const CommandTable& embed_table() {
  static const CommandTable table = with_reading(
      {"embed",
       "lay states out on a map",
       {{"STATES", kStates, true, true}},
       {{"method", text, "umap", "how", true, {"umap", "pca"}},
        {"dims", integer, "2", "dimensions of the map (figures draw two: --plane)", true, {"2", "3"}},
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
         "how far the map can be trusted, measured on 1,500 states (fewer of more than 330,000) or on all",
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
        output_option(
            "the map: .npz, or its points alone as .csv or .tsv; - is CSV on standard output (default: "
            "embedding.npz beside STATES)")},
       {"rssviz embed out/esn/states.npz",
        "rssviz embed states.npy --neighbors 30 --min-dist 0.05 -o map.npz",
        "rssviz embed h.npy --lengths lengths.npy -o map.npz",
        "rssviz embed h.npy --axes layers,sequences,steps,units -o map.npz",
        "rssviz embed run.h5:/epoch_10/hidden -o map.npz", "rssviz embed 'epoch_*.npy' --align -o maps.npz",
        "rssviz embed stages.npz --align --alignment joint -o maps.npz"}},
      1);
  return table;
}

const CommandTable& look_table() {
  static const CommandTable table = with_reading(
      {"look",
       "one page of any states in seconds: PCA and UMAP, trust, trajectories, and the command for each "
       "picture; or a sheet of each layer of a network's weights along inputs",
       {{"STATES", kStates, true, true}},
       {{"as",
         text,
         "auto",
         "states or weights (auto: weights where arrays are called as PyTorch, Keras or reservoirpy call "
         "them)",
         true,
         {"auto", "states", "weights"}},
        {"inputs",
         file,
         "",
         "weights: the array along which the network is looked at, steps x inputs, or sequences x steps x "
         "inputs",
         true,
         {}},
        {"labels",
         file,
         "",
         "a table (.csv, .tsv), vector (.npy) or archive with a row for each state, or for each sequence",
         true,
         {}},
        {"color-by",
         text,
         "",
         "column that colours the states (default: the first with a few classes)",
         true,
         {}},
        {"washout", integer, "0", "leave out so many first steps of each sequence", true, {}},
        {"venue",
         text,
         "neurips",
         "whose widths and text sizes to use",
         true,
         {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
        {"theme", text, "paper", "colours of paper and ink", true, {"paper", "talk-light", "talk-dark"}},
        {"no-pack",
         flag,
         "",
         "leave the parts of a map, with empty room around them, where its layout put them",
         true,
         {}},
        seed_option(),
        output_option("folder for the page (look.pdf, look.png) and the maps")},
       {"rssviz look states.npy --labels labels.csv -o look/",
        "rssviz look h.npy --lengths lengths.npy --labels labels.csv -o look/",
        "rssviz look 'epoch_*.npy' --labels labels.csv --color-by group -o look/",
        "rssviz look weights.safetensors --inputs u.npy -o look/"}},
      2);
  return table;
}

}  // namespace rssviz::cli
