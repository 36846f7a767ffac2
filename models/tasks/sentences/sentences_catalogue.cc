// How tasks on sentences of one's own are made, kept and opened again.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "models/tasks/sentences/next_word_task.h"
#include "models/tasks/sentences/sentences_task.h"

namespace rssviz::models {
namespace {

using Type = TaskOption::Type;
namespace fs = std::filesystem;

constexpr std::size_t kListed = 40;  // words that an error names

double share_of(const TaskSource& source) {
  const std::string text = source.value("test-share");
  char* end = nullptr;
  const double share = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') fail(ErrorKind::usage, "--test-share: '" + text + "' is not a number");
  return share;
}

std::shared_ptr<const Task> task_of(SentenceFile file, const std::string& name,
                                    const SentenceOptions& options, const std::string& predict) {
  const bool next = predict == "next" || (predict == "auto" && file.questions.empty());
  if (next) return std::make_shared<const NextWordTask>(std::move(file), name, options);
  return std::make_shared<const SentencesTask>(std::move(file), name, options);
}

}  // namespace

std::vector<std::int32_t> shared_out(const SentenceFile& file, std::uint64_t seed) {
  std::vector<std::int32_t> order(file.sentences.size());
  std::iota(order.begin(), order.end(), 0);
  Rng rng(seed, "sentences split");
  rng.shuffle(std::span<std::int32_t>(order));
  return order;
}

Tokens parse_words(const SentenceFile& file, const std::string& text) {
  const std::map<std::string, std::int32_t> tokens = token_by_word(file);
  Tokens sentence{kBegin};
  for (std::size_t at = text.find_first_not_of(' '); at != std::string::npos;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = text.find_first_not_of(' ', end);
    if (word == "BEGIN" || word == "END") continue;
    const auto found = tokens.find(word);
    if (found == tokens.end()) {
      std::string words;
      for (std::size_t k = 2; k < std::min(file.vocabulary.size(), kListed + 2); ++k)
        words += (words.empty() ? "" : ", ") + file.vocabulary[k];
      fail(ErrorKind::data, "'" + word + "' is not a word of the sentences (" +
                                std::to_string(file.vocabulary.size() - 2) + " words: " + words +
                                (file.vocabulary.size() > kListed + 2 ? ", ...)" : ")") +
                                (word.find('\t') == std::string::npos
                                     ? ""
                                     : "; what stands after a tab is no word: cut -f1 leaves the sentences"));
    }
    sentence.push_back(found->second);
  }
  if (sentence.size() == 1) fail(ErrorKind::usage, "a sentence needs a word");
  sentence.push_back(kEnd);
  return sentence;
}

void save_sentences(const SentenceFile& file, const std::string& source, const SentenceOptions& options,
                    const std::string& predict, const fs::path& folder) {
  formats::Json record;
  record["task"] = "sentences";
  record["predict"] = predict;
  record["source"] = source;
  record["seed"] = options.seed;
  record["test_share"] = options.test_share;
  record["vocabulary"] = file.vocabulary;
  formats::Json questions = formats::Json::array();
  for (const SentenceQuestion& question : file.questions)
    questions.push_back({{"name", question.name}, {"labels", question.labels}});
  record["questions"] = std::move(questions);
  formats::write_json(folder / "task.json", record);
  write_file(folder / "sentences.tsv", file.text);
}

std::vector<TaskOption> sentences_task_options() {
  return {
      {"sentences",
       Type::file,
       "",
       "a text, one sentence a line; after a tab its class, or several meanings between tabs, or several "
       "labels between ;",
       {}},
      {"predict",
       Type::text,
       "auto",
       "what is wanted: what stands after the tabs, once the sentence is read (columns), or the next word "
       "at every step; auto: columns where there are some",
       {"auto", "columns", "next"}},
      {"test-share", Type::number, "0.2", "share of the sentences kept for testing", {}}};
}

std::shared_ptr<const Task> make_sentences_task(const TaskSource& source) {
  const std::string path = source.value("sentences");
  if (path.empty())
    fail(ErrorKind::usage, "--sentences is needed with --task sentences: a text with one sentence a line");
  SentenceOptions options{share_of(source), source.seed};
  options.check();
  return task_of(parse_sentences(read_file(path), path), fs::path(path).filename().string(), options,
                 source.value("predict"));
}

std::shared_ptr<const Task> open_sentences_task(const fs::path& folder, const formats::Json& record) {
  using formats::field;
  const std::string file = (folder / "task.json").string();
  const SentenceOptions options{field<double>(record, "test_share", file),
                                field<std::uint64_t>(record, "seed", file)};
  const auto predict = field<std::string>(record, "predict", file);
  if (predict != "next" && predict != "columns")
    fail(ErrorKind::data, file + ": the field predict is '" + predict + "'; next and columns are known");
  const std::string text = (folder / "sentences.tsv").string();
  return with_context(file, [&] {
    if (!(options.test_share > 0 && options.test_share <= 0.5))
      fail(ErrorKind::data, "the field test_share is out of range");
    return task_of(parse_sentences(read_file(text), text), field<std::string>(record, "source", file),
                   options, predict);
  });
}

}  // namespace rssviz::models
