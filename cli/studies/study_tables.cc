#include "cli/studies/study_tables.h"

#include "cli/options/shared_options.h"

namespace rssviz::cli {

using enum OptionType;

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
        {"epochs", integer, "35", "epochs of lstm and lstm-large (lstm-plateau: --most-epochs)", true, {}},
        {"patience",
         integer,
         "20",
         "lstm-plateau: epochs without a fall of the validation loss by half a per cent that end training",
         true,
         {}},
        {"most-epochs", integer, "400", "lstm-plateau: epochs at most", true, {}},
        {"measures",
         texts,
         "",
         "what to measure of each network beside its errors, a table each, separated by commas: nesting, "
         "ablation, polyvalence, difficulty; time: training alone, one network at a time (default: none)",
         true,
         {}},
        {"sample", integer, "200", "measures: test sentences whose states are measured", true, {}},
        {"maps", integer, "5", "measure difficulty: maps of each network, of different seeds", true, {}},
        {"ablation-draws", integer, "20", "measure ablation: draws of other units to silence", true, {}},
        seed_option(),
        output_option("folder of the comparison: objects.csv, differences.csv, cells/")},
       {"rssviz compare --objects 4,10 --seeds 3 -o out/objects",
        "rssviz figure objects out/objects -o objects.pdf"}});
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

}  // namespace rssviz::cli
