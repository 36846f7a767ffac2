#include "cli/compose/parts/word_forms.h"

namespace rssviz::cli {

std::string capitalised(std::string word) {
  if (!word.empty() && word.front() >= 'a' && word.front() <= 'z')
    word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

std::string times(std::size_t count) {
  static const char* const kWords[] = {"once",       "twice",     "three times", "four times",
                                       "five times", "six times", "seven times", "eight times"};
  return count >= 1 && count <= 8 ? kWords[count - 1] : std::to_string(count) + " times";
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

}  // namespace rssviz::cli
