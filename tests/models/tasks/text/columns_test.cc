#include "models/tasks/text/columns.h"

#include <gtest/gtest.h>

#include "models/tasks/text/text_task.h"

namespace rssviz::models {
namespace {

// A column as digits, '-' for -1, a symbol below each of the text.
std::string column_of(const std::string& text, const std::string& name) {
  const TextCorpus corpus = text_of_bytes(text, SymbolKind::bytes, "text");
  const Tokens codes = corpus.codes.tokens(0, corpus.codes.size());
  for (const IntColumn& column : text_columns::columns_of(corpus.alphabet, codes)) {
    if (column.name != name) continue;
    std::string digits;
    for (const std::int32_t value : column.values) digits += value < 0 ? '-' : static_cast<char>('0' + value);
    return digits;
  }
  return "no such column";
}

TEST(TextColumns, BracketsCountAfterTheyAreRead) {
  EXPECT_EQ(column_of("f(a[1]){(b)}", "depth_round"), "011111001100");
  EXPECT_EQ(column_of("f(a[1]){(b)}", "depth_square"), "000110000000");
  EXPECT_EQ(column_of("f(a[1]){(b)}", "depth_curly"), "000000011110");
  EXPECT_EQ(column_of("))(", "depth_round"), "001");
}

TEST(TextColumns, QuotesAndCommentsHideBrackets) {
  EXPECT_EQ(column_of("a \"(\\\"(\" (", "in_quotes"), "0011111000");
  EXPECT_EQ(column_of("a \"(\\\"(\" (", "depth_round"), "0000000001");
  EXPECT_EQ(column_of("a /*(*/ (", "in_comment"), "000111000");
  EXPECT_EQ(column_of("a /*(*/ (", "depth_round"), "000000001");
  EXPECT_EQ(column_of("/*/ */ x", "in_comment"), "01111000");
  EXPECT_EQ(column_of("a // (\n(", "in_comment"), "00011100");
  EXPECT_EQ(column_of("x://y", "in_comment"), "00000");
  EXPECT_EQ(column_of("'\"' '(' don't (", "in_quotes"), "000000000000000");
  EXPECT_EQ(column_of("'\"' '(' don't (", "depth_round"), "000000000000001");
}

TEST(TextColumns, AnEmptyLineEndsAQuote) {
  EXPECT_EQ(column_of("\"a\nb\n\nc", "in_quotes"), "1111100");
  EXPECT_EQ(column_of("\"a\r\n\r\nc", "in_quotes"), "1111100");
}

TEST(TextColumns, PlacesInLinesAndWords) {
  EXPECT_EQ(column_of("ab c\n\n d", "place_in_line"), "01234001");
  EXPECT_EQ(column_of("ab c\n\n d", "line"), "00000122");
  EXPECT_EQ(column_of("ab c_1 2x", "place_in_word"), "01-012--0");
  EXPECT_EQ(column_of("\t x y\n  z", "indentation"), "899999122");
  EXPECT_EQ(column_of("  \tx", "indentation"), "1288");
}

TEST(TextColumns, NextIsNewlineLooksAhead) {
  EXPECT_EQ(column_of("ab\nc\r\nd", "next_is_newline"), "010110-");
}

// At every bound, those that cut 'x', an escaped quote, a comment's mark and \r\n among them.
TEST(TextColumns, OfAStretchAreThoseOfTheWholeText) {
  const TextCorpus corpus =
      text_of_bytes("f('(', \"\\\"\") /* {\r\n\t[x] */ { ab_1;\r\n} // y\n\nz", SymbolKind::bytes, "text");
  const Tokens codes = corpus.codes.tokens(0, corpus.codes.size());
  const std::vector<IntColumn> whole = text_columns::columns_of(corpus.alphabet, codes);
  for (std::size_t first = 0; first < codes.size(); ++first)
    for (std::size_t last = first + 1; last <= codes.size(); ++last) {
      const auto stretch = text_columns::columns_of(corpus.alphabet, corpus.codes, first, last);
      ASSERT_EQ(stretch.size(), whole.size());
      for (std::size_t k = 0; k < whole.size(); ++k) {
        const auto* const from = whole[k].values.data();
        EXPECT_EQ(stretch[k].values, std::vector<std::int32_t>(from + first, from + last)) << whole[k].name;
      }
    }
}

}  // namespace
}  // namespace rssviz::models
