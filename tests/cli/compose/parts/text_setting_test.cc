// Where symbols stand on a page of text.
#include "cli/compose/parts/text/text_setting.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/compose/parts/text/text_page.h"
#include "cli/compose/parts/text/unit_values.h"
#include "render/figure/color_vision.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using Sign = render::TextGrid::Sign;

// Each byte of `text` a symbol.
SetText set_bytes(const std::string& text, const TextRules& rules) {
  std::vector<std::string> alphabet;
  for (int byte = 0; byte < 256; ++byte) alphabet.emplace_back(1, static_cast<char>(byte));
  std::vector<std::int32_t> symbol;
  for (const char c : text) symbol.push_back(static_cast<unsigned char>(c));
  return set_text({SymbolKind::bytes, alphabet, symbol, {}}, rules);
}

SetText set_words(const std::vector<std::string>& words, const TextRules& rules,
                  std::vector<bool> starts = {}) {
  std::vector<std::int32_t> symbol;
  for (std::size_t i = 0; i < words.size(); ++i) symbol.push_back(static_cast<std::int32_t>(i));
  return set_text({SymbolKind::words, words, symbol, std::move(starts)}, rules);
}

std::string text_of(const SetText& set) {
  std::string text;
  int next = 0;
  for (const auto& row : set.rows) {
    for (; next < row.row; ++next) text += "\n";
    text += row.text + "\n";
    ++next;
  }
  return text;
}

std::size_t count(const SetText& set, Sign sign) {
  return static_cast<std::size_t>(
      std::count_if(set.signs.begin(), set.signs.end(), [&](const auto& mark) { return mark.sign == sign; }));
}

}  // namespace

TEST(TextSetting, LinesTabsAndBlanksStandAsATerminalShowsThem) {
  const SetText set = set_bytes("if (a) {\n\treturn\tb;\n\n}\n", {});
  EXPECT_EQ(text_of(set), "if (a) {\n        return  b;\n\n}\n");
  EXPECT_EQ(set.row_count, 4);
  EXPECT_EQ(set.columns, 19);  // "        return  b;" and the sign of its end
  EXPECT_EQ(set.at[9].row, 1);
  EXPECT_EQ(set.at[9].column, 0);
  EXPECT_EQ(set.at[9].width, 8);  // the first tab
  EXPECT_EQ(set.at[16].column, 14);
  EXPECT_EQ(set.at[16].width, 2);  // the second goes on to column 16
  EXPECT_EQ(count(set, Sign::tab), 2U);
  EXPECT_EQ(count(set, Sign::newline), 4U);
  EXPECT_EQ(count(set, Sign::space), 2U);
}

TEST(TextSetting, LongLinesGoOnBelowWithASignAndNothingIsLost) {
  const SetText set = set_bytes(std::string(25, 'x') + "\nshort\n", {.columns = 10});
  EXPECT_EQ(text_of(set), "xxxxxxxxxx\nxxxxxxxxxx\nxxxxx\nshort\n");
  EXPECT_TRUE(set.wrapped);
  EXPECT_EQ(count(set, Sign::continued), 2U);
  EXPECT_EQ(set.columns, 11);
  // A line that just fits doesn't go on.
  EXPECT_FALSE(set_bytes(std::string(10, 'x') + "\n", {.columns = 10}).wrapped);
}

TEST(TextSetting, BytesOfACharacterShareItsColumnAndOthersAreReplaced) {
  const SetText set = set_bytes("a\xC3\xA9z\xE2\x82\xAC\x80\xC3(", {});
  EXPECT_EQ(text_of(set), "a\xC3\xA9z\xE2\x82\xAC\xEF\xBF\xBD\xEF\xBF\xBD(\n");
  EXPECT_EQ(set.at[1].column, 1);
  EXPECT_EQ(set.at[2].column, 1.5);
  EXPECT_EQ(set.at[2].width, 0.5);
  EXPECT_NEAR(set.at[6].column, 3 + 2.0 / 3, 1e-12);
  EXPECT_EQ(set.at[7].column, 4);  // 0x80: no character
  EXPECT_EQ(set.no_character, 2U);
  EXPECT_EQ(set.first_of_these, 7U);
  EXPECT_TRUE(set.shares_columns);
}

TEST(TextSetting, ControlCharactersAreSignsAndNoText) {
  const SetText set = set_bytes(std::string("a\0b\x1B\r\n", 6), {});
  EXPECT_EQ(text_of(set), "a b\n");
  EXPECT_EQ(count(set, Sign::control), 2U);
  EXPECT_EQ(count(set, Sign::carriage_return), 1U);
}

TEST(TextSetting, WideCharactersTakeTwoColumns) {
  const SetText set = set_bytes("\xE4\xB8\x96\xE7\x95\x8C!", {});
  EXPECT_EQ(set.at[0].width * 3, 2);
  EXPECT_EQ(set.at[6].column, 4);
  EXPECT_EQ(columns_of(0x1100), 2);
  EXPECT_EQ(columns_of(0x10FF), 1);
}

TEST(TextSetting, WordsBreakBetweenWordsAndSequencesBeginRows) {
  const SetText set = set_words({"the", "quick", "brown", "fox", "jumps", "over"}, {.columns = 10},
                                {false, false, false, false, true, false});
  EXPECT_EQ(text_of(set), "the quick\nbrown fox\njumps over\n");
  EXPECT_EQ(set.at[1].column, 4);
  EXPECT_EQ(set.at[1].width, 5);
  EXPECT_EQ(count(set, Sign::continued), 0U);
}

TEST(TextSetting, AnEmptyLineAtTheStartKeepsItsRow) {
  const SetText set = set_bytes("\n\na", {});
  EXPECT_EQ(set.rows.front().row, 2);
  EXPECT_EQ(set.row_count, 3);
}

TEST(TextBackground, IsRedAtMinusOneThePaperAtZeroAndBlueAtOne) {
  render::Style paper = render::style_for_theme("paper"), dark = render::style_for_theme("talk-dark");
  ShownUnit unit{0, {}, {-1, 0, 1, 0.5}};
  const ValueScale scale;
  const std::vector<render::Color> light = colors_of(unit, scale, paper);
  EXPECT_EQ(light[0], (render::Color{0xF4, 0x65, 0x4A, 1}));
  EXPECT_GE(light[1].red, 254);
  EXPECT_GE(light[1].green, 254);
  EXPECT_EQ(light[2], (render::Color{0x5C, 0x92, 0xF2, 1}));
  EXPECT_GT(light[3].blue, light[3].red);
  const std::vector<render::Color> night = colors_of(unit, scale, dark);
  EXPECT_EQ(night[0], (render::Color{0xB5, 0x32, 0x22, 1}));
  EXPECT_LT(night[1].red, 0x18);
  EXPECT_EQ(night[2], (render::Color{0x2A, 0x5F, 0xC4, 1}));
}

// By the model of lint: ends and middle stay apart for all who see colours otherwise.
TEST(TextBackground, IsToldApartByTheColourBlind) {
  for (const char* palette : {"text-on-light", "text-on-dark"}) {
    const std::vector<render::Color> colors{render::sample_palette(palette, 0),
                                            render::sample_palette(palette, 0.5),
                                            render::sample_palette(palette, 1)};
    EXPECT_GT(render::closest_pair(colors).difference, 25) << palette;
  }
}

TEST(TextPage, HasTheLargestTypeThatFitsAndNeverSmallerThanTheVenuePrints) {
  Look look;
  look.venue = render::venue_named("neurips");
  look.style = render::style_for(look.venue, "paper");
  look.width_pt = 396;
  EXPECT_EQ(most_columns(look), 107);  // 388 pt of 6 x .602 pt each
  EXPECT_NEAR(page_type(look, 81, 10, false).size_pt, 388 / (81 * 1233.0 / 2048), 1e-9);
  EXPECT_EQ(page_type(look, 20, 10, false).size_pt, look.style.label_pt);
  EXPECT_GE(page_type(look, most_columns(look), 10, false).size_pt, 6);
  EXPECT_LT(page_type(look, 40, 10, false).width_pt, 396);
  EXPECT_EQ(page_type(look, 40, 10, true).width_pt, 396);
  // 60 rows of 80 columns stand on one page, 200 on several.
  EXPECT_GE(page_type(look, 81, 60, false).rows_a_page, 60);
  EXPECT_GE(page_type(look, 81, 60, false).size_pt, 7);
  EXPECT_LT(page_type(look, 81, 200, false).rows_a_page, 70);
}

}  // namespace rssviz::cli
