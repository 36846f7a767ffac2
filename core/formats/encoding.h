// How the bytes of a text file stand for characters. Pure functions; safe on any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rssviz::formats {

// The first byte from which on `text` isn't UTF-8; its size where all of it is.
std::size_t utf8_length(std::string_view text);
// Throws Error{data} naming `name`, the line, what the text likely is (UTF-16, Windows-1252) and the call of
// iconv that turns it into UTF-8.
void require_utf8(std::string_view text, const std::string& name);

}  // namespace rssviz::formats
