// Colours, palettes, venues and themes.
#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

#include "core/error.h"
#include "render/figure/color.h"
#include "render/figure/palette.h"
#include "render/figure/style.h"

namespace rssviz::render {
namespace {

std::uint32_t word(Color c) {
  return (std::uint32_t{c.red} << 16) | (std::uint32_t{c.green} << 8) | std::uint32_t{c.blue};
}

TEST(ColorFromHex, ReadsSixDigitsOfEitherCase) {
  EXPECT_EQ(color_from_hex("#0072B2"), (Color{0x00, 0x72, 0xB2, 1.0}));
  EXPECT_EQ(color_from_hex("#f0e442"), (Color{0xF0, 0xE4, 0x42, 1.0}));
}

TEST(ColorFromHex, RefusesOtherTextsAndNamesThem) {
  for (const std::string text : {"0072B2", "#0072B", "#0072BG", "#0072B2FF", "", "red"}) {
    try {
      color_from_hex(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find("\"" + text + "\""), std::string::npos);
    }
  }
}

TEST(Mix, GoesFromOneColourToTheOther) {
  const Color a{10, 20, 30, 1}, b{110, 220, 30, 1};
  EXPECT_EQ(mix(a, b, 0), a);
  EXPECT_EQ(mix(a, b, 1), b);
  EXPECT_EQ(mix(a, b, 0.5), (Color{60, 120, 30, 1}));
}

// python3 -c "from matplotlib import cm; print([bytes(int(round(v*255)) for v in
// cm.get_cmap(n)(i/255)[:3]).hex()
//   for n in ('viridis','inferno','magma','cividis','RdBu_r','twilight') for i in (0, 128, 255)])"  (3.6.3)
TEST(SamplePalette, HasMatplotlibsValues) {
  struct Known {
    const char* name;
    std::uint32_t first, middle, last;
  };
  for (const Known& k :
       {Known{"viridis", 0x440154, 0x21918c, 0xfde725}, Known{"inferno", 0x000004, 0xbc3754, 0xfcffa4},
        Known{"magma", 0x000004, 0xb73779, 0xfcfdbf}, Known{"cividis", 0x00224e, 0x7d7c78, 0xfee838},
        Known{"red-blue", 0x053061, 0xf7f6f6, 0x67001f}, Known{"twilight", 0xe2d9e2, 0x301437, 0xe2d9e2}}) {
    EXPECT_EQ(word(sample_palette(k.name, 0)), k.first) << k.name;
    EXPECT_EQ(word(sample_palette(k.name, 128 / 255.0)), k.middle) << k.name;
    EXPECT_EQ(word(sample_palette(k.name, 1)), k.last) << k.name;
  }
}

TEST(SamplePalette, ClampsAndShowsNanAsGrey) {
  EXPECT_EQ(sample_palette("viridis", -3), sample_palette("viridis", 0));
  EXPECT_EQ(sample_palette("viridis", 7), sample_palette("viridis", 1));
  EXPECT_EQ(sample_palette("viridis", std::numeric_limits<double>::quiet_NaN()), (Color{128, 128, 128, 1}));
  EXPECT_THROW(sample_palette("jet", 0.5), Error);
}

TEST(SamplePalette, SequentialTablesHave256DifferentSteps) {
  ASSERT_EQ(sequential_palette_names().size(), 4U);
  for (const std::string& name : sequential_palette_names()) {
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 256; ++i) seen.insert(word(sample_palette(name, i / 255.0)));
    EXPECT_GE(seen.size(), 250U) << name;
  }
}

TEST(CategoricalPalette, OkabeItoEndsInYellowAndTolMutedHasNine) {
  EXPECT_EQ(categorical_palette("okabe-ito").size(), 8U);
  EXPECT_EQ(word(categorical_palette("okabe-ito").front()), 0x0072B2U);
  EXPECT_EQ(word(categorical_palette("okabe-ito").back()), 0xF0E442U);
  EXPECT_EQ(categorical_palette("tol-muted").size(), 9U);
  EXPECT_THROW(categorical_palette("tab10"), Error);
}

TEST(NeedsOutline, OnlyYellowOfOkabeItoOnWhite) {
  const auto& palette = categorical_palette("okabe-ito");
  for (std::size_t i = 0; i < palette.size(); ++i) {
    EXPECT_EQ(needs_outline(palette[i], {255, 255, 255, 1}), i + 1 == palette.size()) << i;
  }
  EXPECT_FALSE(needs_outline(palette.back(), style_for_theme("talk-dark").paper));
  EXPECT_TRUE(needs_outline({20, 20, 20, 1}, {0, 0, 0, 1}));
}

TEST(Venues, HoldThePublishersWidths) {
  EXPECT_NEAR(venue_named("neurips").widths_pt.at(0), 396, 1e-9);
  EXPECT_NEAR(venue_named("icml").widths_pt.at(1), 486, 1e-9);
  EXPECT_NEAR(venue_named("nature").widths_pt.at(0), 252.28, 0.01);
  EXPECT_NEAR(venue_named("nature").max_height_pt, 481.89, 0.01);
  EXPECT_TRUE(venue_named("ieee").letters_in_parentheses);
  EXPECT_EQ(venue_names().size(), 6U);
  EXPECT_THROW(venue_named("arxiv"), Error);
}

TEST(Themes, TalksHaveNoTextBelow28) {
  for (const char* theme : {"talk-light", "talk-dark"}) {
    const Style style = style_for_theme(theme);
    for (const double size : {style.title_pt, style.label_pt, style.tick_pt, style.note_pt})
      EXPECT_GE(size, 28);
  }
  EXPECT_THROW(style_for_theme("neon"), Error);
}

TEST(Themes, NatureHasTextFrom5To7) {
  const Style style = style_for(venue_named("nature"), "paper");
  for (const double size : {style.title_pt, style.label_pt, style.tick_pt, style.note_pt}) {
    EXPECT_GE(size, 5);
    EXPECT_LE(size, 7);
  }
}

}  // namespace
}  // namespace rssviz::render
