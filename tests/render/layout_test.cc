// Nothing overlaps, nothing leaves the page, panels line up: asserted on the figures that the program makes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "core/error.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"
#include "tests/render/synthetic_figures.h"

namespace rssviz::render {
namespace {

PlacedFigure placed(Figure figure) {
  const TextEngine engine;
  return lay_out(std::move(figure), engine);
}

struct Named {
  const char* name;
  Figure (*make)();
};

void PrintTo(const Named& named, std::ostream* out) { *out << named.name; }

class EveryFigure : public testing::TestWithParam<Named> {};

TEST_P(EveryFigure, HasNoTwoTextsThatOverlap) {
  const PlacedFigure figure = placed(GetParam().make());
  ASSERT_GE(figure.texts.size(), 8U);
  for (std::size_t i = 0; i < figure.texts.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(texts_overlap(figure.texts[i], figure.texts[j]))
          << figure.texts[i].text << " | " << figure.texts[j].text;
    }
  }
}

TEST_P(EveryFigure, KeepsEveryTextOnThePage) {
  const PlacedFigure figure = placed(GetParam().make());
  for (const PlacedText& text : figure.texts) {
    const PageBox box = text.bounds();
    EXPECT_TRUE(box.left >= 0 && box.top >= 0 && box.right <= figure.width_pt &&
                box.bottom <= figure.height_pt)
        << text.text;
  }
}

TEST_P(EveryFigure, KeepsTextsOffOtherPanels) {
  const PlacedFigure figure = placed(GetParam().make());
  for (const PlacedText& text : figure.texts) {
    const bool inside =
        text.role == TextRole::label || text.role == TextRole::note || text.role == TextRole::rule;
    const PageBox box = text.bounds();
    for (const PlacedPanel& panel : figure.panels) {
      if (inside && text.panel == panel.panel) continue;
      if (figure.figure.panels[panel.panel].kind == PanelKind::blank) continue;
      const PageBox& f = panel.frame;
      const bool apart = box.right <= f.left + 0.01 || box.left >= f.right - 0.01 ||
                         box.bottom <= f.top + 0.01 || box.top >= f.bottom - 0.01;
      EXPECT_TRUE(apart) << text.text << " lies on panel " << panel.panel;
    }
  }
}

TEST_P(EveryFigure, LinesPanelsUpInColumnsAndRows) {
  const PlacedFigure figure = placed(GetParam().make());
  for (const PlacedPanel& a : figure.panels) {
    for (const PlacedPanel& b : figure.panels) {
      const Panel& pa = figure.figure.panels[a.panel];
      const Panel& pb = figure.figure.panels[b.panel];
      EXPECT_TRUE(pa.column != pb.column || std::abs(a.frame.left - b.frame.left) < 1e-9);
      EXPECT_TRUE(pa.row != pb.row || std::abs(a.frame.top - b.frame.top) < 1e-9);
    }
  }
}

TEST_P(EveryFigure, ShowsMapsAtEqualScales) {
  const PlacedFigure figure = placed(GetParam().make());
  for (const PlacedPanel& panel : figure.panels) {
    if (figure.figure.panels[panel.panel].kind != PanelKind::map) continue;
    EXPECT_NEAR(panel.x.scale, -panel.y.scale, 1e-9 * panel.x.scale);
    EXPECT_TRUE(panel.x_ticks.empty() && panel.y_ticks.empty());
  }
}

TEST_P(EveryFigure, IsTheSameWhenLaidOutAgain) {
  const PlacedFigure a = placed(GetParam().make()), b = placed(GetParam().make());
  ASSERT_EQ(a.texts.size(), b.texts.size());
  for (std::size_t i = 0; i < a.texts.size(); ++i) {
    EXPECT_EQ(a.texts[i].text, b.texts[i].text);
    EXPECT_EQ(a.texts[i].at.x, b.texts[i].at.x);
    EXPECT_EQ(a.texts[i].at.y, b.texts[i].at.y);
  }
}

INSTANTIATE_TEST_SUITE_P(Layout, EveryFigure,
                         testing::Values(Named{"map_grid", synthetic::map_grid},
                                         Named{"sweep", synthetic::sweep},
                                         Named{"outputs_page", synthetic::outputs_page},
                                         Named{"trajectories", synthetic::trajectories},
                                         Named{"crowded_labels", synthetic::crowded_labels},
                                         Named{"learning_curves", synthetic::learning_curves},
                                         Named{"film_frame", synthetic::film_frame},
                                         Named{"yellow_points", synthetic::yellow_points}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(Layout, PanelsOfEqualWeightAreEquallyLarge) {
  for (const PlacedFigure& figure : {placed(synthetic::sweep()), placed(synthetic::outputs_page())}) {
    for (const PlacedPanel& panel : figure.panels) {
      EXPECT_NEAR(panel.frame.width(), figure.panels[0].frame.width(), 1e-9);
      EXPECT_NEAR(panel.frame.height(), figure.panels[0].frame.height(), 1e-9);
    }
  }
}

TEST(Layout, SquareMapsByDefault) {
  for (const PlacedPanel& panel : placed(synthetic::map_grid()).panels) {
    EXPECT_NEAR(panel.frame.width(), panel.frame.height(), 1e-9);
  }
}

TEST(Layout, LegendsStandBelowTheirOwnPanels) {
  const PlacedFigure figure = placed(synthetic::map_grid());
  ASSERT_EQ(figure.swatches.size(), 14U);
  std::size_t first = 0;
  for (std::size_t column = 0; column < 3; ++column) {
    const std::size_t count = figure.figure.legends[column].entries.size();
    for (std::size_t i = first; i < first + count; ++i) {
      const PageBox& frame = figure.panels[column + 3].frame;
      EXPECT_GE(figure.swatches[i].box.left, frame.left - 0.01);
      EXPECT_LE(figure.swatches[i].box.right, frame.right);
      EXPECT_GE(figure.swatches[i].box.top, frame.bottom);
    }
    first += count;
  }
}

TEST(Layout, WordsBelowAnAxisAreSlantedWhereTheyWouldTouch) {
  const PlacedFigure figure = placed(synthetic::outputs_page());
  std::size_t slanted = 0;
  for (const PlacedText& text : figure.texts) slanted += text.angle_deg == 45 ? 1 : 0;
  EXPECT_EQ(slanted, 6U * 15U);
}

TEST(Layout, FillsAGivenHeight) {
  const PlacedFigure figure = placed(synthetic::film_frame());
  EXPECT_EQ(figure.width_pt, 1920);
  EXPECT_EQ(figure.height_pt, 1080);
  EXPECT_GT(figure.panels[0].frame.height(), 700);
  for (const PlacedText& text : figure.texts) EXPECT_GE(text.font.size_pt, 28) << text.text;
}

TEST(Layout, KeepsRoomForTheWidestTextOfASlot) {
  const PlacedFigure figure = placed(synthetic::film_frame());
  const TextEngine engine;
  ASSERT_EQ(figure.slots.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const double width = engine.measure(figure.figure.slots[i].widest, figure.slots[i].font).width_pt;
    EXPECT_LE(width, figure.slots[i].box.width() + 1e-6);
    EXPECT_LE(figure.slots[i].box.right, 1920);
  }
  EXPECT_LE(figure.slots[0].box.bottom, figure.slots[1].box.top + 0.01);
}

TEST(Labels, AllHundredAndTwentyFindRoomInsideTheFrame) {
  const PlacedFigure figure = placed(synthetic::crowded_labels());
  EXPECT_TRUE(figure.dropped_labels.empty());
  std::size_t labels = 0;
  for (const PlacedText& text : figure.texts) {
    if (text.role != TextRole::label) continue;
    ++labels;
    const PageBox box = text.bounds(), &frame = figure.panels[0].frame;
    EXPECT_TRUE(box.left >= frame.left && box.right <= frame.right && box.top >= frame.top &&
                box.bottom <= frame.bottom);
  }
  EXPECT_EQ(labels, 120U);
}

Figure labels_on_one_spot(std::size_t count) {
  Figure figure;
  figure.width_pt = 120;
  Panel panel{.kind = PanelKind::map, .limits = std::pair{Point{-1, -1}, Point{1, 1}}};
  for (std::size_t i = 0; i < count; ++i) {
    panel.labels.push_back(
        {.at = {0, 0}, .text = "label " + std::to_string(i), .priority = static_cast<double>(i)});
  }
  figure.panels.push_back(panel);
  return figure;
}

TEST(Labels, DropTheLeastImportantWhereThereIsNoRoomAndCountThem) {
  const PlacedFigure figure = placed(labels_on_one_spot(60));
  std::set<std::string> written;
  for (const PlacedText& text : figure.texts) written.insert(text.text);
  EXPECT_FALSE(figure.dropped_labels.empty());
  EXPECT_EQ(written.size() + figure.dropped_labels.size(), 60U);
  EXPECT_TRUE(written.contains("label 59"));
  EXPECT_FALSE(written.contains("label 0"));
}

TEST(Labels, FarOnesHaveALeaderFromTheirPoint) {
  const PlacedFigure figure = placed(labels_on_one_spot(12));
  ASSERT_FALSE(figure.leaders.empty());
  const PageBox& frame = figure.panels[0].frame;
  const Point middle{(frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2};
  for (const Leader& leader : figure.leaders) {
    EXPECT_LE(std::hypot(leader.from.x - middle.x, leader.from.y - middle.y), 2.01);
  }
}

TEST(Labels, LinesOfOneStandBelowOneAnotherAndDoNotOverlap) {
  Figure figure = labels_on_one_spot(0);
  figure.panels[0].labels = {{.at = {0, 0}, .text = "one\nlonger two\n3"},
                             {.at = {0, 0}, .text = "four\nfive"}};
  const PlacedFigure laid_out = placed(figure);
  ASSERT_EQ(laid_out.texts.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(texts_overlap(laid_out.texts[i], laid_out.texts[j]));
  EXPECT_LT(laid_out.texts[0].at.y, laid_out.texts[1].at.y);
  EXPECT_LT(laid_out.texts[1].at.y, laid_out.texts[2].at.y);
  // They share the edge that is nearer to the point.
  const auto right = [](const PlacedText& text) { return text.at.x + text.extent.width_pt; };
  EXPECT_TRUE(std::abs(laid_out.texts[0].at.x - laid_out.texts[1].at.x) < 1e-9 ||
              std::abs(right(laid_out.texts[0]) - right(laid_out.texts[1])) < 1e-9);
}

TEST(Labels, CentredOnesStandOnTheirPointAndKeepOthersAway) {
  Figure figure = labels_on_one_spot(3);
  figure.panels[0].labels.push_back({.at = {0, 0}, .text = "0.50", .centred = true});
  const PlacedFigure laid_out = placed(figure);
  const PageBox& frame = laid_out.panels[0].frame;
  const auto centred = std::find_if(laid_out.texts.begin(), laid_out.texts.end(),
                                    [](const PlacedText& text) { return text.text == "0.50"; });
  ASSERT_NE(centred, laid_out.texts.end());
  EXPECT_NEAR(centred->at.x + centred->extent.width_pt / 2, (frame.left + frame.right) / 2, 0.01);
  EXPECT_NEAR(centred->at.y, (frame.top + frame.bottom) / 2, centred->font.size_pt / 2);
  for (const PlacedText& text : laid_out.texts) {
    if (text.text == "0.50") continue;
    EXPECT_FALSE(texts_overlap(text, *centred)) << text.text;
  }
}

TEST(Layout, GivenLimitsAreKeptAndFilledUpToEqualScales) {
  Figure figure;
  figure.row_aspects = {0.5};
  figure.panels.push_back({.kind = PanelKind::map, .limits = std::pair{Point{-2, -1}, Point{2, 3}}});
  const PlacedPanel panel = placed(figure).panels[0];
  EXPECT_NEAR(panel.y_low, -1, 1e-9);
  EXPECT_NEAR(panel.y_high, 3, 1e-9);
  EXPECT_NEAR(panel.x_low, -4, 1e-9);
  EXPECT_NEAR(panel.x_high, 4, 1e-9);
  const Point corner = panel.page_from_data({-4, 3});
  EXPECT_NEAR(corner.x, panel.frame.left, 1e-9);
  EXPECT_NEAR(corner.y, panel.frame.top, 1e-9);
}

TEST(Layout, LogarithmicAxesMapDecadesToEqualLengths) {
  Figure figure;
  figure.panels.push_back({.y = {.low = 0.01, .high = 100.0, .logarithmic = true}});
  const PlacedPanel panel = placed(figure).panels[0];
  const double top = panel.y.page_from_data(100), middle = panel.y.page_from_data(1),
               bottom = panel.y.page_from_data(0.01);
  EXPECT_NEAR(top, panel.frame.top, 1e-9);
  EXPECT_NEAR(middle, (top + bottom) / 2, 1e-9);
}

TEST(Layout, AnEmptyPanelHasFiniteLimits) {
  Figure figure;
  figure.panels.push_back({});
  figure.panels.push_back({.kind = PanelKind::map, .column = 1});
  for (const PlacedPanel& panel : placed(figure).panels) {
    EXPECT_LT(panel.x_low, panel.x_high);
    EXPECT_TRUE(std::isfinite(panel.x.scale) && std::isfinite(panel.y.scale));
  }
}

TEST(Layout, LongTitlesBreakOrShrinkButStayWithinTheirPanel) {
  Figure figure = synthetic::map_grid();
  figure.panels[1].title = "a very long title that would run far into the panel at its right side";
  const PlacedFigure out = placed(figure);
  for (const PlacedText& text : out.texts) {
    if (text.panel != 1 || text.role != TextRole::panel_title) continue;
    EXPECT_LE(text.bounds().right, out.panels[1].frame.right + 0.01) << text.text;
  }
}

TEST(Layout, RefusesWhatHasNoPlace) {
  const auto kind_of = [](Figure figure) {
    try {
      placed(std::move(figure));
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::internal;
  };
  EXPECT_EQ(kind_of({}), ErrorKind::usage);
  Figure narrow = synthetic::sweep();
  narrow.width_pt = 60;
  EXPECT_EQ(kind_of(narrow), ErrorKind::usage);
  Figure flat = synthetic::film_frame();
  flat.height_pt = 100;
  EXPECT_EQ(kind_of(flat), ErrorKind::usage);
  Figure stray = synthetic::map_grid();
  stray.legends[0].panels = {17};
  EXPECT_EQ(kind_of(stray), ErrorKind::usage);
}

}  // namespace
}  // namespace rssviz::render
