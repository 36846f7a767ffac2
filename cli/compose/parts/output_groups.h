// How the groups of a task's outputs stand in a figure: a column a slot, a row a question. Pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "cli/compose/parts/colors.h"
#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct GroupGrid {
  std::size_t rows{1};   // questions
  std::size_t slots{1};  // things that are asked about: columns

  // The place of the group `g` of a task.
  int row_of(std::size_t g) const { return static_cast<int>(g % rows); }
  bool last_row(std::size_t g) const { return g % rows + 1 == rows; }
};
// Groups stand slot by slot, each slot with the same questions.
GroupGrid grid_of(const models::Task& task);

// "colour 2"; "colour" where a task has one slot.
std::string title_of(const OutputGroup& group, const GroupGrid& grid);
// Whether a group has a threshold below which no claim is made.
bool has_thresholds(const models::Task& task);

// A line a class, at the right of the row that ends with panel `g`.
render::Legend row_legend(const Classes& classes, std::size_t g, const GroupGrid& grid,
                          const render::Style& style);

}  // namespace rssviz::cli
