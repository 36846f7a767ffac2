#include "cli/pipeline/steps/match_step.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/pipeline/steps/match_parts.h"
#include "cli/pipeline/steps/match_table.h"
#include "cli/studies/match_study.h"
#include "cli/subjects/match_corpus.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

std::vector<const StateSet*> chosen_sets(const Settings& settings, const MatchCorpus& corpus) {
  if (settings.has("source") && settings.has("layers"))
    fail(ErrorKind::usage, "--source names one state set, --layers several: give one of both");
  if (settings.has("source")) return {&corpus.set_named(settings.text("source"))};
  std::vector<const StateSet*> sets;
  if (settings.has("layers") && settings.text("layers") != "all") {
    for (const std::string& name : split_names(settings.text("layers")))
      sets.push_back(&corpus.set_named(name));
    if (sets.empty()) fail(ErrorKind::usage, "--layers: names no state set");
    return sets;
  }
  for (const StateSet& set : corpus.sets) sets.push_back(&set);
  if (!settings.has("layers")) sets.resize(1);
  return sets;
}

namespace {

std::string summary_of(const MatchCorpus& corpus, const MatchAnswer& answer) {
  std::string cells;
  for (const int cell : answer.cells)
    cells += (cells.empty() ? "" : " ") + name_of_cell(cell, answer.rule, answer.width);
  const std::size_t n = answer.matches.candidates;
  return corpus.name + ", " + answer.set->name +
         " (on: " + (answer.rule.transform == models::Transform::tanh ? "tanh" : "value") + " at least " +
         formats::format_number(answer.rule.threshold) + "): cells " + cells + "; " +
         with_commas(static_cast<long long>(n)) + (n == 1 ? " candidate" : " candidates") +
         (answer.matches.cut ? ", cut by --candidates" : "");
}

MatchReport answer_step(const Settings& settings, const Execution& execution,
                        const std::optional<std::string>& recipe) {
  if (settings.has("output")) check_match_output(settings.text("output"));  // found before the work
  MatchReport report;
  std::vector<MatchSubject> subjects;
  for (const std::string& input : settings.positionals()) {
    MatchSubject& subject = subjects.emplace_back();
    subject.corpus = std::make_unique<MatchCorpus>(load_match_corpus(input, execution));
    for (const std::string& note : subject.corpus->notes) report.notes.push_back(note);
    const std::vector<const StateSet*> sets = chosen_sets(settings, *subject.corpus);
    for (const StateSet* set : sets) {
      const MatchQuery query = query_of(settings, *set);
      auto rows = open_states(*subject.corpus, *set);
      const models::OnBits bits = models::on_bits(*rows, query.rule, execution.workers);
      const auto answer = [&] { return answer_query(*subject.corpus, *set, bits, query); };
      subject.answers.push_back(sets.size() > 1 ? with_context(set->name, answer) : answer());
      subject.rows.push_back(std::move(rows));
      report.notes.push_back(summary_of(*subject.corpus, subject.answers.back()));
    }
    if (subject.corpus->sets.size() > 1 && !settings.has("source") && !settings.has("layers"))
      report.notes.push_back(subject.corpus->name + ": has " + std::to_string(subject.corpus->sets.size()) +
                             " state sets; " + subject.answers.front().set->name + " is matched (--source)");
  }
  report.json = json_of_subjects(subjects, false);
  if (settings.has("output"))
    write_answers(settings, subjects, execution, recipe, report);
  else if (!settings.flag("json"))
    report.text = formats::serialize_csv(table_of_subjects(subjects));
  return report;
}

MatchReport find_step(const Settings& settings, const Execution& execution) {
  MatchReport report;
  const MatchCorpus corpus = load_match_corpus(one_input(settings), execution);
  report.notes = corpus.notes;
  const std::vector<FoundPhrase> found = find_phrase(corpus, settings.text("find"));
  const formats::Table table = table_of(corpus, found);
  report.notes.push_back(corpus.name + ": " + with_commas(static_cast<long long>(found.size())) + " places");
  formats::Json json = formats::Json::array();
  for (const FoundPhrase& one : found) json.push_back({{"begin", one.begin}, {"end", one.end}});
  report.json = json.dump(2);
  if (settings.has("output")) {
    const fs::path output = settings.text("output");
    if (suffix_of(output) != ".csv")
      fail(ErrorKind::usage, "--find writes a .csv; the output is " + output.string());
    formats::write_csv(output, table);
    report.files.push_back(output);
  } else if (!settings.flag("json")) {
    report.text = formats::serialize_csv(table);
  }
  return report;
}

}  // namespace

std::string one_input(const Settings& settings) {
  if (settings.positionals().size() != 1)
    fail(ErrorKind::usage, "one INPUT is needed here, got " + std::to_string(settings.positionals().size()));
  return settings.positionals().front();
}

std::string json_of_subjects(const std::vector<MatchSubject>& subjects, bool full) {
  formats::Json all = formats::Json::array();
  for (const MatchSubject& subject : subjects)
    for (const MatchAnswer& answer : subject.answers) {
      formats::Json one = full ? full_json_of(*subject.corpus, answer) : json_of(answer);
      all.push_back(std::move(one));
    }
  return (all.size() == 1 ? all.front() : all).dump(2);
}

MatchReport match_step(const Settings& settings, const Execution& execution,
                       const std::optional<std::string>& recipe) {
  switch (match_mode(settings)) {
    case MatchMode::query:
      return answer_step(settings, execution, recipe);
    case MatchMode::find:
      return find_step(settings, execution);
    case MatchMode::batch:
      return batch_step(settings, execution);
    case MatchMode::explain:
      return explain_step(settings, execution);
  }
  fail(ErrorKind::internal, "a mode without a step");
}

}  // namespace rssviz::cli
