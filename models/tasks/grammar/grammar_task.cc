#include "models/tasks/grammar/grammar_task.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "core/output_file.h"
#include "models/tasks/grammar/grammar_reader.h"

namespace rssviz::models {
namespace {

using Type = TaskOption::Type;
namespace fs = std::filesystem;

// The sequences to train on, then those to test on: what array training splits by their share.
std::shared_ptr<const ArrayData> data_of(const Grammar& grammar, const GrammarOptions& options,
                                         std::uint64_t seed) {
  const GrammarCorpus corpus = make_grammar_corpus(grammar, options, seed);
  std::vector<std::int32_t> rows = corpus.train;
  rows.insert(rows.end(), corpus.test.begin(), corpus.test.end());
  auto data = std::make_shared<ArrayData>();
  data->task = array_task_of(corpus, rows);
  data->options.washout = 0;
  data->options.loss = ArrayLoss::error;
  data->options.window = options.length;
  // Rounded up to exactly so many sequences.
  data->options.test_share =
      (static_cast<double>(corpus.test.size()) - 0.5) / static_cast<double>(rows.size());
  return data;
}

std::vector<std::string> words_of(const Grammar& grammar, const ArrayData& data) {
  std::vector<std::string> words;
  for (Eigen::Index row = 0; row < data.task.inputs.rows(); ++row) {
    Eigen::Index word = 0;
    data.task.inputs.row(row).maxCoeff(&word);
    words.push_back(grammar.words[static_cast<std::size_t>(word)]);
  }
  return words;
}

std::string text_of(const std::string& name_or_file) {
  for (const ShippedGrammar& shipped : shipped_grammars())
    if (name_or_file == shipped.name) return std::string(shipped.text);
  return read_file(name_or_file);
}

std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string::npos;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(' ', end);
  }
  return words;
}

bool has_column(const ArrayData& data, std::string_view name) {
  const auto named = [&](const auto& column) { return column.name == name; };
  return std::any_of(data.task.integers.begin(), data.task.integers.end(), named) ||
         std::any_of(data.task.floats.begin(), data.task.floats.end(), named);
}

}  // namespace

GrammarTask::GrammarTask(Grammar grammar, std::string source, const GrammarOptions& options,
                         std::uint64_t seed)
    : GrammarTask(grammar, std::move(source), options, seed, data_of(grammar, options, seed)) {}

GrammarTask::GrammarTask(Grammar grammar, std::string source, const GrammarOptions& options,
                         std::uint64_t seed, std::shared_ptr<const ArrayData> data)
    : ArraysTask(data, words_of(grammar, *data)),
      grammar_(std::move(grammar)),
      source_(std::move(source)),
      options_(options),
      seed_(seed) {}

std::string GrammarTask::description() const {
  return "next word of the grammar " + grammar_.name + ", " + std::to_string(grammar_.words.size()) +
         " words";
}

Wording GrammarTask::wording() const {
  Wording wording = ArraysTask::wording();
  wording.sequence = "sequence";
  wording.sequences = "sequences";
  wording.step = "word";
  wording.steps = "words";
  return wording;
}

std::vector<Measure> GrammarTask::measures() const {
  return {{"loss", "not the next word", false, {Split::test, Split::train}}};
}

ColorColumn GrammarTask::color() const { return {"constituent", "innermost open constituent", "none open"}; }

std::vector<std::string> GrammarTask::role(std::string_view name) const {
  if (name == "part") return {"constituent"};
  if (name == "ends" && has_column(data(), "ends")) return {"ends"};
  if (name == "outer" && has_column(data(), "category")) return {"constituent"};
  if (name == "inner" && has_column(data(), "category")) return {"category"};
  if (name == "properties") return properties();
  return Task::role(name);
}

// What can be known of the sentence so far: depth, what is still to come, constituents, what the grammar
// declares.
std::vector<std::string> GrammarTask::properties() const {
  std::vector<std::string> names{"depth", "open_nonterminals"};
  for (const Nonterminal& one : grammar_.nonterminals)
    if (one.constituent && has_column(data(), "in_" + one.name)) names.push_back("in_" + one.name);
  for (const GrammarColumn& column : grammar_.columns) names.push_back(column.name);
  return names;
}

Tokens GrammarTask::parse(const std::string& text) const {
  const bool steps = text.find_first_not_of("0123456789:- ") == std::string::npos;
  const bool is_word = std::find(grammar_.words.begin(), grammar_.words.end(), text) != grammar_.words.end();
  if (steps && !is_word) return ArraysTask::parse(text);
  grammar_.tokens(text);  // every word is known
  const std::vector<std::string> wanted = words_in(text);
  for (const Tokens& rows : data().task.sequences) {
    const auto found = std::search(rows.begin(), rows.end(), wanted.begin(), wanted.end(),
                                   [&](std::int32_t row, const std::string& word) {
                                     return corpus()->vocabulary[static_cast<std::size_t>(row)] == word;
                                   });
    if (found != rows.end()) return {found, found + static_cast<std::ptrdiff_t>(wanted.size())};
  }
  fail(ErrorKind::data, "'" + text + "' stands in no sequence of the run; name steps instead: 3:0-40");
}

std::vector<Fact> GrammarTask::facts() const {
  const auto count = [](int sequences) {
    return with_commas(sequences) + (sequences == 1 ? " sequence" : " sequences");
  };
  return {{"task", "grammar: " + description(), ""},
          {"input", "one word a step, one-hot", ""},
          {"first state", "0 before each sequence", ""},
          {"target", "the next word, a class, after every step", ""},
          {"length of sequences",
           "whole sentences until they have " + with_commas(options_.length) + " words" +
               (options_.longest > 0 ? "; sentences longer than " + with_commas(options_.longest) +
                                           " words in the test set alone"
                                     : ""),
           ""},
          {"trained on", count(options_.train), ""},
          {"tested on", count(options_.test) + ", none of them among those trained on", ""},
          {"seed of the corpus", std::to_string(seed_), ""}};
}

void GrammarTask::save(const fs::path& folder) const {
  formats::Json record;
  record["task"] = "grammar";
  record["name"] = grammar_.name;
  record["text"] = source_;
  record["seed"] = seed_;
  record["train"] = options_.train;
  record["validation"] = options_.validation;
  record["test"] = options_.test;
  record["length"] = options_.length;
  record["longest"] = options_.longest;
  formats::write_json(folder / "task.json", record);
}

std::vector<TaskOption> grammar_task_options() {
  return {
      {"grammar", Type::text, "", "a grammar: parens, phrases, chords, agreement, counting, or a file", {}},
      {"sequences-train", Type::integer, "200", "sequences to train on", {}},
      {"sequences-test", Type::integer, "50", "sequences to test on", {}},
      {"sequence-length", Type::integer, "100", "words of a sequence, at least", {}},
      {"longest-sentence",
       Type::integer,
       "0",
       "words of a sentence to train on, at most; longer ones are tested alone (0: all)",
       {}}};
}

std::shared_ptr<const Task> make_grammar_task(const TaskSource& source) {
  const std::string grammar = source.value("grammar");
  if (grammar.empty())
    fail(ErrorKind::usage,
         "--grammar is needed with --task grammar: a shipped grammar (parens, phrases, "
         "chords, agreement, counting) or a file");
  constexpr int kMost = 1'000'000;
  GrammarOptions options;
  options.train = source.integer("sequences-train", 1, kMost);
  options.test = source.integer("sequences-test", 1, kMost);
  options.length = source.integer("sequence-length", 1, kMost);
  options.longest = source.integer("longest-sentence", 0, kMost);
  return std::make_shared<const GrammarTask>(read_grammar(grammar), text_of(grammar), options, source.seed);
}

std::shared_ptr<const Task> open_grammar_task(const fs::path& folder, const formats::Json& record) {
  using formats::field;
  const std::string file = (folder / "task.json").string();
  GrammarOptions options;
  options.train = field<int>(record, "train", file);
  options.validation = field<int>(record, "validation", file);
  options.test = field<int>(record, "test", file);
  options.length = field<int>(record, "length", file);
  options.longest = field<int>(record, "longest", file);
  const auto text = field<std::string>(record, "text", file);
  const auto name = field<std::string>(record, "name", file);
  const auto seed = field<std::uint64_t>(record, "seed", file);
  try {
    return std::make_shared<const GrammarTask>(parse_grammar(text, name), text, options, seed);
  } catch (const Error& error) {  // it isn't the command line that is wrong
    fail(ErrorKind::data, file + ": " + error.what());
  }
}

}  // namespace rssviz::models
