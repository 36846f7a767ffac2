// Selections held against annotations, and annotations explained by selections, with nulls: the tables of
// `rssviz match --batch` and `--explain`. No ink, no options.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/studies/match_study.h"
#include "cli/subjects/match_corpus.h"
#include "core/formats/csv.h"
#include "core/parallel.h"
#include "models/analysis/matching/marking.h"

namespace rssviz::cli {

enum class MarkNull { words, untrained, cells };
// "words,cells"; throws Error{usage} naming those there are.
std::vector<MarkNull> nulls_named(const std::string& names);
std::string name_of(MarkNull null);

struct MarkOptions {
  std::vector<MarkNull> nulls{MarkNull::words};
  int draws{199};
  std::uint64_t seed{1};
  std::size_t most_words{8};  // of the n-grams of the null `words`
  std::size_t most_cells{8};  // of an explanation

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// A value of an annotation: "depth=3".
struct MarkTarget {
  const MatchAnnotation* annotation{nullptr};
  std::int32_t value{0};
  std::string name() const;
};
// Throws Error{usage} naming the annotations or values that there are.
MarkTarget target_named(const MatchCorpus& corpus, const std::string& option, const std::string& text);
// Every value of every annotation of classes that stands at some steps, but not at all of them; what the
// network foretells isn't tried unless it is asked for.
std::vector<MarkTarget> all_targets(const MatchCorpus& corpus);

// Values with their steps, each set made once for all hypotheses.
struct MarkTargets {
  std::vector<MarkTarget> targets{};
  std::vector<models::StepSet> steps{};
};
// "COLUMN=VALUE", or with "" all values.
MarkTargets targets_to_try(const MatchCorpus& corpus, const std::string& mark);

struct Hypothesis {
  std::string name{};
  std::string source{};  // of its state set; "": the first
  MatchQuery query{};
  std::string mark{};  // "COLUMN=VALUE"; "": the best of all
};

// One row: a hypothesis against a null, for the value that it marks best.
struct MarkRow {
  std::string hypothesis{};
  std::string source{};
  std::optional<models::StepRange> range{};
  std::vector<std::string> cells{};
  std::size_t candidates{0};  // runs with at least one of the cells on
  std::size_t strict{0};      // those with all of them on throughout
  std::string marks{};        // "depth=3"; "": there is no annotation of classes
  std::size_t tried{1};       // values that could have been best
  models::MarkScore score{};
  MarkNull null{MarkNull::words};
  std::string null_about{};  // "2 words", "mean of 199", "selects nothing"
  double null_f1{0};
  double p{1};          // alone, for the number of values tried
  double corrected{1};  // Holm's, for all rows
};

// The states of one set as bits, read once and asked many times.
struct MarkStates {
  const StateSet* set{nullptr};
  models::OnRule rule{};
  models::OnBits bits{};
  models::CellBits cells{};
};
MarkStates read_mark_states(const MatchCorpus& corpus, const StateSet& set, const models::OnRule& rule,
                            const Execution& execution);
MarkStates read_untrained(const MatchCorpus& corpus, const StateSet& set, const models::OnRule& rule,
                          const Execution& execution);

// Rows of one hypothesis, one a null, not yet corrected; one without a null where there are no targets.
// `untrained`: null unless that null is asked for.
std::vector<MarkRow> mark_rows(const MatchCorpus& corpus, const MarkStates& states,
                               const MarkStates* untrained, const Hypothesis& hypothesis,
                               const std::vector<int>& cells, const MarkTargets& targets,
                               const MarkOptions& options);
void correct(std::vector<MarkRow>& rows);
formats::Table table_of(const std::vector<MarkRow>& rows);

// The selection that best marks a value, chosen on half of the steps and scored on the other.
struct ExplainRow {
  MarkNull null{MarkNull::words};
  std::string about{};
  double f1{0};
  double p{1};
  double corrected{1};
};
struct ExplainAnswer {
  std::string marks{};
  models::Explanation explanation{};
  std::vector<std::string> cells{};
  std::vector<ExplainRow> nulls{};
};
ExplainAnswer explain_value(const MatchCorpus& corpus, const MarkStates& states, const MarkStates* untrained,
                            const MarkTarget& target, const MarkOptions& options);
formats::Table table_of(const ExplainAnswer& answer, const std::string& source);

}  // namespace rssviz::cli
