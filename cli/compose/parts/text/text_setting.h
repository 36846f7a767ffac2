// Where the symbols of a text stand: rows and columns of a monospaced page, with the text of each row and the
// signs for what isn't seen. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cli/subjects/symbol_states.h"
#include "render/figure/text_grid.h"

namespace rssviz::cli {

struct TextRules {
  int columns{0};    // a row's most, signs included; 0: as long as its line
  int tab_width{8};  // a tab goes on to the next multiple
};

// Symbols of a row of states in order. `symbol`: places in `alphabet`; `starts`: true where a new sequence
// begins (a new row); empty: nowhere but at the first.
struct SymbolText {
  SymbolKind kind{SymbolKind::characters};
  std::span<const std::string> alphabet{};
  std::span<const std::int32_t> symbol{};
  std::vector<bool> starts{};
};

struct SetSymbol {
  int row{0};
  double column{0};
  double width{1};  // columns; the bytes of one character share them
};

struct SetText {
  std::vector<SetSymbol> at{};                  // of each symbol
  std::vector<render::TextGrid::Row> rows{};    // those that have text, in order
  std::vector<render::TextGrid::Mark> signs{};  // in order of rows
  int row_count{0};
  int columns{0};                 // the widest row's, signs included
  bool wrapped{false};            // a line was longer than `columns`
  std::size_t no_character{0};    // bytes that belong to no character of UTF-8: shown as U+FFFD
  std::size_t first_of_these{0};  // which symbol
  bool has_controls{false};       // control characters, which are shown as a sign
  bool shares_columns{false};     // some characters have several bytes
};

// Lines end after a newline; longer ones than `columns` go on below (of words before the word that no longer
// fits). Words have a blank between them.
SetText set_text(const SymbolText& text, const TextRules& rules);

// Columns that a character takes: 2 of East Asian wide ones (Unicode's East Asian Width W and F, by blocks),
// else 1.
int columns_of(std::uint32_t code);

}  // namespace rssviz::cli
