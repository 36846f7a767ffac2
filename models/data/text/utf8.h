// UTF-8 (RFC 3629), a character at a time. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rssviz::models {

struct Utf8Character {
  std::uint32_t value{0};
  int bytes{0};  // 0: not valid here; -1: the text ends within it
};

// The character that begins at `at`, which lies within the text. Overlong forms, surrogates and values beyond
// U+10FFFF aren't valid.
Utf8Character utf8_at(std::string_view text, std::size_t at);
std::string utf8_of(std::uint32_t value);

}  // namespace rssviz::models
