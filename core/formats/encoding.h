// How the bytes of a text file stand for characters. Pure function; safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace rssviz::formats {

// Throws Error{data} naming `name`, the line, what the text likely is (UTF-16, Windows-1252) and the call of
// iconv that turns it into UTF-8.
void require_utf8(std::string_view text, const std::string& name);

}  // namespace rssviz::formats
