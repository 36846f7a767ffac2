#include "core/text.h"

#include <gtest/gtest.h>

namespace rssviz {

// The bounds are those of table 3-7 of the Unicode standard.
TEST(Text, Utf8EndsWhereTheStandardSays) {
  for (const char* good : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good)) << escaped(good);
  for (const char* bad : {"caf\xE9", "\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "a\xFF"})
    EXPECT_FALSE(is_utf8(bad)) << escaped(bad);
}

TEST(Text, WhatIsNoCharacterIsReplaced) {
  std::string out;
  for (const std::uint32_t code : {0x41U, 0xD800U, 0x110000U, 0x10FFFFU}) append_utf8(out, code);
  EXPECT_EQ(out, "A\uFFFD\uFFFD\xF4\x8F\xBF\xBF");
  EXPECT_EQ(as_utf8("caf\xE9!"), "caf\uFFFD!");
}

TEST(Text, EscapedTextIsOneLineThatATerminalCanShow) {
  EXPECT_EQ(escaped("a\nb\x1B[2J\tcaf\xE9 \u00E9 \xC2\x9B"), "a\\nb\\x1B[2J\\tcaf\\xE9 \u00E9 \\xC2\\x9B");
}

TEST(Text, SuffixesInCapitalsAreTheSame) {
  EXPECT_EQ(suffix_of("dir.d/FIGURE.PDF"), ".pdf");
  EXPECT_EQ(suffix_of("dir.d/x"), "");
}

}  // namespace rssviz
