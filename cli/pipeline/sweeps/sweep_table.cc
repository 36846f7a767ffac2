#include "cli/pipeline/sweeps/sweep_table.h"

#include "cli/options/shared_options.h"

namespace rssviz::cli {

using enum OptionType;

const CommandTable& sweep_table() {
  static const CommandTable table = finished(
      {"sweep",
       "reservoirs over many settings before any training, on one machine or many",
       {{"ACTION", "plan, run, status, merge or emit", true, false},
        {"SWEEP",
         "plan: the sweep as TOML, sentences or arrays (examples/sweep.toml, examples/sweep-arrays.toml tell "
         "all keys); else: the folder of a plan",
         true, false}},
       {{"cell", integer, "", "run: only the cell of this number, counted from 0", false, {}},
        {"shard", text, "", "run: a part of the cells, e.g. 2/8, the second of eight", false, {}},
        {"from-env", flag, "", "run: the part that SLURM_ARRAY_TASK_ID and _COUNT name", false, {}},
        {"slurm", flag, "", "emit: a job array for sbatch", false, {}},
        {"tasks",
         integer,
         "1000",
         "emit --slurm: tasks of the array at most; each computes several cells where there are more",
         false,
         {}},
        {"time", text, "", "emit --slurm: time limit of a task, as sbatch takes it, e.g. 0:30:00", false, {}},
        {"partition", text, "", "emit --slurm: the partition", false, {}},
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
        "rssviz sweep merge out/sweep -o sweep.pdf",
        "rssviz sweep emit out/sweep --slurm --tasks 20 --time 0:30:00 -o sweep.sh",
        "rssviz sweep plan examples/sweep-arrays.toml -o out/sweep   # arrays of your own: task = \"arrays\" "
        "in [sweep]"}});
  return table;
}

}  // namespace rssviz::cli
