#include "models/data/text/text_corpus.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/error.h"
#include "core/output_file.h"
#include "models/data/text/utf8.h"

namespace rssviz::models {
namespace {

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string error_of(const std::string& bytes, SymbolKind kind) {
  return message_of([&] { text_of_bytes(bytes, kind, "a.txt"); });
}

TEST(TextCorpus, BytesComeBackAndCodesAscend) {
  const std::string text = "if (x)\n\treturn \"\xc3\xa9\";\r\n";
  const TextCorpus bytes = text_of_bytes(text, SymbolKind::bytes, "a.txt");
  EXPECT_EQ(bytes.bytes(0, bytes.symbols()), text);
  EXPECT_EQ(bytes.symbols(), static_cast<std::int64_t>(text.size()));
  EXPECT_TRUE(std::is_sorted(bytes.alphabet.values().begin(), bytes.alphabet.values().end()));
  const TextCorpus characters = text_of_bytes(text, SymbolKind::characters, "a.txt");
  EXPECT_EQ(characters.bytes(0, characters.symbols()), text);
  EXPECT_EQ(characters.symbols(), bytes.symbols() - 1);
  EXPECT_EQ(characters.alphabet.label(characters.alphabet.code_of(0xe9)), "\xc3\xa9");
}

TEST(TextCorpus, MoreThan256SymbolsTakeTwoBytesEach) {
  std::string text;
  for (std::uint32_t value = 0x4e00; value < 0x4e00 + 400; ++value) text += utf8_of(value);
  const TextCorpus corpus = text_of_bytes(text, SymbolKind::characters, "a.txt");
  EXPECT_EQ(corpus.alphabet.size(), 400);
  EXPECT_EQ(corpus.bytes(0, corpus.symbols()), text);
}

// Blocks of a megabyte end within characters.
TEST(TextCorpus, CharactersAcrossBlocksStayWhole) {
  std::string text = "x";
  while (text.size() < (std::size_t{2} << 20)) text += "\xe2\x82\xac";
  const TextCorpus corpus = text_of_bytes(text, SymbolKind::characters, "a.txt");
  EXPECT_EQ(corpus.alphabet.size(), 2);
  EXPECT_EQ(corpus.symbols(), static_cast<std::int64_t>(1 + (text.size() - 1) / 3));
}

TEST(TextCorpus, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error_of("", SymbolKind::bytes),
            "a.txt: empty; a text with at least two different symbols is needed");
  EXPECT_EQ(error_of("aaaa", SymbolKind::bytes),
            "a.txt: holds one symbol alone, 'a'; a text with at least two different symbols is needed");
  EXPECT_EQ(error_of("ab\ncd\xff", SymbolKind::characters),
            "a.txt: line 2, byte 5: not valid UTF-8; take --symbols bytes, or convert the file (iconv)");
  EXPECT_EQ(error_of("ab\xc3", SymbolKind::characters),
            "a.txt: line 1, byte 2: not valid UTF-8; take --symbols bytes, or convert the file (iconv)");
  EXPECT_TRUE(error_of(std::string("abc\0def", 7), SymbolKind::bytes).starts_with("a.txt: byte 3 is NUL"));
  EXPECT_TRUE(error_of("\x01\x02\x03 abc", SymbolKind::bytes).find("it is a binary file") !=
              std::string::npos);
}

TEST(TextCorpus, NamesSymbolsThatTheAlphabetHasNot) {
  const Alphabet alphabet(SymbolKind::bytes, {'a', 'b', '\n'});
  EXPECT_EQ(
      message_of([&] { text_of_bytes("ab\nazay", alphabet, "b.txt"); }),
      "b.txt: line 2, byte 4: 'z' is not among the symbols that the network was trained on; 2 of 7 symbols "
      "are such (2 different); replace them, or train on such text");
}

TEST(TextCorpus, RefusesAlphabetsThatAreNone) {
  EXPECT_THROW(Alphabet(SymbolKind::bytes, {'a', 'b', 'a'}), Error);
  EXPECT_THROW(Alphabet(SymbolKind::bytes, {'a', 256}), Error);
  EXPECT_THROW(Alphabet(SymbolKind::characters, {0x110000}), Error);
}

TEST(Utf8, RefusesWhatRfc3629Refuses) {
  for (const char* const text :
       {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xf8"})
    EXPECT_LE(utf8_at(text, 0).bytes, 0);
  for (const std::uint32_t value : {0x24U, 0xa2U, 0x20acU, 0x10348U})
    EXPECT_EQ(utf8_at(utf8_of(value), 0).value, value);
}

TEST(TextSplit, BoundsOfTheEndAreFloors) {
  const TextSplit split = split_text(3'258'246, split_options("end", "80,10,10"));
  EXPECT_EQ(split.train, (std::vector<Piece>{{0, 2'606'596}}));
  EXPECT_EQ(split.validation, (std::vector<Piece>{{2'606'596, 2'932'421}}));
  EXPECT_EQ(split.test, (std::vector<Piece>{{2'932'421, 3'258'246}}));
}

TEST(TextSplit, EachRowHasItsOwnEnd) {
  const TextSplit split = split_text(207, split_options("rows:10", "80,10,10"));
  ASSERT_EQ(split.train.size(), 10U);
  EXPECT_EQ(split.train[1], (Piece{20, 36}));
  EXPECT_EQ(split.validation[1], (Piece{36, 38}));
  EXPECT_EQ(split.test[9], (Piece{198, 200}));
}

TEST(TextSplit, SaysWhichPartIsTooShort) {
  EXPECT_EQ(message_of([] { split_text(100, split_options("rows:10", "80,10,10")); }),
            "a text of 100 symbols leaves 1 to validate on in each of 10 rows with --split 80,10,10; at "
            "least 2 are "
            "needed");
  for (const char* const by : {"rows", "rows:0", "rows:x", "middle"})
    EXPECT_THROW(split_options(by, "80,10,10"), Error) << by;
  for (const char* const shares : {"80,10", "80,10,20", "0,50,50", "80,10,10,0", "a,b,c", "-10,100,10"})
    EXPECT_THROW(split_options("end", shares), Error) << shares;
}

}  // namespace
}  // namespace rssviz::models
