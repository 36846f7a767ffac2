// The marks of a map: classes that lie in one mark are mixed by its random order, and shared states are pies.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/compose/kind_tables.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/point_colors.h"

namespace rssviz::cli {
namespace {

const render::Points& points_in(const std::vector<render::Mark>& marks, std::size_t i) {
  return std::get<render::Points>(marks.at(i));
}

TEST(ClassMarks, ClassesOfAllShapesShareOneMarkAboveTheQuietOnes) {
  std::vector<std::string> labels;
  for (int k = 0; k < 14; ++k) labels.push_back("class " + std::to_string(k));
  const render::Style style;
  const Classes classes = classes_of(labels, style);
  std::vector<render::Point> at;
  std::vector<std::int32_t> values;
  for (int i = 0; i < 45; ++i) {
    at.push_back({static_cast<double>(i), 0});
    values.push_back(i % 15 - 1);
  }
  const std::vector<render::Mark> marks = class_marks(at, values, classes, style, 1);
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(points_in(marks, 0).at.size(), 3U);
  const render::Points& mixed = points_in(marks, 1);
  ASSERT_EQ(mixed.shapes.size(), 42U);
  EXPECT_FALSE(mixed.keep_order);
  const auto squares = std::count(mixed.shapes.begin(), mixed.shapes.end(), render::MarkerShape::square);
  EXPECT_GT(squares, 0);
  EXPECT_LT(squares, 42);
}

TEST(ClassMarks, AQuietPointAtThePlaceOfAnotherIsPartOfItsPie) {
  const render::Style style;
  const Classes classes = classes_of({"a", "b"}, style);
  const std::vector<render::Mark> marks =
      class_marks({{0, 0}, {1, 1}, {1, 1}}, {-1, -1, 1}, classes, style, 1);
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(points_in(marks, 0).at.size(), 1U);
  EXPECT_EQ(points_in(marks, 1).at.size(), 2U);
}

// Four sequences that share their first state and go on differently.
models::StateTrace forked_trace() {
  models::StateTrace trace;
  models::IntColumn kind{"kind", {}, {"left", "right"}};
  const std::vector<std::int32_t> index{0, 1, 0, 2, 0, 3, 0, 4}, value{0, 0, 1, 1, 1, 1, 1, 1};
  for (std::size_t i = 0; i < index.size(); ++i) {
    trace.sequence.push_back(static_cast<std::int32_t>(i / 2));
    trace.step.push_back(static_cast<std::int32_t>(i % 2));
    trace.token.push_back(0);
    trace.index.push_back(index[i]);
    kind.values.push_back(value[i]);
  }
  trace.n_distinct = 5;
  trace.set(kind);
  return trace;
}

TEST(PointColors, AStateOfSeveralClassesHasAllOfThemByNumberOfSequences) {
  const models::ColorColumn color{"kind", "kind", "none"};
  const render::Style style;
  const PointColors colors = point_colors(color, forked_trace(), Settings(figure_table()), style);
  ASSERT_EQ(colors.further.size(), 1U);
  EXPECT_EQ(colors.further[0].state, 0U);
  EXPECT_EQ(colors.further[0].value, 1);
  EXPECT_EQ(colors.further[0].rows, 3);
  EXPECT_EQ(colors.rows, (std::vector<float>{1, 1, 1, 1, 1}));
  EXPECT_NE(shared_caption(colors), "");
  const std::vector<render::Mark> marks = colors.marks({{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}}, style, 1);
  ASSERT_EQ(marks.size(), 1U);
  const render::Points& points = points_in(marks, 0);
  ASSERT_EQ(points.at.size(), 6U);
  EXPECT_EQ(points.at[5].x, 0);
  EXPECT_EQ(points.weights[5], 3);
  EXPECT_TRUE(points.colors[5] == colors.classes.colors[1]);
}

TEST(PointColors, WithoutSharedStatesHaveNoWeightsAndSayNothing) {
  models::StateTrace trace = forked_trace();
  trace.set(models::IntColumn{"kind", {0, 0, 0, 1, 0, 1, 0, 1}, {"left", "right"}});
  const models::ColorColumn color{"kind", "kind", "none"};
  const PointColors colors = point_colors(color, trace, Settings(figure_table()), {});
  EXPECT_TRUE(colors.further.empty());
  EXPECT_TRUE(colors.rows.empty());
  EXPECT_EQ(shared_caption(colors), "");
}

}  // namespace
}  // namespace rssviz::cli
