#include "core/formats/encoding.h"

#include <algorithm>

#include "core/error.h"

namespace rssviz::formats {
namespace {

// Bytes that follow `lead` in UTF-8 and the range of the first of them (RFC 3629, section 4); -1 for a byte
// that leads nothing.
int followers(unsigned char lead, unsigned char& least, unsigned char& most) {
  least = 0x80;
  most = 0xBF;
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0) least = 0xA0;
    if (lead == 0xED) most = 0x9F;
    return 2;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (lead == 0xF0) least = 0x90;
    if (lead == 0xF4) most = 0x8F;
    return 3;
  }
  return -1;
}

std::string iconv_call(const std::string& encoding, const std::string& name) {
  return "iconv -f " + encoding + " -t UTF-8 " + name + " > utf8-" + name.substr(name.rfind('/') + 1);
}

bool is_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  const std::string_view begin = text.substr(0, 4096);
  return begin.find('\0') != std::string_view::npos;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    unsigned char least = 0, most = 0;
    const int more = followers(static_cast<unsigned char>(text[i]), least, most);
    if (more < 0 || static_cast<std::size_t>(more) >= text.size() - i) return i;
    for (int k = 1; k <= more; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if (byte < least || byte > most) return i;
      least = 0x80;
      most = 0xBF;
    }
    i += static_cast<std::size_t>(more) + 1;
  }
  return i;
}

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
