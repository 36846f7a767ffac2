#include "models/data/text/alphabet.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/error.h"
#include "models/data/text/utf8.h"

namespace rssviz::models {
namespace {

std::string hexadecimal(const char* form, std::uint32_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), form, static_cast<unsigned>(value));
  return text.data();
}

bool is_printed(SymbolKind kind, std::uint32_t value) {
  if (value == '\n' || value == '\r' || value == '\t') return true;
  if (value < 0x20 || value == 0x7f) return false;
  return kind == SymbolKind::characters ? value >= 0xa0 || value < 0x7f : value < 0x7f;
}

}  // namespace

std::string_view name_of(SymbolKind kind) { return kind == SymbolKind::bytes ? "bytes" : "characters"; }

SymbolKind symbol_kind_named(std::string_view name) {
  for (const SymbolKind kind : {SymbolKind::bytes, SymbolKind::characters})
    if (name == name_of(kind)) return kind;
  fail(ErrorKind::data, "\"" + std::string(name) + "\" is no kind of symbols: bytes or characters");
}

Alphabet::Alphabet(SymbolKind kind, std::vector<std::uint32_t> values)
    : kind_(kind), values_(std::move(values)) {
  if (values_.size() > kMost)
    fail(ErrorKind::data, "an alphabet of " + std::to_string(values_.size()) + " symbols: at most " +
                              std::to_string(kMost) + " are possible");
  const std::uint32_t limit = kind == SymbolKind::bytes ? 256 : 0x110000;
  for (std::size_t code = 0; code < values_.size(); ++code) {
    const std::uint32_t value = values_[code];
    if (value >= limit)
      fail(ErrorKind::data, "symbol " + std::to_string(code) + " of the alphabet is " +
                                std::to_string(value) + ", which is no " +
                                (kind == SymbolKind::bytes ? "byte" : "character"));
    if (value >= codes_.size()) codes_.resize(value + 1, -1);
    if (codes_[value] >= 0)
      fail(ErrorKind::data, "symbol " + std::to_string(code) + " of the alphabet, " +
                                symbol_name(kind, value) + ", stands there twice");
    codes_[value] = static_cast<std::int32_t>(code);
  }
}

std::string Alphabet::symbol(int code) const {
  const std::uint32_t value = values_[static_cast<std::size_t>(code)];
  return kind_ == SymbolKind::bytes ? std::string(1, static_cast<char>(value)) : utf8_of(value);
}

std::string Alphabet::label(int code) const {
  const std::uint32_t value = values_[static_cast<std::size_t>(code)];
  if (is_printed(kind_, value)) return utf8_of(value);
  return hexadecimal(value < 0x100 ? "\\x%02x" : "\\u%04x", value);
}

std::vector<std::string> Alphabet::labels() const {
  std::vector<std::string> all;
  for (int code = 0; code < size(); ++code) all.push_back(label(code));
  return all;
}

std::string symbol_name(SymbolKind kind, std::uint32_t value) {
  if (value == '\n') return "newline";
  if (value == '\r') return "carriage return";
  if (value == '\t') return "tab";
  if (value == ' ') return "space";
  if (!is_printed(kind, value))
    return hexadecimal(kind == SymbolKind::bytes ? "byte 0x%02x" : "U+%04X", value);
  std::string name = "'";
  name += utf8_of(value);
  name += "'";
  return value < 0x80 ? name : name + " (" + hexadecimal("U+%04X", value) + ")";
}

std::vector<std::int32_t> SymbolCodes::tokens(std::size_t begin, std::size_t end) const {
  std::vector<std::int32_t> result;
  result.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) result.push_back((*this)[i]);
  return result;
}

}  // namespace rssviz::models
