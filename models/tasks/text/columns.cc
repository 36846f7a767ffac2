#include "models/tasks/text/columns.h"

#include <algorithm>

namespace rssviz::models::text_columns {
namespace {

enum Class { lower, upper, digit, space, newline, bracket, quote, other };

const std::vector<std::string>& class_labels() {
  static const std::vector<std::string> labels{"lower case", "upper case", "digit", "space",
                                               "newline",    "bracket",    "quote", "other"};
  return labels;
}

Class class_of(std::uint32_t value) {
  if (value >= 'a' && value <= 'z') return lower;
  if (value >= 'A' && value <= 'Z') return upper;
  if (value >= '0' && value <= '9') return digit;
  if (value == ' ' || value == '\t') return space;
  if (value == '\n' || value == '\r') return newline;
  if (value < 0x80 && std::string_view("()[]{}<>").find(static_cast<char>(value)) != std::string_view::npos)
    return bracket;
  if (value == '"' || value == '\'' || value == '`') return quote;
  return value >= 0x80 ? lower : other;  // letters of other alphabets, and parts of them
}

bool is_of_word(std::uint32_t value, bool within) {
  const Class kind = class_of(value);
  return kind == lower || kind == upper || (within && (kind == digit || value == '_')) || value == '_';
}

// Goes through a text symbol by symbol up to `last`; columns are of those from `first` on.
template <class Codes>
class Reader {
 public:
  Reader(const Alphabet& alphabet, const Codes& codes, std::size_t first, std::size_t last)
      : alphabet_(alphabet), codes_(codes), first_(first), last_(last) {
    for (const char* const name : {kClass, kLine, kPlaceInLine, kPlaceInWord, kIndentation, kDepthRound,
                                   kDepthSquare, kDepthCurly, kInQuotes, kInComment, kNextIsNewline}) {
      columns_.push_back({name, {}, {}});
      columns_.back().values.reserve(last - first);
    }
    columns_.front().labels = class_labels();
  }

  std::vector<IntColumn> columns() {
    for (std::size_t i = 0; i < last_; ++i) {
      const std::uint32_t value = at(i);
      place_in_line(i);
      place_in_word(value);
      indent(value);
      if (skip_ == 0)
        mark(i, value);
      else
        --skip_;
      if (i >= first_) put(i, value);
    }
    return std::move(columns_);
  }

 private:
  // 0 beyond the end: no text has that symbol.
  std::uint32_t at(std::size_t i) const {
    return i < codes_.size() ? alphabet_.values()[static_cast<std::size_t>(codes_[i])] : 0;
  }
  std::uint32_t before(std::size_t i, std::size_t back) const { return i < back ? 0 : at(i - back); }

  void place_in_line(std::size_t i) {
    if (i > 0 && before(i, 1) == '\n') {
      ++line_;
      place_ = 0;
      indentation_ = 0;
      is_indent_ = true;
    } else if (i > 0) {
      ++place_;
    }
  }
  void place_in_word(std::uint32_t value) {
    const bool inside = is_of_word(value, word_ >= 0);
    word_ = inside ? word_ + 1 : -1;
  }
  void indent(std::uint32_t value) {
    if (is_indent_ && value == ' ')
      ++indentation_;
    else if (is_indent_ && value == '\t')
      indentation_ = (indentation_ / 8 + 1) * 8;
    else
      is_indent_ = false;
  }

  bool is_empty_line(std::size_t i) const {
    return at(i) == '\n' && (before(i, 1) == '\n' || (before(i, 1) == '\r' && before(i, 2) == '\n'));
  }
  bool is_escaped(std::size_t i) const {
    std::size_t count = 0;
    while (before(i, count + 1) == '\\') ++count;
    return count % 2 == 1;
  }
  // The length of 'x' or '\x' that begins here; 0: none.
  std::size_t character_at(std::size_t i) const {
    if (at(i) != '\'') return 0;
    if (at(i + 1) == '\\') {
      for (std::size_t end = i + 3; end < i + 7; ++end)
        if (at(end) == '\'') return end - i + 1;
      return 0;
    }
    const std::uint32_t value = at(i + 1);
    return value != 0 && value != '\n' && value != '\'' && at(i + 2) == '\'' ? 3 : 0;
  }

  void mark(std::size_t i, std::uint32_t value) {
    if (block_comment_) {
      if (value == '/' && before(i, 1) == '*' && i >= comment_from_ + 2) block_comment_ = false;
    } else if (line_comment_) {
      if (value == '\n') line_comment_ = false;
    } else if (quotes_) {
      if ((value == '"' && !is_escaped(i)) || is_empty_line(i)) quotes_ = false;
    } else if (const std::size_t length = character_at(i); length > 0) {
      skip_ = length - 1;
    } else if (before(i, 1) == '/' && (value == '*' || (value == '/' && before(i, 2) != ':'))) {
      (value == '*' ? block_comment_ : line_comment_) = true;
      comment_from_ = i;
    } else if (value == '"') {
      quotes_ = true;
    } else {
      bracket_of(value);
    }
  }
  void bracket_of(std::uint32_t value) {
    constexpr std::string_view kBrackets = "()[]{}";
    const std::size_t found =
        value < 0x80 ? kBrackets.find(static_cast<char>(value)) : std::string_view::npos;
    if (found == std::string_view::npos) return;
    std::int32_t& depth = depths_[found / 2];
    depth = found % 2 == 0 ? depth + 1 : std::max(0, depth - 1);
  }

  void put(std::size_t i, std::uint32_t value) {
    const std::uint32_t next = at(i + 1);
    const bool newline_next = next == '\n' || (next == '\r' && at(i + 2) == '\n');
    const std::int32_t values[] = {class_of(value),
                                   line_,
                                   place_,
                                   word_,
                                   indentation_,
                                   depths_[0],
                                   depths_[1],
                                   depths_[2],
                                   quotes_ ? 1 : 0,
                                   block_comment_ || line_comment_ ? 1 : 0,
                                   i + 1 == codes_.size() ? -1
                                   : newline_next         ? 1
                                                          : 0};
    for (std::size_t k = 0; k < columns_.size(); ++k) columns_[k].values.push_back(values[k]);
  }

  const Alphabet& alphabet_;
  const Codes& codes_;
  std::size_t first_, last_;
  std::vector<IntColumn> columns_;
  std::int32_t line_{0}, place_{0}, word_{-1}, indentation_{0};
  std::int32_t depths_[3]{0, 0, 0};
  bool is_indent_{true}, quotes_{false}, block_comment_{false}, line_comment_{false};
  std::size_t comment_from_{0}, skip_{0};
};

}  // namespace

std::vector<IntColumn> columns_of(const Alphabet& alphabet, std::span<const std::int32_t> codes) {
  return Reader(alphabet, codes, 0, codes.size()).columns();
}

std::vector<IntColumn> columns_of(const Alphabet& alphabet, const SymbolCodes& codes, std::size_t first,
                                  std::size_t last) {
  return Reader(alphabet, codes, first, last).columns();
}

}  // namespace rssviz::models::text_columns
