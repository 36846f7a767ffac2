// What a text tells about each of its symbols: the columns of its states. A value stands for the state of
// affairs once the symbol has been read, as a network that has read it may know it; `next_is_newline` alone
// looks ahead. Quotes, comments and brackets are those of C and of prose:
//   in_quotes    from a " on until the next one that no backslash stands before (there it is 0 again); an
//                empty line ends it. 'x' and '\n' are passed over as a whole, other apostrophes mean nothing
//   in_comment   from / * (its second symbol) to * / (there 0), or from / / to the end of its line; not
//                behind a colon, as in the address of a page
//   depth_...    how many brackets of a kind are open, outside quotes and comments; never below 0
// Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/data/columns.h"
#include "models/data/text/text_corpus.h"

namespace rssviz::models::text_columns {

inline constexpr const char* kClass = "class";  // lower, upper, digit, space, newline, bracket, quote, other
inline constexpr const char* kLine = "line";    // counted from 0
inline constexpr const char* kPlaceInLine = "place_in_line";  // 0 at a line's first symbol
inline constexpr const char* kPlaceInWord = "place_in_word";  // 0 at its first letter; -1 outside of words
inline constexpr const char* kIndentation = "indentation";  // of its line so far: blanks, a tab to the next 8
inline constexpr const char* kDepthRound = "depth_round";   // ( )
inline constexpr const char* kDepthSquare = "depth_square";       // [ ]
inline constexpr const char* kDepthCurly = "depth_curly";         // { }
inline constexpr const char* kInQuotes = "in_quotes";             // 0 or 1
inline constexpr const char* kInComment = "in_comment";           // 0 or 1
inline constexpr const char* kNextIsNewline = "next_is_newline";  // 0 or 1; -1 at the last symbol
// Of a network that read the text:
inline constexpr const char* kLoss = "loss";     // -log p of this symbol, in nats; NaN at the first
inline constexpr const char* kTrueP = "p_true";  // p of this symbol; NaN at the first

// All but those of a network, a value a symbol. A carriage return before a newline belongs to the newline.
std::vector<IntColumn> columns_of(const Alphabet& alphabet, std::span<const std::int32_t> codes);
// The same of symbols first .. last-1 alone, as they are within the whole text. Memory: of what is returned.
std::vector<IntColumn> columns_of(const Alphabet& alphabet, const SymbolCodes& codes, std::size_t first,
                                  std::size_t last);

}  // namespace rssviz::models::text_columns
