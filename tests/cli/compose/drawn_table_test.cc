// The table of a figure whose maker says no numbers itself.
#include "cli/compose/drawn_table.h"

#include <gtest/gtest.h>

namespace rssviz::cli {

TEST(DrawnTable, HasARowAMarkCalledAsTheLegendCallsIt) {
  const render::Color blue = render::color_from_hex("#0072B2"), grey = render::color_from_hex("#888888");
  Drawn drawn{render::Figure{}};
  render::Figure& figure = drawn.figure;
  figure.panels.resize(2);
  figure.panels[0].title = "left";
  figure.panels[0].marks.emplace_back(render::Points{.at = {{1, 2}, {3, 4}}, .colors = {blue, grey}});
  figure.panels[1].marks.emplace_back(
      render::Line{.at = {{0, 0.5}, {1, 1}}, .color = render::with_alpha(blue, 0.4)});
  figure.panels[1].marks.emplace_back(render::Band{.x = {0}, .low = {0.25}, .high = {0.75}, .color = grey});
  figure.panels[1].marks.emplace_back(
      render::Rule{.horizontal = true, .at = 0.5, .color = grey, .text = "chance"});
  figure.panels[1].labels.push_back({.at = {1, 1}, .text = "cup", .color = grey});
  figure.legends.push_back({.title = "", .entries = {{"lstm", blue}}, .panels = {0}});
  figure.legends.push_back(
      {.title = "", .entries = {{"training", blue, render::SwatchKind::line}}, .panels = {1}});
  const formats::Table table = table_of_drawing(drawn);
  using Row = std::vector<std::string>;
  ASSERT_EQ(table.header,
            (Row{"panel", "title", "mark", "item", "series", "x", "y", "x_high", "y_high", "color", "text"}));
  ASSERT_EQ(table.rows.size(), 7U);
  EXPECT_EQ(table.rows[0], (Row{"1", "left", "point", "1", "lstm", "1", "2", "", "", "#0072b2", ""}));
  EXPECT_EQ(table.rows[1], (Row{"1", "left", "point", "1", "", "3", "4", "", "", "#888888", ""}));
  EXPECT_EQ(table.rows[3], (Row{"2", "", "line", "1", "training", "1", "1", "", "", "#0072b2", ""}));
  EXPECT_EQ(table.rows[4], (Row{"2", "", "band", "2", "", "0", "0.25", "", "0.75", "#888888", ""}));
  EXPECT_EQ(table.rows[5], (Row{"2", "", "rule", "3", "", "", "0.5", "", "", "#888888", "chance"}));
  EXPECT_EQ(table.rows[6], (Row{"2", "", "label", "4", "", "1", "1", "", "", "#888888", "cup"}));
}

}  // namespace rssviz::cli
