// Text from outside: whether it is UTF-8 (RFC 3629), how it is written where it may be anything, and the
// suffix of a file's name. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace rssviz {

// The first byte from which on `text` isn't UTF-8; its size where all of it is.
std::size_t utf8_length(std::string_view text);

// Surrogates, overlong forms and codes above U+10FFFF are none.
bool is_utf8(std::string_view text);

// Appends the character as UTF-8; U+FFFD for what is none.
void append_utf8(std::string& out, std::uint32_t code);

// `text` on one line that a terminal can show: control characters and bytes that are no UTF-8 as \n, \t or
// \x1B.
std::string escaped(std::string_view text);

// `text` as UTF-8, with U+FFFD for each byte that is none.
std::string as_utf8(std::string_view text);

// ".npy" of "x.npy" and of "X.NPY"; "" for none.
std::string suffix_of(const std::filesystem::path& path);

}  // namespace rssviz
