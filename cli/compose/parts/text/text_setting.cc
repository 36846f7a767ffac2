#include "cli/compose/parts/text/text_setting.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"

namespace rssviz::cli {
namespace {

using Sign = render::TextGrid::Sign;

// The code point of one character of UTF-8.
std::uint32_t code_of(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i]));
  };
  std::uint32_t code = byte(0);
  if (character.size() > 1) code &= 0xFFU >> (character.size() + 1);
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6) | (byte(i) & 0x3FU);
  return code;
}

// Characters that no font draws: they are shown by a sign.
bool is_control(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFB) || code == 0xFFFE || code == 0xFFFF;
}

class Setter {
 public:
  Setter(const SymbolText& text, const TextRules& rules) : text_(text), rules_(rules) {
    out_.at.resize(text.symbol.size());
  }

  SetText run() {
    for (std::size_t i = 0; i < text_.symbol.size();) {
      const bool starts = i > 0 && !text_.starts.empty() && text_.starts[i];
      if (starts && (column_ > 0 || !fresh_)) break_row();
      fresh_ = false;
      i += text_.kind == SymbolKind::words ? set_word(i) : set_character(i);
    }
    if (column_ > 0 || out_.row_count == 0) finish_row();
    return std::move(out_);
  }

 private:
  std::string_view symbol(std::size_t i) const {
    return text_.alphabet[static_cast<std::size_t>(text_.symbol[i])];
  }

  void finish_row() {
    if (!row_.text.empty()) {
      row_.row = out_.row_count;
      out_.rows.push_back(std::move(row_));
    }
    row_ = {};
    ++out_.row_count;
  }

  void break_row() {
    finish_row();
    column_ = 0;
    fresh_ = true;
  }

  void widen() { out_.columns = std::max(out_.columns, column_); }

  // A character at the present column; blanks fill what is empty before it.
  void write(std::string_view character, int width) {
    int next = row_.columns.empty() ? 0 : row_.columns.back() + row_.widths.back();
    for (; next < column_; ++next) {
      row_.text += ' ';
      row_.columns.push_back(next);
      row_.widths.push_back(1);
    }
    row_.text += character;
    row_.columns.push_back(column_);
    row_.widths.push_back(width);
  }

  void sign(Sign sign, int width) {
    out_.signs.push_back({sign, static_cast<double>(column_), out_.row_count, static_cast<double>(width)});
  }

  // Goes on below where so many columns no longer fit.
  void make_room(int width) {
    if (rules_.columns <= 0 || column_ + width <= rules_.columns || column_ == 0) return;
    sign(Sign::continued, 1);
    out_.columns = std::max(out_.columns, column_ + 1);
    out_.wrapped = true;
    break_row();
    fresh_ = false;
  }

  // How many symbols from `i` on are the bytes of one character; 0 where they are none.
  std::size_t bytes_of_character(std::size_t i) const {
    if (text_.kind != SymbolKind::bytes) return 1;
    const auto lead = static_cast<unsigned char>(symbol(i).front());
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (i + length > text_.symbol.size()) return 0;
    std::string bytes;
    for (std::size_t k = 0; k < length; ++k) {
      if (k > 0 && !text_.starts.empty() && text_.starts[i + k]) return 0;
      bytes += symbol(i + k);
    }
    return is_utf8(bytes) ? length : 0;
  }

  void place(std::size_t i, std::size_t count, int width) {
    const double share = static_cast<double>(width) / static_cast<double>(count);
    for (std::size_t k = 0; k < count; ++k)
      out_.at[i + k] = {out_.row_count, column_ + static_cast<double>(k) * share, share};
    if (count > 1) out_.shares_columns = true;
  }

  // Returns how many symbols were set.
  std::size_t set_character(std::size_t i) {
    const std::size_t count = bytes_of_character(i);
    std::string character;
    for (std::size_t k = 0; k < std::max<std::size_t>(1, count); ++k) character += symbol(i + k);
    if (count == 0 || !is_utf8(character)) {
      if (out_.no_character++ == 0) out_.first_of_these = i;
      character = "\xEF\xBF\xBD";
    }
    const std::uint32_t code = code_of(character);
    const int wide = columns_of(code);
    int width = code == '\t' ? rules_.tab_width - column_ % rules_.tab_width : wide;
    if (code != '\n') make_room(code == '\t' ? 1 : width);
    if (code == '\t' && rules_.columns > 0) width = std::clamp(rules_.columns - column_, 1, width);
    place(i, std::max<std::size_t>(1, count), width);
    if (code == '\n' || code == '\r' || code == '\t' || code == ' ') {
      sign(code == '\n'   ? Sign::newline
           : code == '\r' ? Sign::carriage_return
           : code == '\t' ? Sign::tab
                          : Sign::space,
           width);
    } else if (is_control(code)) {
      sign(Sign::control, width);
      out_.has_controls = true;
    } else {
      write(character, width);
    }
    column_ += width;
    widen();
    if (code == '\n') break_row();
    return std::max<std::size_t>(1, count);
  }

  std::size_t set_word(std::size_t i) {
    const std::string_view word = symbol(i);
    if (word == "\n") {
      place(i, 1, 1);
      sign(Sign::newline, 1);
      ++column_;
      widen();
      break_row();
      return 1;
    }
    const std::string shown = escaped(as_utf8(word));
    std::vector<std::pair<std::string_view, int>> characters;
    int width = 0;
    for (std::size_t at = 0; at < shown.size();) {
      std::size_t end = at + 1;
      while (end < shown.size() && (static_cast<unsigned char>(shown[end]) & 0xC0) == 0x80) ++end;
      const std::string_view character = std::string_view(shown).substr(at, end - at);
      characters.emplace_back(character, columns_of(code_of(character)));
      width += characters.back().second;
      at = end;
    }
    width = std::max(1, width);  // a word without letters has a place too
    if (rules_.columns > 0 && column_ > 0 && column_ + width > rules_.columns) break_row();
    fresh_ = false;
    place(i, 1, width);
    const int end = column_ + width;
    for (const auto& [character, columns] : characters) {
      write(character, columns);
      column_ += columns;
    }
    column_ = end;
    widen();
    ++column_;  // the blank between words
    return 1;
  }

  const SymbolText& text_;
  const TextRules& rules_;
  SetText out_{};
  render::TextGrid::Row row_{};
  int column_ = 0;
  bool fresh_ = true;  // nothing was set since the row began
};

}  // namespace

int columns_of(std::uint32_t code) {
  static constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 16> kWide{{{0x1100, 0x115F},
                                                                                  {0x2E80, 0x303E},
                                                                                  {0x3041, 0x33FF},
                                                                                  {0x3400, 0x4DBF},
                                                                                  {0x4E00, 0x9FFF},
                                                                                  {0xA000, 0xA4CF},
                                                                                  {0xA960, 0xA97F},
                                                                                  {0xAC00, 0xD7A3},
                                                                                  {0xF900, 0xFAFF},
                                                                                  {0xFE30, 0xFE6F},
                                                                                  {0xFF01, 0xFF60},
                                                                                  {0xFFE0, 0xFFE6},
                                                                                  {0x1B000, 0x1B2FF},
                                                                                  {0x1F300, 0x1F64F},
                                                                                  {0x1F900, 0x1F9FF},
                                                                                  {0x20000, 0x3FFFD}}};
  return std::any_of(kWide.begin(), kWide.end(),
                     [&](const auto& range) { return code >= range.first && code <= range.second; })
             ? 2
             : 1;
}

SetText set_text(const SymbolText& text, const TextRules& rules) { return Setter(text, rules).run(); }

}  // namespace rssviz::cli
