#include "core/formats/toml_keys.h"

#include <algorithm>

#include "core/error.h"

namespace rssviz::formats {
namespace {

// Behind the string that opens at `at`: of one line, or of several between three quotes; where it has no end,
// the end of the text (the parser says so).
std::size_t behind_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  const bool is_long = text.substr(at, 3) == three;
  const std::string_view end = is_long ? std::string_view(three) : text.substr(at, 1);
  for (std::size_t i = at + end.size(); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"')
      ++i;
    else if (text.substr(i, end.size()) == end)
      return i + end.size();
    else if (text[i] == '\n' && !is_long)
      return i;
  }
  return text.size();
}

}  // namespace

void check_toml_keys(std::string_view text, const std::string& file) {
  constexpr std::string_view kEndsKey = "=,{}[]\n";
  int parts = 1;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = behind_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (kEndsKey.find(c) != std::string_view::npos) parts = 1;
    if (c == '.' && ++parts > kMostKeyParts)
      fail(ErrorKind::recipe,
           file + ":" +
               std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n')) +
               ": a key of more than " + std::to_string(kMostKeyParts) + " parts");
    ++at;
  }
}

}  // namespace rssviz::formats
