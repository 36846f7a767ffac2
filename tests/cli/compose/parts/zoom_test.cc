// A part of a map beside the map, and maps that --strict refuses.
#include "cli/compose/parts/zoom.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

// A dense cluster around (10, 10), and a few points far away.
render::Figure map_with_a_cluster() {
  render::Figure figure;
  render::Panel panel{.kind = render::PanelKind::map};
  render::Points points{.colors = {{0, 0, 0, 1.0}}};
  for (int i = 0; i < 100; ++i) points.at.push_back({10 + .01 * (i % 10), 10 + .01 * (i / 10)});
  for (int i = 0; i < 10; ++i) points.at.push_back({0, static_cast<double>(i)});
  // One place a hundred times is one place.
  for (int i = 0; i < 200; ++i) points.at.push_back({20, 0});
  panel.marks = {points};
  render::Label inside, outside;
  inside.at = {10, 10};
  inside.text = "inside";
  outside.at = {0, 0};
  outside.text = "outside";
  panel.labels = {inside, outside};
  figure.panels = {panel};
  figure.row_aspects = {.6};
  return figure;
}

TEST(Zoom, FindsTheDensestPartAndShowsItWithItsWordsAlone) {
  render::Figure figure = map_with_a_cluster();
  add_zoom("auto", figure);
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_EQ(std::get<render::Points>(figure.panels[1].marks.front()).at.size(), 100U);
  ASSERT_EQ(figure.panels[1].labels.size(), 1U);
  EXPECT_EQ(figure.panels[1].labels.front().text, "inside");
  ASSERT_EQ(figure.panels[0].labels.size(), 1U);
  EXPECT_EQ(figure.panels[0].labels.front().text, "outside");
}

TEST(Zoom, FramesExactlyWhatThePartShows) {
  render::Figure figure = map_with_a_cluster();
  add_zoom("9,9,12,11", figure);
  const render::TextEngine engine;
  const render::PlacedFigure placed = render::lay_out(figure, engine);
  const render::Connector& connector = placed.figure.connectors.front();
  EXPECT_NEAR(placed.panels[1].x_low, connector.low.x, .02);
  EXPECT_NEAR(placed.panels[1].x_high, connector.high.x, .02);
  EXPECT_NEAR(placed.panels[1].y_low, connector.low.y, .02);
  EXPECT_NEAR(placed.panels[1].y_high, connector.high.y, .02);
}

TEST(Zoom, MagnifiesPlacesAndNotDots) {
  render::Figure figure = map_with_a_cluster();
  add_zoom("auto", figure);
  const auto& before = std::get<render::Points>(figure.panels[0].marks.front());
  const auto& after = std::get<render::Points>(figure.panels[1].marks.front());
  EXPECT_EQ(before.radius_pt, after.radius_pt);
  EXPECT_TRUE(figure.panels[1].notes.front().text.starts_with("\u00d7"));
}

// Its frame lies in the empty room around the group: no dot is cut.
TEST(Zoom, TakesWholeGroups) {
  render::Figure figure = map_with_a_cluster();
  add_zoom("auto", figure);
  const render::Connector& part = figure.connectors.front();
  for (const render::Point& at : std::get<render::Points>(figure.panels[0].marks.front()).at) {
    const bool inside =
        at.x >= part.low.x && at.x <= part.high.x && at.y >= part.low.y && at.y <= part.high.y;
    EXPECT_EQ(inside, at.x > 9 && at.x < 11) << at.x << " " << at.y;
  }
}

TEST(Zoom, ShowsTheSamePartsOfOneMapBelowEachOfItsPanels) {
  render::Figure figure = map_with_a_cluster();
  figure.panels.front().limits = {{-1, -1}, {21, 12}};
  figure.panels.push_back(figure.panels.front());
  figure.panels.back().column = 1;
  render::Panel chart{.row = 1};
  figure.panels.push_back(chart);
  add_zoom("9,9,12,11;-1,-1,3,12", figure);
  ASSERT_EQ(figure.panels.size(), 7U);
  EXPECT_EQ(figure.panels[2].row, 3);  // the chart moved below the parts
  for (std::size_t i = 3; i < 7; ++i) EXPECT_EQ(figure.panels[i].row, i % 2 == 1 ? 1 : 2);
  EXPECT_EQ(figure.panels[3].limits->first.x, figure.panels[5].limits->first.x);
  EXPECT_EQ(figure.panels[5].column, 1);
}

TEST(Zoom, RefusesWhatIsNoPartAndMapsThatDiffer) {
  render::Figure figure = map_with_a_cluster();
  EXPECT_THROW(add_zoom("1,2,3", figure), Error);
  EXPECT_THROW(add_zoom("1,2,3,4x", figure), Error);
  EXPECT_THROW(add_zoom("100,100,101,101", figure), Error);
  EXPECT_THROW(add_zoom("auto:0", figure), Error);
  EXPECT_THROW(add_zoom("9,9,12,11;100,100,101,101", figure), Error);
  figure.panels.front().limits = {{-1, -1}, {21, 12}};
  figure.panels.push_back(figure.panels.front());
  figure.panels.back().limits = {{-1, -1}, {30, 30}};
  EXPECT_THROW(add_zoom("9,9,12,11", figure), Error);
  figure.panels = {render::Panel{}};
  EXPECT_THROW(add_zoom("auto", figure), Error);
}

TEST(Strict, AsksForSeedsAndTakesAMapThatTheyAgreeOn) {
  const TemporaryFolder folder;
  const std::string run = folder / "esn";
  ASSERT_EQ(shell("$RSSVIZ train --cell esn --units 30 -o " + run + " --quiet && $RSSVIZ record " + run +
                  " --sample 12 --quiet && $RSSVIZ embed " + run + "/states.npz --epochs 30 --quiet")
                .exit_code,
            0);
  const Outcome without = rssviz("figure clauses " + run + " --strict -o " + (folder / "a.pdf"));
  EXPECT_EQ(without.exit_code, 65);
  EXPECT_NE(without.err.find("--seeds 5"), std::string::npos) << without.err;
  ASSERT_EQ(rssviz("embed " + run + "/states.npz --method pca --quiet").exit_code, 0);
}

TEST(Venue, NoFigureIsHigherThanItsPage) {
  const TemporaryFolder folder;
  const std::string run = folder / "esn";
  ASSERT_EQ(shell("$RSSVIZ train --cell esn --units 30 -o " + run + " --quiet && $RSSVIZ record " + run +
                  " --sample 12 --quiet && $RSSVIZ embed " + run + "/states.npz --epochs 30 --quiet")
                .exit_code,
            0);
  const std::string file = folder / "a.pdf";
  ASSERT_EQ(rssviz("figure output-map " + run + " --venue nature --quiet -o " + file).exit_code, 0);
  const Outcome judged = rssviz("lint --venue nature " + file);
  EXPECT_EQ(judged.exit_code, 0) << judged.out << judged.err;
}

}  // namespace
}  // namespace rssviz::cli
