// Reads the Keywords of a PDF's Info dictionary (ISO 32000-1, 7.3.4, 7.5.5, 7.5.7, 14.3.3): from an object of
// its own, as Cairo 1.16 writes it, or from a compressed object stream, as other programs do that rewrite
// our files.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <string>

#include "core/error.h"
#include "core/text.h"
#include "render/provenance/inflate.h"
#include "render/provenance/recipe.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kMostUnpacked = std::size_t{32} << 20;  // bytes of all object streams

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

// The whole number at `at`, which moves behind it; nothing where there is none.
std::optional<std::size_t> number_at(std::string_view text, std::size_t& at) {
  at = skip_space(text, at);
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  at = static_cast<std::size_t>(end - text.data());
  return value;
}

// Behind the literal string that opens at `at`.
std::size_t end_of_literal(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '(')
      ++depth;
    else if (text[at] == ')' && --depth == 0)
      return at + 1;
  }
  return text.size();
}

// Appends what the escape behind a backslash at `at` stands for; returns the place behind it.
std::size_t append_escape(std::string_view text, std::size_t at, std::string& out) {
  const char c = text[at];
  if (c >= '0' && c <= '7') {
    int value = 0;
    std::size_t end = at;
    for (; end < text.size() && end < at + 3 && text[end] >= '0' && text[end] <= '7'; ++end)
      value = value * 8 + (text[end] - '0');
    out += static_cast<char>(value);
    return end;
  }
  static constexpr std::string_view kLetters = "nrtbf";
  static constexpr std::string_view kMeanings = "\n\r\t\b\f";
  const std::size_t letter = kLetters.find(c);
  if (letter != kNowhere)
    out += kMeanings[letter];
  else if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')
    return at + 2;  // a line that goes on
  else if (c != '\n' && c != '\r')
    out += c;
  return at + 1;
}

std::string literal_string(std::string_view inside) {
  std::string out;
  for (std::size_t at = 0; at < inside.size();) {
    if (inside[at] == '\\' && at + 1 < inside.size())
      at = append_escape(inside, at + 1, out);
    else
      out += inside[at++];
  }
  return out;
}

std::string hexadecimal_string(std::string_view inside) {
  std::string out;
  int digits = 0;
  int value = 0;
  const auto take = [&](int digit) {
    value = value * 16 + digit;
    if (++digits % 2 == 0) {
      out += static_cast<char>(value);
      value = 0;
    }
  };
  for (const char c : inside)
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) take(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  if (digits % 2 != 0) take(0);
  return out;
}

// A text string (7.9.2.2) as UTF-8: UTF-16 with a mark in front, else taken byte by byte.
std::string text_string(const std::string& bytes) {
  if (bytes.size() < 2 || bytes.compare(0, 2, "\xFE\xFF") != 0) return bytes;
  const auto unit = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
  };
  std::string out;
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      at += 2;
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(at) - 0xDC00);
    }
    append_utf8(out, code);
  }
  return out;
}

// The string of /Keywords in the dictionary that begins at `at` in `text`.
std::optional<std::string> keywords_of(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    if (text.substr(at, 2) == "<<") {
      ++depth;
      at += 2;
    } else if (text.substr(at, 2) == ">>") {
      if (--depth == 0) break;
      at += 2;
    } else if (text[at] == '(') {
      at = end_of_literal(text, at);  // a title may contain anything
    } else if (depth == 1 && text.substr(at, 9) == "/Keywords") {
      at = skip_space(text, at + 9);
      if (at < text.size() && text[at] == '(')
        return text_string(literal_string(text.substr(at + 1, end_of_literal(text, at) - at - 2)));
      const std::size_t end = text.find('>', at);
      if (at < text.size() && text[at] == '<' && end != kNowhere)
        return text_string(hexadecimal_string(text.substr(at + 1, end - at - 1)));
      return std::nullopt;
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

// The number of the Info object, from the last trailer or cross-reference stream.
std::optional<std::size_t> info_number(std::string_view pdf) {
  for (std::size_t at = pdf.rfind("/Info"); at != kNowhere && at > 0; at = pdf.rfind("/Info", at - 1)) {
    std::size_t behind = at + 5;
    if (const std::optional<std::size_t> number = number_at(pdf, behind))
      if (number_at(pdf, behind) && pdf.substr(skip_space(pdf, behind), 1) == "R") return number;
  }
  return std::nullopt;
}

// Where the content of the last object of this number begins.
std::size_t object_content(std::string_view pdf, std::size_t number) {
  const std::string opening = std::to_string(number) + " 0 obj";
  for (std::size_t at = pdf.rfind(opening); at != kNowhere && at > 0; at = pdf.rfind(opening, at - 1))
    if (is_space(pdf[at - 1])) return at + opening.size();
  return kNowhere;
}

// /Keywords of object `number` where it lies in this object stream: pairs of number and offset come first,
// the offsets count from `first`.
std::optional<std::string> keywords_in_stream(const std::string& content, std::size_t number,
                                              std::size_t first) {
  std::size_t at = 0;
  while (at < first) {
    const std::optional<std::size_t> found = number_at(content, at);
    const std::optional<std::size_t> offset = number_at(content, at);
    if (!found || !offset) break;
    if (*found == number) return keywords_of(content, first + *offset);
  }
  return std::nullopt;
}

std::optional<std::string> keywords_in_object_streams(std::string_view pdf, std::size_t number) {
  UnpackBudget budget("the PDF", kMostUnpacked);
  std::size_t behind = 0;  // the last stream that was read
  for (std::size_t at = pdf.find("/ObjStm"); at != kNowhere; at = pdf.find("/ObjStm", at)) {
    const std::size_t word = pdf.find("stream", at + 7);
    if (word == kNowhere) break;
    const std::string_view before = pdf.substr(behind, word - behind);
    const std::size_t object = before.rfind("obj", at - behind);
    std::size_t first_at = object == kNowhere ? kNowhere : before.find("/First", object);
    std::size_t begin = word + 6;
    if (pdf.substr(begin, 1) == "\r") ++begin;
    if (pdf.substr(begin, 1) == "\n") ++begin;
    const std::size_t end = std::min(pdf.find("endstream", begin), pdf.size());
    at = behind = end;
    if (first_at == kNowhere) continue;
    const std::optional<std::size_t> first = number_at(before, first_at += 6);
    const std::string content = inflated(pdf.substr(begin, end - begin), budget);
    if (auto found = keywords_in_stream(content, number, first.value_or(0))) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> recipe_in_pdf(std::string_view pdf) {
  const std::optional<std::size_t> number = info_number(pdf);
  if (!number) return std::nullopt;
  const std::size_t content = object_content(pdf, *number);
  if (content != kNowhere) return keywords_of(pdf, content);
  return keywords_in_object_streams(pdf, *number);
}

}  // namespace rssviz::render
