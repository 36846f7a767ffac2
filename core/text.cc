#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace rssviz {
namespace {

// Bytes of the character at the beginning of `text`; 0 where none stands there.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool beyond = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
  return overlong || beyond ? 0 : length;
}

// Calls good(characters) and bad(byte) over the text.
template <class Good, class Bad>
void walk(std::string_view text, Good&& good, Bad&& bad) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length > 0)
      good(text.substr(0, length));
    else
      bad(static_cast<unsigned char>(text.front()));
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
}

std::string hexadecimal(unsigned byte) {
  std::array<char, 8> out{};
  std::snprintf(out.data(), out.size(), "\\x%02X", byte);
  return out.data();
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = character_length(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

bool is_utf8(std::string_view text) { return utf8_length(text) == text.size(); }

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if ((code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) code = 0xFFFD;
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 63));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 63));
    put(0x80 | (code & 63));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 63));
    put(0x80 | (code >> 6 & 63));
    put(0x80 | (code & 63));
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  walk(
      text,
      [&](std::string_view character) {
        const auto first = static_cast<unsigned char>(character.front());
        // U+0080 to U+009F are control characters too.
        const bool second_set = first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
        if (first == '\n')
          out += "\\n";
        else if (first == '\t')
          out += "\\t";
        else if (first < 0x20 || first == 0x7F)
          out += hexadecimal(first);
        else if (second_set)
          out += hexadecimal(first) + hexadecimal(static_cast<unsigned char>(character[1]));
        else
          out += character;
      },
      [&](unsigned byte) { out += hexadecimal(byte); });
  return out;
}

std::string as_utf8(std::string_view text) {
  std::string out;
  walk(
      text, [&](std::string_view character) { out += character; },
      [&](unsigned) { append_utf8(out, 0xFFFD); });
  return out;
}

std::string suffix_of(const std::filesystem::path& path) {
  std::string suffix = path.extension().string();
  for (char& c : suffix)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return suffix;
}

}  // namespace rssviz
