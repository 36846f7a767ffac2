// match: the first page of the sheet that `rssviz match` draws, of a run, with what the selection marks and
// what the words alone mark.
#include <algorithm>

#include "cli/compose/matching/kinds.h"
#include "cli/compose/matching/sheet.h"
#include "cli/compose/matching/sheet_settings.h"
#include "cli/studies/match_marks.h"
#include "cli/studies/match_study.h"
#include "cli/subjects/match_corpus.h"
#include "cli/subjects/match_settings.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

// What is drawn: a query, its states, and which steps stand at the top.
struct Asked {
  MatchQuery query{};
  std::string mark{};  // "": none
  bool explained{false};
  std::string about{};
};

models::StepRange range_of_phrase(const MatchCorpus& corpus, const std::string& phrase, std::size_t left,
                                  std::size_t right) {
  for (const FoundPhrase& place : find_phrase(corpus, phrase)) {
    const std::size_t s = corpus.sequences.of(place.begin);
    if (place.begin - corpus.sequences.starts[s] >= left && corpus.sequences.end(s) - place.end >= right)
      return {place.begin, place.end, left, right};
  }
  fail(ErrorKind::data, "--find: '" + phrase + "' stands nowhere with its margins");
}

// The longest run of wanted steps that the cells mark: what the top of an explained sheet shows.
models::StepRange telling_range(const models::StepSet& marked, const models::SequenceStarts& sequences) {
  models::StepRange best{0, 1, 0, 0};
  for (std::size_t s = 0; s < sequences.count(); ++s)
    for (std::size_t t = sequences.starts[s]; t < sequences.end(s);) {
      std::size_t end = t;
      while (end < sequences.end(s) && marked.has(end)) ++end;
      if (end > t && (best.end - best.begin == 1 || end - t > best.end - best.begin)) best = {t, end, 0, 0};
      t = std::max(end, t + 1);
    }
  return best;
}

Asked asked_of(const Settings& settings, const MatchCorpus& corpus, const MarkStates& states) {
  Asked asked;
  asked.query.rule = states.rule;
  asked.query.matching = matching_of(settings);
  const int ways = int{settings.has("range")} + int{settings.has("find")} + int{settings.has("explain")};
  if (ways != 1)
    fail(ErrorKind::usage, "match needs one of --range A:B, --find PHRASE and --explain COLUMN=VALUE");
  if (settings.has("explain")) {
    asked.mark = settings.text("explain");
    asked.explained = true;
    const MarkTarget target = target_named(corpus, "explain", asked.mark);
    const models::StepSet wanted = models::steps_of_class(target.annotation->classes, target.value);
    asked.query.cells =
        models::explain_marks(states.cells, wanted, models::half_of(corpus.sequences), 8).cells;
    if (asked.query.cells.empty())
      fail(ErrorKind::data, "--explain: no cell marks " + asked.mark + " at all");
    std::sort(asked.query.cells.begin(), asked.query.cells.end());
    asked.query.range = telling_range(
        models::both(models::marked_by(states.cells, asked.query.cells), wanted), corpus.sequences);
    asked.about = "the longest place marked as " + asked.mark;
    return asked;
  }
  if (settings.has("mark")) asked.mark = settings.text("mark");
  if (settings.has("cells")) asked.query.cells = parse_cells("cells", settings.text("cells"));
  const auto [left, right] = parse_pair("margins", settings.text("margins"), ',');
  if (settings.has("find")) {
    asked.query.range = range_of_phrase(corpus, settings.text("find"), left, right);
    asked.about = "'" + settings.text("find") + "', " + std::to_string(asked.query.range->begin) + ":" +
                  std::to_string(asked.query.range->end);
  } else {
    const auto [begin, end] = parse_pair("range", settings.text("range"), ':');
    asked.query.range = models::StepRange{begin, end, left, right};
    asked.about = "the range " + settings.text("range");
  }
  return asked;
}

MarkOptions mark_options(const Settings& settings) {
  MarkOptions options;
  options.nulls = {MarkNull::words, MarkNull::cells};
  options.draws = static_cast<int>(settings.integer("draws"));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  return options;
}

// Precision, recall and F1 of what is marked, and of the nulls, as findings and as a sentence.
void add_marks(const MatchCorpus& corpus, const MarkStates& states, const Asked& asked,
               const MatchAnswer& answer, const MarkOptions& options, Drawn& drawn) {
  if (asked.mark.empty()) return;
  models::MarkScore score;
  std::vector<ExplainRow> nulls;
  if (asked.explained) {
    const ExplainAnswer explained =
        explain_value(corpus, states, nullptr, target_named(corpus, "explain", asked.mark), options);
    score = explained.explanation.scored_on;
    nulls = explained.nulls;
  } else {
    const Hypothesis hypothesis{.name = asked.about, .query = asked.query, .mark = asked.mark};
    for (const MarkRow& row : mark_rows(corpus, states, nullptr, hypothesis, answer.cells,
                                        targets_to_try(corpus, asked.mark), options)) {
      score = row.score;
      nulls.push_back({row.null, row.null_about, row.null_f1, row.p, row.p});
    }
  }
  drawn.findings = {{"precision", score.precision()}, {"recall", score.recall()}, {"F1", score.f1()}};
  std::string text = " Where all of the cells are on they mark " + asked.mark + " with precision " +
                     decimals(score.precision(), 2) + ", recall " + decimals(score.recall(), 2) + " and F1 " +
                     decimals(score.f1(), 2) +
                     (asked.explained ? " (on the half of the steps that they were not chosen on)" : "");
  for (const ExplainRow& row : nulls) {
    drawn.findings.push_back({"F1 of null " + name_of(row.null), row.f1});
    drawn.findings.push_back({"p against null " + name_of(row.null), row.p});
    text += "; null: " + row.about + ", F1 " + decimals(row.f1, 2) + ", p = " + formats::format_number(row.p);
  }
  drawn.figure.caption.text += text + ".";
}

Drawn make_match(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const MatchCorpus corpus = match_corpus_of(*request.networks.front());
  const StateSet& set = corpus.sets.front();
  const MarkStates states = read_mark_states(corpus, set, rule_of(settings, set), request.execution);
  const Asked asked = asked_of(settings, corpus, states);
  const MatchAnswer answer = answer_query(corpus, set, states.bits, asked.query);
  const std::unique_ptr<RowBlocks> rows = open_states(corpus, set);
  const SheetLayer layer{&corpus,    &answer, rows.get(), asked.query.range->begin, asked.query.range->end,
                         asked.about};
  std::vector<render::Figure> pages =
      match_sheet({layer}, sheet_options_of(settings), look_of(settings, true));
  Drawn drawn(std::move(pages.front()), table_of(corpus, {answer}, false));
  add_marks(corpus, states, asked, answer, mark_options(settings), drawn);
  return drawn;
}

}  // namespace

FigureKind match_kind() {
  std::vector<Option> options{
      {"find",
       OptionType::text,
       "",
       "the first place of a phrase of words, or /REGEX/, in place of --range",
       true,
       {}},
      {"explain",
       OptionType::text,
       "",
       "the cells that best mark COLUMN=VALUE, in place of --range",
       true,
       {}},
      {"mark", OptionType::text, "", "COLUMN=VALUE that the selection is held against", true, {}},
      {"draws", OptionType::integer, "199", "draws of each null", true, {}}};
  const auto add = [&](std::vector<Option> more) {
    for (Option& option : more)
      if (option.name != "source" && option.name != "layers" && option.name != "follow" &&
          option.name != "at")
        options.push_back(std::move(option));
  };
  add(match_selecting_options());
  add(match_ranking_options());
  add(match_sheet_options());
  return {.name = "match",
          .summary = "cells that a range of words selects, and where they are on again",
          .of = Networks::one,
          .reads = kReadsMap,
          .options = std::move(options),
          .make = make_match};
}

}  // namespace rssviz::cli
