// Every kind as a slide: nothing is lost on dark paper, too small for a hall's last row, cut, or on something
// else.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/slide.h"
#include "core/error.h"
#include "render/cairo/text_engine.h"
#include "render/figure/color_vision.h"
#include "render/figure/dark_palette.h"
#include "render/figure/palette.h"
#include "render/layout/layout.h"
#include "tests/cli/compose/every_kind_cases.h"
#include "tests/cli/compose/every_kind_fixture.h"

namespace rssviz::cli {
namespace {

constexpr double kLeastContrast = 3;  // WCAG 2.1, 1.4.11 and 1.4.3 for large text
constexpr int kColoured = 30;         // of 255 between a colour's channels: less is a grey

double luminance(const render::Color& color) {
  const auto linear = [](std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double contrast(const render::Color& a, const render::Color& b) {
  const double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
  return std::max(first, second) / std::min(first, second);
}

bool is_coloured(const render::Color& color) {
  const auto [low, high] = std::minmax({color.red, color.green, color.blue});
  return high - low >= kColoured;
}

std::string words_of(const render::Color& color) {
  return std::to_string(color.red) + "," + std::to_string(color.green) + "," + std::to_string(color.blue);
}

// Colours of classes and lines; those of a scale are as many as its values, and its dark end is meant.
class Inks {
 public:
  explicit Inks(const render::Figure& figure) : paper_(figure.style.paper) {
    for (const render::Panel& panel : figure.panels)
      for (const render::Mark& mark : panel.marks) std::visit([&](const auto& one) { add(one); }, mark);
    for (const render::Legend& legend : figure.legends)
      for (const render::LegendEntry& entry : legend.entries)
        if (entry.swatch != render::SwatchKind::box) add(entry.color, "legend " + entry.text);
  }
  std::string lost() const { return lost_; }

 private:
  // What is as dark as the paper, or coloured and hardly lighter, is lost; greys may recede.
  void add(const render::Color& color, const std::string& what) {
    if (color.alpha < 1) return;
    const double seen = contrast(color, paper_);
    if (seen >= kLeastContrast || (!is_coloured(color) && (seen > 1.3 || color == paper_))) return;
    lost_ += what + " " + words_of(color) + ", contrast " + std::to_string(seen) + "\n";
  }
  void add_all(const std::vector<render::Color>& colors, const char* what) {
    std::set<std::string> different;
    for (const render::Color& color : colors) different.insert(words_of(color));
    if (different.size() > 16) return;  // a scale
    for (const render::Color& color : colors)
      if (different.erase(words_of(color)) > 0) add(color, what);
  }
  void add(const render::Points& mark) { add_all(mark.colors, "dots"); }
  void add(const render::Line& mark) { add(mark.color, "line"); }
  void add(const render::Band&) {}
  // Cells of a grid are shades of a scale, and boxes of a legend such shades too.
  void add(const render::Rectangles& mark) {
    if (!mark.tiled) add_all(mark.colors, "boxes");
  }
  void add(const render::Rule& mark) { add(mark.color, "rule"); }
  void add(const render::TextGrid& mark) { add(mark.ink, "text"); }

  render::Color paper_{};
  std::string lost_{};
};

// Whether words of this panel may stand on something else than the paper.
bool has_ground(const render::Panel& panel) {
  return std::any_of(panel.marks.begin(), panel.marks.end(), [](const render::Mark& mark) {
    return std::holds_alternative<render::Rectangles>(mark) || std::holds_alternative<render::TextGrid>(mark);
  });
}

std::string faults_of_texts(const render::PlacedFigure& placed) {
  constexpr double kLeastText = 28;
  std::string faults;
  const render::PageBox page{0, 0, placed.width_pt, placed.height_pt};
  for (std::size_t i = 0; i < placed.texts.size(); ++i) {
    const render::PlacedText& text = placed.texts[i];
    const render::PageBox box = text.bounds();
    if (text.font.size_pt < kLeastText - 1e-6)
      faults += "size " + std::to_string(text.font.size_pt) + ": " + text.text + "\n";
    const bool word = text.role == render::TextRole::label && text.text.size() < 16;  // in a narrow column
    if (!word && text.text.ends_with("\u2026")) faults += "cut: " + text.text + "\n";
    if (box.left < -0.5 || box.top < -0.5 || box.right > page.right + 0.5 || box.bottom > page.bottom + 0.5)
      faults += "off the page: " + text.text + "\n";
    const bool on_ground = text.role == render::TextRole::label && text.panel != render::kNoPanel &&
                           has_ground(placed.figure.panels[text.panel]);
    if (!on_ground && contrast(text.color, placed.figure.style.paper) < kLeastContrast)
      faults += "contrast of " + words_of(text.color) + ": " + text.text + "\n";
    for (std::size_t j = 0; j < i; ++j)
      if (render::texts_overlap(text, placed.texts[j], 0.15 * text.font.size_pt))
        faults += text.text + " on " + placed.texts[j].text + "\n";
  }
  return faults;
}

std::string faults_of_slide(render::Figure figure) {
  scale_ink(figure);
  to_slide(figure);
  const render::TextEngine engine(figure.style.font);
  // Light paper is for steps of lightness, the lightest of which are near it.
  const std::string lost = luminance(figure.style.paper) > 0.2 ? "" : Inks(figure).lost();
  try {
    const render::PlacedFigure placed = render::lay_out(std::move(figure), engine);
    EXPECT_EQ(placed.width_pt, 1920);
    EXPECT_EQ(placed.height_pt, 1080);
    return lost + faults_of_texts(placed);
  } catch (const Error& error) {
    return lost + error.what() + "\n";
  }
}

std::vector<render::Color> joined(std::vector<render::Color> a, const std::vector<render::Color>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

// What colour words name, and what they are said of, stand in one figure; lines have the palette's.
TEST(Classes, DifferInAGreyPrintForTheColourBlindAndFromDarkPaper) {
  for (const char* const theme : {"paper", "talk-dark"}) {
    const render::Style style = render::style_for_theme(theme);
    const std::vector<render::Color> said =
        joined(classes_of({"red", "orange", "green", "blue"}, style).colors,
               classes_of({"glass", "cup", "bowl", "vase"}, style).colors);
    const bool dark = style.paper.red < 110;
    for (const std::vector<render::Color>& colors : {said, render::class_colors(style, 7)}) {
      EXPECT_GE(render::closest_pair(colors).difference, 10) << theme;
      for (std::size_t i = 0; i < colors.size(); ++i) {
        if (dark) {
          EXPECT_GE(contrast(colors[i], style.paper), kLeastContrast) << words_of(colors[i]);
        }
        for (std::size_t j = 0; j < i && !dark; ++j)
          EXPECT_GE(std::abs(render::lightness(colors[i]) - render::lightness(colors[j])), 8)
              << words_of(colors[i]) << " and " << words_of(colors[j]);
      }
    }
    for (const auto& places : {classes_of({"left", "middle", "right"}, style)})
      for (std::size_t i = 1; i < places.colors.size(); ++i)
        EXPECT_GE(std::abs(render::lightness(places.colors[i]) - render::lightness(places.colors[i - 1])),
                  15);
  }
}

// The colours of values are seen on dark paper from the first on, and the last is the palette's own.
TEST(Palettes, OfValuesBeginWhereDarkPaperShowsThem) {
  const render::Style style = render::style_for_theme("talk-dark");
  for (const std::string& name : render::sequential_palette_names()) {
    const std::string dark = render::palette_on(name, style);
    EXPECT_NE(dark, name);
    EXPECT_EQ(render::palette_on(dark, style), dark);
    EXPECT_EQ(render::palette_on(name, render::style_for_theme("paper")), name);
    EXPECT_GE(contrast(render::sample_palette(dark, 0), style.paper), kLeastContrast) << name;
    EXPECT_EQ(render::sample_palette(dark, 1), render::sample_palette(name, 1));
  }
}

namespace {

void expect_slides(const std::string& theme, const std::filesystem::path& folder) {
  const Workers workers(2);
  SilentProgress progress;
  for (KindCase test : kind_cases()) {
    test.options += " --theme " + theme;
    for (const std::string& input : test.inputs) {
      Drawn drawn = drawn_case(test, input, folder, {workers, progress});
      const std::string called = test.kind + " " + input + " " + theme;
      EXPECT_EQ(faults_of_slide(std::move(drawn.figure)), "") << called;
      for (render::Figure& page : drawn.further_pages)
        EXPECT_EQ(faults_of_slide(std::move(page)), "") << called << ", a further page";
    }
  }
}

}  // namespace

TEST_F(EveryKind, IsASlideThatIsReadFromTheLastRowOfADarkHall) {
  expect_slides("talk-dark", folder_->path());
}

TEST_F(EveryKind, IsASlideThatIsReadFromTheLastRowOfALightHall) {
  expect_slides("talk-light", folder_->path());
}

}  // namespace rssviz::cli
