#include "core/formats/encoding.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

std::string iconv_call(const std::string& encoding, const std::string& name) {
  return "iconv -f " + encoding + " -t UTF-8 " + name + " > utf8-" + name.substr(name.rfind('/') + 1);
}

bool is_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  const std::string_view begin = text.substr(0, 4096);
  return begin.find('\0') != std::string_view::npos;
}

}  // namespace

void require_utf8(std::string_view text, const std::string& name) {
  if (is_utf16(text))
    fail(ErrorKind::data,
         name + ": is UTF-16 (or no text at all); make it UTF-8: " + iconv_call("UTF-16", name));
  const std::size_t good = utf8_length(text);
  if (good == text.size()) return;
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(good), '\n');
  fail(ErrorKind::data, name + ": line " + std::to_string(line) +
                            " isn't UTF-8; if Excel or R wrote it, it is likely Windows-1252 (Latin-1): " +
                            iconv_call("WINDOWS-1252", name));
}

}  // namespace rssviz::formats
