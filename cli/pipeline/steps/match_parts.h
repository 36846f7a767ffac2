// What the steps of `rssviz match` share: options as values, and what was answered.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/compose/matching/sheet.h"
#include "cli/compose/matching/sheet_settings.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/steps/match_step.h"
#include "cli/studies/match_study.h"
#include "cli/subjects/match_corpus.h"
#include "cli/subjects/match_settings.h"
#include "core/formats/csv.h"
#include "core/row_blocks.h"

namespace rssviz::cli {

// An input with its answers, one a state set, and the states themselves, which the sheet draws.
struct MatchSubject {
  std::unique_ptr<MatchCorpus> corpus{};
  std::vector<MatchAnswer> answers{};
  std::vector<std::unique_ptr<RowBlocks>> rows{};
};

// Throw Error{usage} naming option and value.
std::vector<const StateSet*> chosen_sets(const Settings& settings, const MatchCorpus& corpus);
std::string one_input(const Settings& settings);

// One object, or a list of them where there are several answers.
std::string json_of_subjects(const std::vector<MatchSubject>& subjects, bool full);
// The two studies (match_studies.cc).
MatchReport batch_step(const Settings& settings, const Execution& execution);
MatchReport explain_step(const Settings& settings, const Execution& execution);

// Draws the sheet, paged, with its caption beside it.
void write_sheet(const std::vector<SheetLayer>& layers, const Settings& settings,
                 const std::filesystem::path& output, const std::string& recipe, const Execution& execution,
                 MatchReport& report);
formats::Table table_of_subjects(const std::vector<MatchSubject>& subjects);
// Throws Error{usage} where the name doesn't say what to write.
void check_match_output(const std::filesystem::path& output);
// By the suffix of --output: the sheet, or the matches.
void write_answers(const Settings& settings, const std::vector<MatchSubject>& subjects,
                   const Execution& execution, const std::optional<std::string>& recipe, MatchReport& report);

}  // namespace rssviz::cli
