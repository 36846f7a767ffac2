#include "cli/commands/all_tables.h"

#include "cli/compose/kind_tables.h"
#include "cli/options/shared_options.h"
#include "cli/pipeline/recipes/recipe_tables.h"
#include "cli/pipeline/runs/import_table.h"
#include "cli/pipeline/runs/training_table.h"
#include "cli/pipeline/steps/match_table.h"
#include "cli/pipeline/steps/step_tables.h"
#include "cli/pipeline/sweeps/sweep_table.h"
#include "cli/studies/study_tables.h"

namespace rssviz::cli {

using enum OptionType;

const CommandTable& info_table() {
  static const CommandTable table =
      finished({"info",
                "say what is in a run (with its card of conventions), a file of states or a map",
                {{"FILE",
                  "a run's folder, a folder of LSTMVis, arrays (.npz, .npy, .h5, .safetensors, .csv, .tsv), "
                  "or a figure or film",
                  true, false}},
                {{"latex", flag, "", "a run: its card of conventions as a LaTeX table", true, {}}},
                {"rssviz info out/journey/esn", "rssviz info out/journey/lstm/embedding.npz",
                 "rssviz info out/journey/esn --latex > card.tex"}});
  return table;
}

const CommandTable& lint_table() {
  static const CommandTable table = finished(
      {"lint",
       "find what a publisher would send back, in figures as PDF",
       {{"FILE", "figures as .pdf", true, true}},
       {{"venue",
         text,
         "",
         "whose widths and text sizes to hold them against (default: the venue in a figure's recipe)",
         false,
         {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
        {"least-dpi", number, "300", "least resolution of pictures", false, {}},
        {"least-line", number, "0.25", "least width of lines, in points", false, {}},
        {"grey", flag, "", "colours must differ in a grey print too", false, {}}},
       {"rssviz lint out/journey/figures/heard-lstm.pdf", "rssviz lint --venue nature *.pdf"}});
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

std::vector<const CommandTable*> all_tables() {
  return {&run_table(),    &train_table(),      &import_table(),  &test_table(),  &record_table(),
          &sample_table(), &embed_table(),      &look_table(),    &match_table(), &compare_table(),
          &sweep_table(),  &figure_table(),     &animate_table(), &info_table(),  &recipe_table(),
          &lint_table(),   &completion_table(), &manual_table()};
}

}  // namespace rssviz::cli
