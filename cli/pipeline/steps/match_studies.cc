// `rssviz match --batch` and `--explain`.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/pipeline/steps/match_hypotheses.h"
#include "cli/pipeline/steps/match_parts.h"
#include "cli/studies/match_marks.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/number_text.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

MarkOptions mark_options(const Settings& settings) {
  MarkOptions options;
  options.nulls = nulls_named(settings.text("null"));
  const long long draws = settings.integer("draws"), most = settings.integer("most-cells");
  if (draws < 19 || draws > 100'000)
    fail(ErrorKind::usage, "--draws: " + settings.text("draws") + " is out of range (19 to 100000)");
  if (most < 1 || most > 1000)
    fail(ErrorKind::usage, "--most-cells: " + settings.text("most-cells") + " is out of range (1 to 1000)");
  options.draws = static_cast<int>(draws);
  options.most_cells = static_cast<std::size_t>(most);
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  return options;
}

bool asks_untrained(const MarkOptions& options) {
  return std::find(options.nulls.begin(), options.nulls.end(), MarkNull::untrained) != options.nulls.end();
}

// A written hypothesis as a query on a set, with what it leaves open from the command line.
Hypothesis hypothesis_of(const WrittenHypothesis& written, const MatchCorpus& corpus,
                         const Settings& settings) {
  Hypothesis made{.name = written.name, .source = written.source, .mark = written.mark};
  if (made.source.empty())
    made.source = settings.has("source") ? settings.text("source") : corpus.sets.front().name;
  const StateSet& set = corpus.set_named(made.source);
  Settings mine = settings;
  if (!written.margins.empty()) mine.set("margins", written.margins);
  if (written.threshold) mine.set("threshold", formats::format_number(*written.threshold));
  made.query.rule = rule_of(mine, set);
  made.query.matching = matching_of(mine);
  made.query.cells = written.cells;
  const auto [left, right] = parse_pair("margins", mine.text("margins"), ',');
  if (!written.range.empty()) {
    const auto [begin, end] = parse_pair("batch", written.range, ':');
    made.query.range = models::StepRange{begin, end, left, right};
  } else if (!written.find.empty()) {
    for (const FoundPhrase& place : find_phrase(corpus, written.find)) {
      const std::size_t s = corpus.sequences.of(place.begin);
      if (place.begin - corpus.sequences.starts[s] < left || corpus.sequences.end(s) - place.end < right)
        continue;
      made.query.range = models::StepRange{place.begin, place.end, left, right};
      break;
    }
    if (!made.query.range) fail(ErrorKind::data, "'" + written.find + "' stands nowhere with its margins");
  }
  return made;
}

std::string file_name_of(const std::string& name) {
  std::string file;
  for (const char c : name)
    file += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
                ? c
                : '-';
  return file;
}

// The states that hypotheses ask for, each set and rule read once.
class StatesAsked {
 public:
  StatesAsked(const MatchCorpus& corpus, const Execution& execution)
      : corpus_(corpus), execution_(execution) {}

  const MarkStates& of(const Hypothesis& hypothesis, bool trained) {
    const auto key = std::tuple(trained, hypothesis.source, hypothesis.query.rule.threshold);
    const auto known = states_.find(key);
    if (known != states_.end()) return known->second;
    const StateSet& set = corpus_.set_named(hypothesis.source);
    return states_[key] = trained ? read_mark_states(corpus_, set, hypothesis.query.rule, execution_)
                                  : read_untrained(corpus_, set, hypothesis.query.rule, execution_);
  }

 private:
  const MatchCorpus& corpus_;
  const Execution& execution_;
  std::map<std::tuple<bool, std::string, float>, MarkStates> states_{};
};

// One sheet, drawn of what the bits say; a range that was cut away by cells alone shows the best match.
void draw_hypothesis(const MatchCorpus& corpus, const MarkStates& states, const Hypothesis& hypothesis,
                     const Settings& settings, const fs::path& file, const Execution& execution,
                     MatchReport& report) {
  const MatchAnswer answer = answer_query(corpus, *states.set, states.bits, hypothesis.query);
  const std::unique_ptr<RowBlocks> rows = open_states(corpus, *states.set);
  SheetLayer layer{.corpus = &corpus, .answer = &answer, .rows = rows.get()};
  if (hypothesis.query.range) {
    layer.begin = hypothesis.query.range->begin;
    layer.end = hypothesis.query.range->end;
  } else if (!answer.matches.top.empty()) {
    layer.begin = answer.matches.top.front().step;
    layer.end = layer.begin + answer.matches.top.front().length;
  } else {
    layer.end = 1;
  }
  layer.about = "'" + hypothesis.name + "', " + std::to_string(layer.begin) + ":" + std::to_string(layer.end);
  RecipeLine line{.command = "match", .of = {settings.positionals().front()}, .inputs = corpus.inputs};
  line.inputs.emplace_back(settings.text("batch"));
  line.output_folder = file.parent_path();
  write_sheet({layer}, settings, file, recipe_line(line, settings), execution, report);
}

formats::Json json_of(const formats::Table& table) {
  formats::Json rows = formats::Json::array();
  for (const std::vector<std::string>& row : table.rows) {
    formats::Json one;
    for (std::size_t i = 0; i < row.size(); ++i) one[table.header[i]] = row[i];
    rows.push_back(std::move(one));
  }
  return rows;
}

// The hypotheses with the states they ask for, each set read once, and the rows of all.
struct Batch {
  std::vector<Hypothesis> hypotheses{};
  std::vector<std::size_t> drawn{};  // those that select cells
  std::vector<MarkRow> rows{};
};

// The cells of a hypothesis; none, with a line that says which come nearest, where it selects none: the
// others go on.
std::vector<int> cells_or_none(const MatchCorpus& corpus, const MarkStates& states,
                               const Hypothesis& hypothesis, const Execution& execution) {
  try {
    return cells_of_query(corpus, states.bits, hypothesis.query);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    execution.progress.warn("hypothesis '" + hypothesis.name + "': " + error.what());
    return {};
  }
}

Batch run_batch(const Settings& settings, const MatchCorpus& corpus, const Execution& execution,
                StatesAsked& states) {
  const MarkOptions options = mark_options(settings);
  const bool untrained = asks_untrained(options);
  const std::vector<WrittenHypothesis> written = read_hypotheses(settings.text("batch"));
  Batch batch;
  std::map<std::string, MarkTargets> targets;
  const auto tried = [&](const std::string& mark) -> const MarkTargets& {
    const auto known = targets.find(mark);
    return known != targets.end() ? known->second
                                  : targets.emplace(mark, targets_to_try(corpus, mark)).first->second;
  };
  execution.progress.begin("hypotheses", written.size());
  for (const WrittenHypothesis& one : written)
    with_context("hypothesis '" + one.name + "'", [&] {
      execution.progress.check_stop();
      batch.hypotheses.push_back(hypothesis_of(one, corpus, settings));
      const Hypothesis& made = batch.hypotheses.back();
      const MarkStates& trained = states.of(made, true);
      const std::vector<int> cells = cells_or_none(corpus, trained, made, execution);
      if (cells.empty()) {
        batch.rows.push_back({.hypothesis = made.name, .source = made.source, .range = made.query.range});
        return;
      }
      batch.drawn.push_back(batch.hypotheses.size() - 1);
      for (MarkRow& row : mark_rows(corpus, trained, untrained ? &states.of(made, false) : nullptr, made,
                                    cells, tried(made.mark), options))
        batch.rows.push_back(std::move(row));
      execution.progress.advance(batch.hypotheses.size());
    });
  correct(batch.rows);
  return batch;
}

}  // namespace

MatchReport batch_step(const Settings& settings, const Execution& execution) {
  MatchReport report;
  const fs::path output = settings.has("output") ? settings.text("output") : "";
  if (!suffix_of(output).empty() && suffix_of(output) != ".csv")
    fail(ErrorKind::usage,
         "--batch writes a folder of sheets with table.csv, or a .csv alone; the output is " +
             output.string());
  const MatchCorpus corpus = load_match_corpus(one_input(settings), execution);
  report.notes = corpus.notes;
  StatesAsked states(corpus, execution);
  const Batch batch = run_batch(settings, corpus, execution, states);
  const formats::Table table = table_of(batch.rows);
  report.json = json_of(table).dump(2);
  if (output.empty()) {
    if (!settings.flag("json")) report.text = formats::serialize_csv(table);
    return report;
  }
  const bool table_alone = suffix_of(output) == ".csv";
  if (!table_alone)
    for (const std::size_t i : batch.drawn) {
      const Hypothesis& one = batch.hypotheses[i];
      draw_hypothesis(corpus, states.of(one, true), one, settings, output / (file_name_of(one.name) + ".pdf"),
                      execution, report);
    }
  const fs::path file = table_alone ? output : output / "table.csv";
  formats::write_csv(file, table);
  report.files.push_back(file);
  return report;
}

MatchReport explain_step(const Settings& settings, const Execution& execution) {
  MatchReport report;
  const MarkOptions options = mark_options(settings);
  const MatchCorpus corpus = load_match_corpus(one_input(settings), execution);
  report.notes = corpus.notes;
  const MarkTarget target = target_named(corpus, "explain", settings.text("explain"));
  const StateSet& set = *chosen_sets(settings, corpus).front();
  const models::OnRule rule = rule_of(settings, set);
  const MarkStates states = read_mark_states(corpus, set, rule, execution);
  std::optional<MarkStates> untrained;
  if (asks_untrained(options)) untrained = read_untrained(corpus, set, rule, execution);
  const ExplainAnswer answer =
      explain_value(corpus, states, untrained ? &*untrained : nullptr, target, options);
  const formats::Table table = table_of(answer, set.name);
  formats::Json json{{"marks", answer.marks},
                     {"source", set.name},
                     {"cells", answer.explanation.cells},
                     {"precision", answer.explanation.scored_on.precision()},
                     {"recall", answer.explanation.scored_on.recall()},
                     {"f1", answer.explanation.scored_on.f1()},
                     {"f1_where_chosen", answer.explanation.chosen_on.f1()}};
  json["nulls"] = formats::Json::array();
  for (const ExplainRow& row : answer.nulls)
    json["nulls"].push_back({{"null", name_of(row.null)},
                             {"is", row.about},
                             {"f1", row.f1},
                             {"p", row.p},
                             {"p_corrected", row.corrected}});
  report.json = json.dump(2);
  if (settings.has("output")) {
    const fs::path output = settings.text("output");
    if (suffix_of(output) != ".csv")
      fail(ErrorKind::usage, "--explain writes a .csv; the output is " + output.string());
    formats::write_csv(output, table);
    report.files.push_back(output);
  } else if (!settings.flag("json")) {
    report.text = formats::serialize_csv(table);
  }
  return report;
}

}  // namespace rssviz::cli
