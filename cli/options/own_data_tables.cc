// The tables of commands for networks and states of one's own.
#include "cli/options/shared_options.h"
#include "cli/options/tables.h"

namespace rssviz::cli {

using enum OptionType;

const CommandTable& import_table() {
  static const CommandTable table = finished(
      {"import",
       "make a run of weights that Keras, PyTorch or reservoirpy trained",
       {{"WEIGHTS",
         "Keras' .h5, a PyTorch state_dict as .npz or .safetensors, reservoirpy's matrices as .npz", true,
         false}},
       {{"cell", text, "", "kind of network", true, {"lstm", "gru", "rnn", "esn"}},
        {"from",
         text,
         "auto",
         "whose names and gate order the file has",
         true,
         {"auto", "keras", "torch", "reservoirpy"}},
        {"task",
         text,
         "none",
         "none: inputs are arrays; csl: inputs are the words of the cross-situational task",
         true,
         {"none", "csl"}},
        {"objects", integer, "4", "with --task csl: its objects, 3 to 50", true, {}},
        {"equation",
         text,
         "",
         "esn: leak around the activation, or activation around all (default: as the file says, else "
         "internal)",
         true,
         {"internal", "external"}},
        {"activation",
         text,
         "",
         "esn: of the units (default: as the file says, else tanh)",
         true,
         {"tanh", "relu", "identity", "sigmoid"}},
        {"bias",
         text,
         "auto",
         "esn: an array 'bias', or the first column of Win",
         true,
         {"auto", "apart", "column"}},
        {"orientation",
         text,
         "to-from",
         "esn: whether W[i, j] leads from unit j to unit i, or from i to j",
         true,
         {"to-from", "from-to"}},
        {"leak",
         text,
         "new",
         "esn: whether lr is the share of the new state, or of the one that is kept",
         true,
         {"new", "kept"}},
        {"readout-bias", text, "first", "esn: where Wout has its bias", true, {"first", "last"}},
        {"readout-inputs",
         text,
         "first",
         "esn: where Wout has the inputs, of a readout that takes them: before the states, or behind",
         true,
         {"first", "last"}},
        {"check",
         file,
         "",
         "states of your own over --inputs; the import must make the same ones, or says which convention "
         "would",
         true,
         {}},
        {"inputs", file, "", "with --check: steps x inputs, or sequences x steps x inputs", true, {}},
        {"lengths", file, "", "with --inputs: an array of the number of steps of each sequence", true, {}},
        seed_option(),
        output_option("folder of the run")},
       {"rssviz import weights.h5 --cell lstm -o out/mine",
        "rssviz import state_dict.npz --cell gru --check hidden.npy --inputs u.npy -o out/mine",
        "rssviz import esn.npz --cell esn --equation external -o out/esn",
        "rssviz record out/mine --inputs u.npy -o out/mine/states.npz"}});
  return table;
}

const CommandTable& look_table() {
  static const CommandTable table = finished(
      {"look",
       "one page of any states in seconds: PCA and UMAP, trust, trajectories, and the command for each "
       "picture",
       {{"STATES",
         "states.npz of `record`, or a matrix as .npy, .npz, .csv, .tsv or FILE.h5:/path; several files or a "
         "pattern are stages",
         true, true}},
       {{"labels", file, "", "a table (.csv, .tsv) with a row for each state", true, {}},
        {"color-by",
         text,
         "",
         "column that colours the states (default: the first with a few classes)",
         true,
         {}},
        {"venue",
         text,
         "neurips",
         "whose widths and text sizes to use",
         true,
         {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
        {"theme", text, "paper", "colours of paper and ink", true, {"paper", "talk-light", "talk-dark"}},
        seed_option(),
        output_option("folder for the page (look.pdf, look.png) and the maps")},
       {"rssviz look states.npy --labels labels.csv -o look/",
        "rssviz look 'epoch_*.npy' --labels labels.csv --color-by group -o look/"}});
  return table;
}

const CommandTable& sweep_table() {
  static const CommandTable table = finished(
      {"sweep",
       "reservoirs over many settings before any training, on one machine or many",
       {{"ACTION", "plan, run, status, merge or emit", true, false},
        {"SWEEP", "plan: the sweep as TOML; else: the folder of a plan", true, false}},
       {{"cell", integer, "", "run: only the cell of this number, counted from 0", false, {}},
        {"shard", text, "", "run: a part of the cells, e.g. 2/8, the second of eight", false, {}},
        {"from-env", flag, "", "run: the part that SLURM_ARRAY_TASK_ID and _COUNT name", false, {}},
        {"slurm", flag, "", "emit: a job array for sbatch", false, {}},
        {"parallel", flag, "", "emit: a script that calls GNU parallel", false, {}},
        {"snakemake", flag, "", "emit: a Snakefile", false, {}},
        {"program", text, "rssviz", "emit: how the script calls this program", false, {}},
        {"venue",
         text,
         "neurips",
         "merge: whose widths and text sizes to use",
         true,
         {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
        {"theme",
         text,
         "paper",
         "merge: colours of paper and ink",
         true,
         {"paper", "talk-light", "talk-dark"}},
        output_option(
            "plan: folder of the sweep; merge: .csv, .pdf, .svg or .png (default: sweep.csv in it); "
            "emit: the script")},
       {"rssviz sweep plan examples/sweep.toml -o out/sweep",
        "rssviz sweep run out/sweep --shard 1/2 --threads 1", "rssviz sweep status out/sweep",
        "rssviz sweep merge out/sweep -o sweep.pdf", "rssviz sweep emit out/sweep --slurm -o sweep.sh"}});
  return table;
}

const CommandTable& completion_table() {
  static const CommandTable table =
      finished({"completion",
                "print the completion script of a shell",
                {{"SHELL", "bash, zsh or fish", true, false}},
                {},
                {"rssviz completion bash > ~/.local/share/bash-completion/completions/rssviz",
                 "rssviz completion zsh > ~/.zfunc/_rssviz",
                 "rssviz completion fish > ~/.config/fish/completions/rssviz.fish"}});
  return table;
}

const CommandTable& manual_table() {
  static const CommandTable table =
      finished({"manual",
                "print a manual page, or write all pages and completions to a folder",
                {{"COMMAND", "a command (default: rssviz itself)", false, false}},
                {output_option("folder for all pages and completions, laid out as below share/")},
                {"rssviz manual embed | man -l -", "rssviz manual -o build/share"}});
  return table;
}

}  // namespace rssviz::cli
