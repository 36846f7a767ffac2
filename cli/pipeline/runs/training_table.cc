#include "cli/pipeline/runs/training_table.h"

#include <algorithm>
#include <utility>

#include "cli/options/shared_options.h"
#include "models/tasks/catalogue.h"

namespace rssviz::cli {

using enum OptionType;

namespace {

OptionType type_of(models::TaskOption::Type type) {
  switch (type) {
    case models::TaskOption::Type::integer:
      return integer;
    case models::TaskOption::Type::number:
      return number;
    case models::TaskOption::Type::file:
      return file;
    case models::TaskOption::Type::files:
      return files;
    case models::TaskOption::Type::text:
      break;
  }
  return text;
}

// --task, then what each task of the catalogue has of its own.
std::vector<Option> task_options() {
  std::string help = "what to learn";
  std::vector<std::string> names;
  for (const models::TaskEntry& entry : models::task_catalogue()) {
    help += (names.empty() ? ": " : "; ") + entry.name + ", " + entry.summary;
    names.push_back(entry.name);
  }
  std::vector<Option> options{{"task", text, names.front(), help, true, names}};
  for (const models::TaskEntry& entry : models::task_catalogue())
    for (const models::TaskOption& option : entry.options) {
      const auto known = std::find_if(options.begin(), options.end(),
                                      [&](const Option& one) { return one.name == option.name; });
      if (known == options.end())
        options.push_back({option.name, type_of(option.type), option.default_text,
                           entry.name + ": " + option.help, true, option.choices});
      else
        known->help = known->help.ends_with(": " + option.help)
                          ? entry.name + ", " + known->help
                          : known->help + "; " + entry.name + ": " + option.help;
    }
  return options;
}

CommandTable own_table() {
  return {
      "train",
      "train a network on a task and keep its learning stages",
      {},
      {{"cell", text, "", "kind of network", true, {"esn", "lstm", "gru", "rnn", "ngram"}},
       {"order", text, "20", "ngram: symbols of an n-gram, the predicted one included, or inf", true, {}},
       {"units", integer, "", "units (default: 1000 for esn, 20 elsewhere), of each layer", true, {}},
       {"learning",
        text,
        "final",
        "esn: train the readout after END (final) or after every word (continuous)",
        true,
        {"final", "continuous"}},
       {"spectral-radius",
        number,
        "",
        "esn: spectral radius asked for; sets the range of W (default: 1.1; continuous 1.3)",
        true,
        {}},
       {"rescale-radius", flag, "", "esn: rescale W to exactly that radius", true, {}},
       {"density", number, "", "esn: share of W that is not zero (default: 0.85; continuous 0.81)", true, {}},
       {"leak-rate",
        number,
        "",
        "esn: leak rate a in x' = (1 - a) x + a tanh(...) (default: 0.05; continuous 0.04)",
        true,
        {}},
       {"input-scaling", number, "1", "esn: size of the entries of W_in", true, {}},
       {"input-density", number, "0.1", "esn: share of W_in that is not zero", true, {}},
       {"bias-scaling", number, "", "esn: size of the bias column (default: as input-scaling)", true, {}},
       {"reservoir",
        file,
        "",
        "esn: train the readout on the reservoir in this file (W, Win, bias and lr, as import reads them) "
        "instead of a drawn one",
        true,
        {}},
       {"regularization",
        number,
        "",
        "esn: alpha of the readout (default: 10^-3.5; continuous 10^-3.7)",
        true,
        {}},
       {"solver", text, "ridge", "esn: rls or ridge, equal up to rounding", true, {"rls", "ridge"}},
       {"stages",
        text,
        "2",
        "esn: stages to keep: how many, or the numbers of sentences (or steps) seen, e.g. 0,100,1000",
        true,
        {}},
       {"layers", integer, "1", "lstm, gru, rnn: layers, each fed by the one below", true, {}},
       {"epochs", integer, "35", "lstm, gru, rnn: passes over the training sentences (or steps)", true, {}},
       {"batch-size",
        integer,
        "2",
        "lstm, gru, rnn: sentences (or windows, streams of a text) a step",
        true,
        {}},
       {"optimizer", text, "adam", "lstm, gru, rnn: how steps are made", true, {"adam", "rmsprop"}},
       {"learning-rate", number, "0.001", "lstm, gru, rnn: of the optimizer", true, {}},
       {"preset",
        text,
        "none",
        "text: settings of Karpathy, Johnson and Fei-Fei (2015), or of their published program, where no "
        "others are given",
        true,
        {"none", "paper", "char-rnn"}},
       {"parameters",
        integer,
        "",
        "text: as many units as come nearest to so many parameters (two biases a gate), instead of --units",
        true,
        {}},
       {"patience",
        integer,
        "0",
        "text: stop after so many epochs without a lower loss on validation; 0: never",
        true,
        {}},
       {"stage-batches", integer, "0", "text: a stage after so many batches; 0: after each epoch", true, {}},
       {"rho", number, "0.9", "with --optimizer rmsprop: how much of the mean square is kept", true, {}},
       {"epsilon", number, "1e-07", "of the optimizer: added to the root", true, {}},
       {"decay", number, "1", "lstm, gru, rnn: times the learning rate before each epoch", true, {}},
       {"decay-after", integer, "0", "with --decay: epochs before it begins", true, {}},
       {"clip-by",
        text,
        "norm",
        "with --clip: bound the norm of the whole gradient, or each number of it",
        true,
        {"norm", "value"}},
       {"clip",
        number,
        "",
        "lstm, gru, rnn: most that the norm of a step's whole gradient may be (default: no limit)",
        true,
        {}},
       {"dropout",
        number,
        "0",
        "lstm, gru, rnn: share of the states zeroed on their way from layer to layer in training (text: "
        "before "
        "the output too)",
        true,
        {}},
       {"shuffle",
        flag,
        "",
        "lstm, gru, rnn: a new order of the sentences (or sequences) in each epoch",
        true,
        {}},
       {"test",
        text,
        "sample",
        "test on the sampled test sentences, or also on all sentences of the grammar (up to 10 objects)",
        true,
        {"sample", "all"}},
       {"resume",
        flag,
        "",
        "go on where training was interrupted, with the same result as without interruption",
        false,
        {}},
       seed_option(),
       {"corpus-seed",
        integer,
        "",
        "seed of the corpus alone, where networks of several seeds are to learn the same one (default: "
        "the seed)",
        true,
        {}},
       output_option("folder of the run")},
      {"rssviz train --cell esn --objects 4 -o out/esn",
       "rssviz train --cell esn --learning continuous -o out/continuous",
       "rssviz train --cell lstm --epochs 35 --seed 2 -o out/lstm-2",
       "rssviz train --cell gru --layers 2 --units 40 --epochs 200 --resume -o out/gru",
       "rssviz train --cell lstm --task text --text book.txt --units 128 --preset paper -o out/book",
       "rssviz train --cell lstm --task arrays --inputs u.npy --targets y.npy --labels steps.csv -o "
       "out/mine"}};
}

}  // namespace

const CommandTable& train_table() {
  static const CommandTable table = [] {
    CommandTable made = own_table();
    const std::vector<Option> of_tasks = task_options();
    made.options.insert(made.options.begin() + 1, of_tasks.begin(), of_tasks.end());
    return finished(std::move(made));
  }();
  return table;
}

}  // namespace rssviz::cli
