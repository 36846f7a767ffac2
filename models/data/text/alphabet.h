// The symbols of a text: bytes, or the characters of UTF-8. A symbol's code is its place in the alphabet, and
// the place of the 1 in its one-hot vector. Values; safe to read from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rssviz::models {

enum class SymbolKind { bytes, characters };
std::string_view name_of(SymbolKind kind);  // "bytes", "characters"
// Throws Error{data} for another name.
SymbolKind symbol_kind_named(std::string_view name);

class Alphabet {
 public:
  static constexpr std::size_t kMost = 65536;  // symbols

  Alphabet() = default;
  // `values`: the byte or the code point of each code, in order of the codes. Throws Error{data} for a value
  // that stands there twice or is none, and for more than kMost.
  Alphabet(SymbolKind kind, std::vector<std::uint32_t> values);

  SymbolKind kind() const { return kind_; }
  int size() const { return static_cast<int>(values_.size()); }
  const std::vector<std::uint32_t>& values() const { return values_; }
  // -1 where it isn't in the alphabet.
  std::int32_t code_of(std::uint32_t value) const { return value < codes_.size() ? codes_[value] : -1; }
  // The symbol itself, as the file has it: one byte, or its UTF-8.
  std::string symbol(int code) const;
  // The symbol as UTF-8: itself where it can be printed, and newline, carriage return, tab and space;
  // "\x1b" otherwise, and for bytes from 0x80 on, which are no characters alone.
  std::string label(int code) const;
  std::vector<std::string> labels() const;
  bool operator==(const Alphabet& other) const { return kind_ == other.kind_ && values_ == other.values_; }

 private:
  SymbolKind kind_{SymbolKind::bytes};
  std::vector<std::uint32_t> values_{};
  std::vector<std::int32_t> codes_{};  // by value; -1: none
};

// A symbol as errors name it: "'e'", "newline", "byte 0xe9", "'é' (U+00E9)".
std::string symbol_name(SymbolKind kind, std::uint32_t value);

// Codes one after another: a byte each where the alphabet has up to 256 symbols, else two.
class SymbolCodes {
 public:
  SymbolCodes() = default;
  explicit SymbolCodes(int alphabet) : wide_(alphabet > 256) {}

  std::size_t size() const { return wide_ ? two_.size() : one_.size(); }
  std::int32_t operator[](std::size_t i) const { return wide_ ? two_[i] : one_[i]; }
  void reserve(std::size_t count) {
    if (wide_)
      two_.reserve(count);
    else
      one_.reserve(count);
  }
  void push_back(std::int32_t code) {
    if (wide_)
      two_.push_back(static_cast<std::uint16_t>(code));
    else
      one_.push_back(static_cast<std::uint8_t>(code));
  }
  // Codes begin .. end-1 as tokens.
  std::vector<std::int32_t> tokens(std::size_t begin, std::size_t end) const;

 private:
  bool wide_{false};
  std::vector<std::uint8_t> one_{};
  std::vector<std::uint16_t> two_{};
};

}  // namespace rssviz::models
