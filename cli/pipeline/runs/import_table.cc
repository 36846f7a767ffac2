#include "cli/pipeline/runs/import_table.h"

#include "cli/options/shared_options.h"

namespace rssviz::cli {

using enum OptionType;

const CommandTable& import_table() {
  static const CommandTable table = finished(
      {"import",
       "make a run of weights that Keras, PyTorch or reservoirpy trained; of several files its stages",
       {{"WEIGHTS",
         "Keras' .h5 or .keras, a PyTorch state_dict as .npz or .safetensors, reservoirpy's matrices as "
         ".npz; "
         "several checkpoints of one network are its stages",
         true, true}},
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
         "of the units (default: as the file says, else tanh)",
         true,
         {"tanh", "relu", "identity", "sigmoid", "hard_sigmoid", "hard_sigmoid_6"}},
        {"recurrent-activation",
         text,
         "",
         "lstm, gru: of the gates (default: as the file says, else sigmoid)",
         true,
         {"sigmoid", "hard_sigmoid", "hard_sigmoid_6"}},
        {"readout",
         text,
         "",
         "lstm, gru, rnn: the Linear or Dense that is the readout, by its name, or none (default: the one "
         "that "
         "fits the top layer)",
         true,
         {}},
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

}  // namespace rssviz::cli
