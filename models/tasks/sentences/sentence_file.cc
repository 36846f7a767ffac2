#include "models/tasks/sentences/sentence_file.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/formats/encoding.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kFewest = 10;         // sentences, so that each split has some
constexpr std::size_t kMostQuestions = 64;  // labels of one question count each
constexpr std::int32_t kMixed = -1, kUnset = -2;

struct Line {
  std::size_t number{0};
  std::vector<std::string> cells{};
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    parts.emplace_back(text.substr(from, to - from));
    if (to == text.size()) return parts;
    from = to + 1;
  }
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" \t\r");
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

std::vector<std::string> words_of(const std::string& sentence) {
  std::vector<std::string> words;
  for (const std::string& word : split(sentence, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::vector<Line> lines_of(const std::string& text, const std::string& name) {
  std::vector<Line> lines;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    if (trimmed(line).empty()) continue;
    Line& next = lines.emplace_back(Line{number, {}});
    for (const std::string& cell : split(line, '\t')) next.cells.push_back(trimmed(cell));
    if (next.cells.size() != lines.front().cells.size())
      fail(ErrorKind::data, name + ": line " + std::to_string(number) + " has " +
                                std::to_string(next.cells.size()) + " columns between tabs, line " +
                                std::to_string(lines.front().number) + " has " +
                                std::to_string(lines.front().cells.size()));
  }
  return lines;
}

std::vector<std::string> take_names(std::vector<Line>& lines) {
  const std::size_t columns = lines.front().cells.size() - 1;
  std::vector<std::string> names;
  if (columns > 0 && (lines.front().cells.front() == "sentence" || lines.front().cells.front() == "text")) {
    names.assign(lines.front().cells.begin() + 1, lines.front().cells.end());
    lines.erase(lines.begin());
    for (std::string& one : names) std::replace(one.begin(), one.end(), ' ', '_');
    return names;
  }
  for (std::size_t c = 0; c < columns; ++c)
    names.push_back(columns == 1 ? "class" : "meaning_" + std::to_string(c + 1));
  return names;
}

void take_sentence(const Line& line, const std::string& name, std::map<std::string, std::int32_t>& tokens,
                   SentenceFile& file) {
  Tokens& sentence = file.sentences.emplace_back(Tokens{kBegin});
  for (const std::string& word : words_of(line.cells.front())) {
    if (word == "BEGIN" || word == "END")
      fail(ErrorKind::data, name + ": line " + std::to_string(line.number) + ": " + word +
                                " is put there by the program; leave it out");
    const auto [found, fresh] = tokens.try_emplace(word, static_cast<std::int32_t>(file.vocabulary.size()));
    if (fresh) file.vocabulary.push_back(word);
    sentence.push_back(found->second);
  }
  if (sentence.size() == 1)
    fail(ErrorKind::data, name + ": line " + std::to_string(line.number) + " has no words");
  sentence.push_back(kEnd);
}

SentenceQuestion one_label(const std::vector<Line>& lines, std::size_t column, const std::string& name) {
  SentenceQuestion question{name, {}, {}};
  std::map<std::string, std::int32_t> places;
  for (const Line& line : lines) {
    const std::string& label = line.cells[column];
    if (label.empty()) {
      question.answer.push_back(-1);
      continue;
    }
    const auto [found, fresh] = places.try_emplace(label, static_cast<std::int32_t>(question.labels.size()));
    if (fresh) question.labels.push_back(label);
    question.answer.push_back(found->second);
  }
  return question;
}

// A question a label: whether it is among those of the line.
std::vector<SentenceQuestion> several_labels(const std::vector<Line>& lines, std::size_t column) {
  std::vector<SentenceQuestion> questions;
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (const std::string& part : split(lines[i].cells[column], ';')) {
      const std::string label = trimmed(part);
      if (label.empty()) continue;
      const auto [found, fresh] = places.try_emplace(label, questions.size());
      if (fresh) questions.push_back({label, {"no", "yes"}, std::vector<std::int32_t>(lines.size(), 0)});
      questions[found->second].answer[i] = 1;
    }
  return questions;
}

void take_questions(const std::vector<Line>& lines, const std::vector<std::string>& names,
                    const std::string& name, SentenceFile& file) {
  std::set<std::string> known;
  for (std::size_t c = 0; c < names.size(); ++c) {
    const bool several = std::any_of(lines.begin(), lines.end(), [&](const Line& line) {
      return line.cells[c + 1].find(';') != std::string::npos;
    });
    std::vector<SentenceQuestion> questions =
        several ? several_labels(lines, c + 1)
                : std::vector<SentenceQuestion>{one_label(lines, c + 1, names[c])};
    for (SentenceQuestion& question : questions) {
      if (question.labels.size() < 2)
        fail(ErrorKind::data, name + ": column '" + question.name + "' has the single label '" +
                                  (question.labels.empty() ? "" : question.labels.front()) +
                                  "'; there is nothing to learn from fewer than two");
      std::replace(question.name.begin(), question.name.end(), ' ', '_');
      if (!known.insert(question.name).second)
        fail(ErrorKind::data, name + ": two columns or labels are called '" + question.name + "'");
      file.questions.push_back(std::move(question));
    }
  }
  if (file.questions.size() > kMostQuestions)
    fail(ErrorKind::data, name + ": asks " + std::to_string(file.questions.size()) +
                              " questions about each sentence (columns, or labels between ;); at most " +
                              std::to_string(kMostQuestions) + " are possible");
}

}  // namespace

bool SentenceQuestion::always() const { return std::find(answer.begin(), answer.end(), -1) == answer.end(); }

SentenceFile parse_sentences(std::string_view text, const std::string& name) {
  formats::require_utf8(text, name);
  SentenceFile file;
  file.text = std::string(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
  std::erase(file.text, '\r');
  std::vector<Line> lines = lines_of(file.text, name);
  if (lines.empty()) fail(ErrorKind::data, name + ": is empty; one sentence a line is needed");
  const std::vector<std::string> names = take_names(lines);
  if (lines.size() < kFewest)
    fail(ErrorKind::data, name + ": has " + std::to_string(lines.size()) +
                              " sentences, one a line; at least " + std::to_string(kFewest) +
                              " are needed to train and to test");
  file.vocabulary = {"BEGIN", "END"};
  std::map<std::string, std::int32_t> tokens;
  for (const Line& line : lines) take_sentence(line, name, tokens, file);
  take_questions(lines, names, name, file);
  return file;
}

std::map<std::string, std::int32_t> token_by_word(const SentenceFile& file) {
  std::map<std::string, std::int32_t> tokens;
  for (std::size_t k = 0; k < file.vocabulary.size(); ++k)
    tokens[file.vocabulary[k]] = static_cast<std::int32_t>(k);
  return tokens;
}

KnownSoFar::KnownSoFar(const SentenceFile& file) {
  const std::size_t questions = file.questions.size();
  known_.emplace_back(questions, kUnset);
  for (std::size_t i = 0; i < file.sentences.size(); ++i) {
    std::int32_t node = 0;
    for (const std::int32_t token : file.sentences[i]) {
      const auto [found, fresh] = next_.try_emplace({node, token}, static_cast<std::int32_t>(known_.size()));
      if (fresh) known_.emplace_back(questions, kUnset);
      node = found->second;
      std::vector<std::int32_t>& known = known_[static_cast<std::size_t>(node)];
      for (std::size_t q = 0; q < questions; ++q) {
        const std::int32_t answer = file.questions[q].answer[i];
        known[q] = known[q] == kUnset || known[q] == answer ? answer : kMixed;
      }
    }
  }
}

std::vector<std::vector<std::int32_t>> KnownSoFar::along(const Tokens& tokens) const {
  const std::vector<std::int32_t> nothing(known_.front().size(), -1);
  std::vector<std::vector<std::int32_t>> result;
  std::int32_t node = 0;
  for (const std::int32_t token : tokens) {
    const auto found = node < 0 ? next_.end() : next_.find({node, token});
    node = found == next_.end() ? -1 : found->second;
    result.push_back(node < 0 ? nothing : known_[static_cast<std::size_t>(node)]);
  }
  return result;
}

}  // namespace rssviz::models
