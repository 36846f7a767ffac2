// `rssviz test` and `rssviz train --test all`: the errors of a run's stages on every sentence of its grammar,
// as test_all.csv in its folder. Sentences that were trained on are counted apart.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/subjects/run_folder.h"
#include "cli/subjects/task_views.h"
#include "core/formats/csv.h"
#include "models/tasks/csl/whole_grammar.h"

namespace rssviz::cli {

struct TestedStage {
  int stage{0};
  models::GrammarCounts counts{};
};

TestedStage test_stage(const models::Network& network, int stage, const TaskData& data,
                       const Execution& execution);
// `--stage`: last, all or a number. Throws Error{usage} as stage_number, or where the grammar is too large.
std::vector<TestedStage> test_stages(const LoadedRun& run, const std::string& stages,
                                     const Execution& execution);

// stage,set,objects,sentences,not_valid,not_exact,valid_error,exact_error; set = all | training | other (not
// trained on), objects = 1 | 2 | "" (both).
formats::Table grammar_table(const std::vector<TestedStage>& stages);
std::filesystem::path grammar_file(const std::filesystem::path& run);
// "not valid .0026, not exact .0631 of 473,032 sentences not trained on".
std::string grammar_line(const models::GrammarCounts& counts);

}  // namespace rssviz::cli
