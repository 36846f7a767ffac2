#include "cli/studies/match_marks.h"

#include <algorithm>
#include <numeric>

#include "cli/options/option_table.h"
#include "core/error.h"
#include "models/analysis/statistics/multiple_tests.h"
#include "models/analysis/statistics/tested_values.h"

namespace rssviz::cli {
namespace {

constexpr MarkNull kNulls[] = {MarkNull::words, MarkNull::untrained, MarkNull::cells};

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all.empty() ? "none" : all;
}

std::vector<std::string> names_of(const std::vector<int>& cells, const MarkStates& states) {
  std::vector<std::string> names;
  for (const int cell : cells) names.push_back(name_of_cell(cell, states.rule, states.bits.cells));
  return names;
}

models::StepSet steps_of(const MarkTarget& target) {
  return models::steps_of_class(target.annotation->classes, target.value);
}

// The value that the selection marks best, among those that may be.
struct Best {
  MarkTarget target{};
  const models::StepSet* wanted{nullptr};
  models::MarkScore score{};
  std::size_t tried{0};
};
Best best_target(const MarkTargets& targets, const models::StepSet& marked) {
  Best best;
  for (std::size_t i = 0; i < targets.targets.size(); ++i) {
    const models::MarkScore score = models::score_marks(marked, targets.steps[i]);
    if (best.tried++ == 0 || score.f1() > best.score.f1()) {
      best.target = targets.targets[i];
      best.wanted = &targets.steps[i];
      best.score = score;
    }
  }
  return best;
}

double mean(const std::vector<double>& values) { return values.empty() ? 0 : models::mean_of(values); }

std::vector<int> cells_before_training(const MatchCorpus& corpus, const MarkStates& untrained,
                                       const MatchQuery& query) {
  MatchQuery same = query;
  if (!same.cells.empty()) return same.cells;
  models::check_range_of_steps(*same.range, corpus.sequences);
  return models::select_cells(untrained.bits, *same.range);
}

void hold_against(const MatchCorpus& corpus, const MarkStates& states, const MarkStates* untrained,
                  const Hypothesis& hypothesis, const std::vector<int>& cells, const models::StepSet& marked,
                  const Best& best, const MarkOptions& options, MarkRow& row) {
  if (row.null == MarkNull::cells) {
    const std::vector<double> draws =
        models::scores_of_other_cells(states.cells, cells, *best.wanted, options.draws, options.seed);
    row.null_f1 = mean(draws);
    row.null_about = "mean of " + std::to_string(options.draws) + " random selections of as many cells";
    row.p = models::rank_p(best.score.f1(), draws, models::Tail::above);
    return;
  }
  models::StepSet other;
  if (row.null == MarkNull::words) {
    if (!hypothesis.query.range || corpus.words.empty())
      fail(ErrorKind::usage, "--null words: the hypothesis '" + hypothesis.name + "' needs a range of words");
    models::WordMarks words = models::marks_of_words(corpus.words, corpus.sequences, *hypothesis.query.range,
                                                     *best.wanted, options.most_words);
    row.null_about = "the last " + std::to_string(words.n) + (words.n == 1 ? " word" : " words");
    other = std::move(words.marked);
  } else {
    const std::vector<int> before = cells_before_training(corpus, *untrained, hypothesis.query);
    row.null_about = before.empty() ? "the range selects no cell before training"
                                    : std::to_string(before.size()) + " cells before training";
    other = before.empty() ? models::StepSet(marked.steps) : models::marked_by(untrained->cells, before);
  }
  row.null_f1 = models::score_marks(other, *best.wanted).f1();
  row.p = models::paired_f1_p(marked, other, *best.wanted, corpus.sequences, options.draws, options.seed);
}

std::string number(double value) { return formats::format_number(value); }

}  // namespace

std::string name_of(MarkNull null) {
  return null == MarkNull::words ? "words" : null == MarkNull::untrained ? "untrained" : "cells";
}

std::vector<MarkNull> nulls_named(const std::string& names) {
  std::vector<MarkNull> nulls;
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string name = names.substr(at, end - at);
    const auto found = std::find_if(std::begin(kNulls), std::end(kNulls),
                                    [&](MarkNull null) { return name_of(null) == name; });
    if (found == std::end(kNulls))
      fail(ErrorKind::usage, "--null: there is no '" + name + "'; choose among words, untrained, cells");
    if (std::find(nulls.begin(), nulls.end(), *found) == nulls.end()) nulls.push_back(*found);
    at = end + 1;
  }
  return nulls;
}

void MarkOptions::check() const {
  check_range("draws", draws, draws >= 19 && draws <= 100'000, "19 to 100000");
  check_range("most_cells", static_cast<double>(most_cells), most_cells >= 1 && most_cells <= 1000,
              "1 to 1000");
}

std::string MarkTarget::name() const {
  return annotation->name + "=" + annotation->labels[static_cast<std::size_t>(value)];
}

MarkTarget target_named(const MatchCorpus& corpus, const std::string& option, const std::string& text) {
  const std::size_t cut = text.find('=');
  if (cut == std::string::npos)
    fail(ErrorKind::usage, "--" + option + ": '" + text + "' is not of the form COLUMN=VALUE");
  const MatchAnnotation& annotation = corpus.annotation_named(option, text.substr(0, cut));
  if (annotation.kind != MatchAnnotation::Kind::classes)
    fail(ErrorKind::usage, "--" + option + ": " + annotation.name + " isn't of classes");
  const std::string label = text.substr(cut + 1);
  const auto found = std::find(annotation.labels.begin(), annotation.labels.end(), label);
  if (found == annotation.labels.end())
    fail(ErrorKind::usage, "--" + option + ": " + annotation.name + " has no value '" + label + "'; it has " +
                               listed(annotation.labels));
  return {&annotation, static_cast<std::int32_t>(found - annotation.labels.begin())};
}

std::vector<MarkTarget> all_targets(const MatchCorpus& corpus) {
  std::vector<MarkTarget> targets;
  for (const MatchAnnotation& annotation : corpus.annotations) {
    if (annotation.kind != MatchAnnotation::Kind::classes || annotation.of_outputs) continue;
    std::vector<std::size_t> counts(annotation.labels.size(), 0);
    for (const std::int32_t value : annotation.classes)
      if (value >= 0) ++counts[static_cast<std::size_t>(value)];
    for (std::size_t v = 0; v < counts.size(); ++v)
      if (counts[v] > 0 && counts[v] < annotation.classes.size())
        targets.push_back({&annotation, static_cast<std::int32_t>(v)});
  }
  return targets;
}

MarkStates read_mark_states(const MatchCorpus& corpus, const StateSet& set, const models::OnRule& rule,
                            const Execution& execution) {
  MarkStates states{.set = &set, .rule = rule};
  states.bits = models::on_bits(*open_states(corpus, set), rule, execution.workers);
  states.cells = models::by_cell(states.bits);
  return states;
}

MarkStates read_untrained(const MatchCorpus& corpus, const StateSet& set, const models::OnRule& rule,
                          const Execution& execution) {
  if (!corpus.untrained)
    fail(ErrorKind::usage,
         "--null untrained needs a run whose states learn; " + corpus.name + " is " +
             (corpus.kind == "run" ? "one whose states stay" : "a " + corpus.kind + " file or folder"));
  MarkStates states{.set = &set, .rule = rule};
  states.bits = models::on_bits(*corpus.untrained(set), rule, execution.workers);
  states.cells = models::by_cell(states.bits);
  return states;
}

MarkTargets targets_to_try(const MatchCorpus& corpus, const std::string& mark) {
  MarkTargets all;
  all.targets = mark.empty() ? all_targets(corpus) : std::vector{target_named(corpus, "mark", mark)};
  for (const MarkTarget& target : all.targets) all.steps.push_back(steps_of(target));
  return all;
}

std::vector<MarkRow> mark_rows(const MatchCorpus& corpus, const MarkStates& states,
                               const MarkStates* untrained, const Hypothesis& hypothesis,
                               const std::vector<int>& cells, const MarkTargets& targets,
                               const MarkOptions& options) {
  const models::Matches matches =
      models::find_matches(states.bits, cells, corpus.sequences, hypothesis.query.matching);
  MarkRow common{.hypothesis = hypothesis.name, .source = states.set->name, .range = hypothesis.query.range};
  common.cells = names_of(cells, states);
  common.candidates = matches.candidates;
  for (const std::int64_t count : matches.strict) common.strict += static_cast<std::size_t>(count);
  if (targets.targets.empty()) return {common};
  const models::StepSet marked = models::marked_by(states.cells, cells);
  const Best best = best_target(targets, marked);
  common.marks = best.target.name();
  common.tried = best.tried;
  common.score = best.score;
  std::vector<MarkRow> rows;
  for (const MarkNull null : options.nulls) {
    MarkRow& row = rows.emplace_back(common);
    row.null = null;
    hold_against(corpus, states, untrained, hypothesis, cells, marked, best, options, row);
    row.p = std::min(1.0, row.p * static_cast<double>(best.tried));
  }
  return rows;
}

void correct(std::vector<MarkRow>& rows) {
  std::vector<double> p;
  for (const MarkRow& row : rows) p.push_back(row.p);
  const std::vector<double> corrected = models::holm(p);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].corrected = corrected[i];
}

formats::Table table_of(const std::vector<MarkRow>& rows) {
  formats::Table table;
  table.header = {"hypothesis",     "source", "range",        "cells",        "candidates",
                  "with_all_cells", "marks",  "values_tried", "steps_marked", "steps_wanted",
                  "precision",      "recall", "f1",           "null",         "null_is",
                  "null_f1",        "p",      "p_corrected"};
  for (const MarkRow& row : rows) {
    std::string cells;
    for (const std::string& cell : row.cells) cells += (cells.empty() ? "" : " ") + cell;
    const std::string range =
        row.range ? std::to_string(row.range->begin) + ":" + std::to_string(row.range->end) : "";
    std::vector<std::string> texts{
        row.hypothesis, row.source, range, cells, std::to_string(row.candidates), std::to_string(row.strict)};
    if (!row.marks.empty())
      for (const std::string& text :
           {row.marks, std::to_string(row.tried), std::to_string(row.score.marked),
            std::to_string(row.score.wanted), number(row.score.precision()), number(row.score.recall()),
            number(row.score.f1()), name_of(row.null), row.null_about, number(row.null_f1), number(row.p),
            number(row.corrected)})
        texts.push_back(text);
    texts.resize(table.header.size());
    table.rows.push_back(std::move(texts));
  }
  return table;
}

namespace {

// What an explanation is held against: the column, the steps that cells were chosen on and the others.
struct Explained {
  models::StepSet wanted{}, half{}, other{}, marked{};
  double f1{0};
};

void turn_around(const MarkStates& states, const Explained& on, const MarkOptions& options, ExplainRow& row) {
  const std::vector<double> draws = models::scores_of_turned(states.cells, on.wanted, on.half,
                                                             options.most_cells, options.draws, options.seed);
  row.about = "the same search, the annotation turned around by a random number of steps: mean of " +
              std::to_string(options.draws);
  row.f1 = mean(draws);
  row.p = models::rank_p(on.f1, draws, models::Tail::above);
}

ExplainRow null_of(const MatchCorpus& corpus, const MarkStates& states, const MarkStates* untrained,
                   MarkNull null, const Explained& on, const MarkOptions& options) {
  ExplainRow row{.null = null};
  if (null == MarkNull::cells) {
    turn_around(states, on, options, row);
    return row;
  }
  models::StepSet marked;
  if (null == MarkNull::words) {
    if (corpus.words.empty()) fail(ErrorKind::usage, "--null words: " + corpus.name + " names no words");
    models::WordMarks words =
        models::explain_by_words(corpus.words, corpus.sequences, on.wanted, on.half, options.most_words);
    row.about = "the last " + std::to_string(words.n) + (words.n == 1 ? " word" : " words");
    row.f1 = words.score.f1();
    marked = std::move(words.marked);
  } else {
    const models::Explanation before =
        models::explain_marks(untrained->cells, on.wanted, on.half, options.most_cells);
    row.about = "the same search before training: " + std::to_string(before.cells.size()) + " cells";
    row.f1 = before.scored_on.f1();
    marked = models::marked_by(untrained->cells, before.cells);
  }
  row.p = models::paired_f1_p(on.marked, marked, on.wanted, corpus.sequences, options.draws, options.seed,
                              &on.other);
  return row;
}

}  // namespace

ExplainAnswer explain_value(const MatchCorpus& corpus, const MarkStates& states, const MarkStates* untrained,
                            const MarkTarget& target, const MarkOptions& options) {
  Explained on{.wanted = steps_of(target), .half = models::half_of(corpus.sequences)};
  ExplainAnswer answer{.marks = target.name()};
  answer.explanation = models::explain_marks(states.cells, on.wanted, on.half, options.most_cells);
  answer.cells = names_of(answer.explanation.cells, states);
  on.marked = models::marked_by(states.cells, answer.explanation.cells);
  on.f1 = answer.explanation.scored_on.f1();
  on.other = on.half;
  for (std::size_t t = 0; t < on.half.steps; ++t) on.other.bits[t / 64] ^= std::uint64_t{1} << (t % 64);
  std::vector<double> p;
  for (const MarkNull null : options.nulls) {
    answer.nulls.push_back(null_of(corpus, states, untrained, null, on, options));
    p.push_back(answer.nulls.back().p);
  }
  const std::vector<double> corrected = models::holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) answer.nulls[i].corrected = corrected[i];
  return answer;
}

formats::Table table_of(const ExplainAnswer& answer, const std::string& source) {
  formats::Table table;
  table.header = {"marks",           "source", "cells",   "precision", "recall", "f1",
                  "f1_where_chosen", "null",   "null_is", "null_f1",   "p",      "p_corrected"};
  std::string cells;
  for (const std::string& cell : answer.cells) cells += (cells.empty() ? "" : " ") + cell;
  const models::MarkScore& score = answer.explanation.scored_on;
  for (const ExplainRow& row : answer.nulls)
    table.rows.push_back({answer.marks, source, cells, number(score.precision()), number(score.recall()),
                          number(score.f1()), number(answer.explanation.chosen_on.f1()), name_of(row.null),
                          row.about, number(row.f1), number(row.p), number(row.corrected)});
  return table;
}

}  // namespace rssviz::cli
