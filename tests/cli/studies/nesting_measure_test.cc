// Nesting as numbers, of states laid out by hand.
#include "cli/studies/nesting_measure.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "made_up.h"
#include "models/analysis/geometry/nesting.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

constexpr std::int32_t kAfterAnd = 1;  // the part of most rows that have both: the mark, and an um behind it

NetworkView view_of_pairs() {
  made_up::Setup setup;
  for (int kind = 0; kind < 3; ++kind)
    for (int shade = 0; shade < 3; ++shade) setup.phrases.push_back(phrase(kind, 0, shade, 1));
  setup.stages = {{.marks = 1, .pairs = 0.4, .uneven = true}};
  return made_up::view_of(setup);
}

// What the figure's own functions say of the rows that have both classes, in the part that has them.
TEST(NestingMeasure, IsThatOfTheStatesWithBothClassesInOnePart) {
  const NetworkView view = view_of_pairs();
  const std::string outer_name = view.task->role("outer").front(),
                    inner_name = view.task->role("inner").front();
  const models::IntColumn& part = view.trace.require_integer(view.task->role("part").front());
  std::vector<std::int32_t> with_both;
  for (const std::int32_t row : models::distinct_rows(view.trace)) {
    const auto at = static_cast<std::size_t>(row);
    if (view.trace.require_integer(outer_name).values[at] >= 0 &&
        view.trace.require_integer(inner_name).values[at] >= 0)
      with_both.push_back(row);
  }
  std::vector<std::int32_t> rows, outer, inner;
  for (const std::int32_t row : with_both) {
    const auto at = static_cast<std::size_t>(row);
    if (part.values[at] != kAfterAnd) continue;
    rows.push_back(row);
    outer.push_back(view.trace.require_integer(outer_name).values[at]);
    inner.push_back(view.trace.require_integer(inner_name).values[at]);
  }
  ASSERT_GE(rows.size(), 8U);
  ASSERT_GT(2 * rows.size(), with_both.size());  // so that this part is the one
  Matrix states(static_cast<Eigen::Index>(rows.size()), view.trace.states.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    states.row(static_cast<Eigen::Index>(i)) = view.trace.states.row(rows[i]);
  const NestingNumber found = nesting_of(view.trace, *view.task, false);
  EXPECT_NEAR(found.outer_share, models::nested_shares(states, {outer})[0], 1e-12);
  EXPECT_NEAR(found.repeat_cosine, models::repeat_cosine(states, outer, inner), 1e-12);
}

// A unit that swings a hundred times as far decides alone, unless units are scaled.
TEST(NestingMeasure, OfScaledUnitsHangsOnNoUnitsSize) {
  NetworkView view = view_of_pairs();
  const NestingNumber raw = nesting_of(view.trace, *view.task, false);
  const NestingNumber scaled = nesting_of(view.trace, *view.task, true);
  view.trace.states.col(made_up::kA) *= 100;
  const NestingNumber loud = nesting_of(view.trace, *view.task, false);
  const NestingNumber loud_scaled = nesting_of(view.trace, *view.task, true);
  EXPECT_GT(std::abs(loud.outer_share - raw.outer_share), 0.1);
  EXPECT_NEAR(loud_scaled.outer_share, scaled.outer_share, 1e-5);
  EXPECT_NEAR(loud_scaled.repeat_cosine, scaled.repeat_cosine, 1e-5);
}

}  // namespace
}  // namespace rssviz::cli
