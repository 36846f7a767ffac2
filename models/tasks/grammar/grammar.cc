#include "models/tasks/grammar/grammar.h"

#include <algorithm>
#include <sstream>

#include "core/error.h"

namespace rssviz::models {

std::string Grammar::text(const Tokens& tokens) const {
  std::string result;
  for (const std::int32_t token : tokens) {
    if (!result.empty()) result += ' ';
    result += words[static_cast<std::size_t>(token)];
  }
  return result;
}

Tokens Grammar::tokens(std::string_view text) const {
  Tokens result;
  std::istringstream stream{std::string(text)};
  for (std::string word; stream >> word;) {
    const auto known = std::find(words.begin(), words.end(), word);
    if (known == words.end())
      fail(ErrorKind::data, "'" + word + "' is no word of the grammar " + name +
                                "; words are separated by blanks, as in \"" + words.front() + " " +
                                words.back() + "\"");
    result.push_back(static_cast<std::int32_t>(known - words.begin()));
  }
  if (result.empty()) fail(ErrorKind::data, "a sequence has no words");
  return result;
}

}  // namespace rssviz::models
