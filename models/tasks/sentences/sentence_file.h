// Sentences of one's own from a text file: one a line, words between blanks; after tabs, what each is to be
// understood as: a class, several meanings, or several labels of one question (cup;left). Values; safe on any
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/data/corpus.h"

namespace rssviz::models {

// One question about a sentence: a column of the file, or one label of a column whose lines hold several.
struct SentenceQuestion {
  std::string name{};                  // "class", or as the first line calls the column
  std::vector<std::string> labels{};   // in order of first appearance; "no", "yes" of one label of several
  std::vector<std::int32_t> answer{};  // by sentence; -1: left open
  bool always() const;                 // no sentence leaves it open
};

struct SentenceFile {
  std::vector<std::string> vocabulary{};  // BEGIN, END, then the words in order of first appearance
  std::vector<Tokens> sentences{};        // BEGIN ... END
  std::vector<SentenceQuestion> questions{};
  std::string text{};  // as it was read, with \n at the ends of lines
};

inline constexpr std::int32_t kBegin = 0, kEnd = 1;

// A first line whose first column is `sentence` names the columns; else one is called class, several
// meaning_1, meaning_2, ... Empty lines are passed over. Throws Error{data} naming file and line: text that
// isn't UTF-8, lines of another number of columns, a word BEGIN or END, a column with a single label, fewer
// than 10 sentences.
SentenceFile parse_sentences(std::string_view text, const std::string& name);

// Which token each word is; nothing for words that the sentences don't have.
std::map<std::string, std::int32_t> token_by_word(const SentenceFile& file);

// What can be known of the answers while a sentence is heard: the answer that all sentences of the file agree
// on that begin so. After END: that of the sentence itself. Safe to read from any thread.
class KnownSoFar {
 public:
  explicit KnownSoFar(const SentenceFile& file);
  // After each token: one answer a question; -1 where it isn't known, is left open, or no sentence begins so.
  std::vector<std::vector<std::int32_t>> along(const Tokens& tokens) const;

 private:
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> next_{};  // node, token -> node
  std::vector<std::vector<std::int32_t>> known_{};                        // node -> question -> answer
};

}  // namespace rssviz::models
