// The sizes and places of the grid of panels, and of all that stands around it. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "render/layout/block.h"
#include "render/layout/decorate.h"
#include "render/layout/placed.h"

namespace rssviz::render {

// A legend or colour bar with the rows and columns of the panels it belongs to.
struct Attachment {
  bool is_bar{false};
  std::size_t index{0};
  Side side{Side::bottom};
  int row_first{0}, row_last{0}, column_first{0}, column_last{0};
  std::size_t blank_panel{kNoPanel};  // stands inside of this panel
  Block block{};
  double offset_pt{0};  // below the last row, or beside the last column
};

struct Grid {
  int rows{0};
  int columns{0};
  std::vector<double> column_left{};  // of data areas
  std::vector<double> column_width{};
  std::vector<double> row_top{};
  std::vector<double> row_height{};
  std::vector<double> left{}, right{}, top{}, bottom{};  // room around data areas, by column and by row
  std::vector<double> right_blocks{}, bottom_blocks{};
  double left_band{0};           // row axis and row headings
  double top_band{0};            // figure title, column axis and column headings
  double right_band{0};          // slots at the right
  double bottom_band{0};         // slots at the bottom
  double title_height{0};        // part of top_band
  double row_axis_width{0};      // part of left_band
  double column_axis_height{0};  // part of top_band
  double height_pt{0};
  std::vector<Decoration> decorations{};  // by panel
  std::vector<Attachment> attachments{};

  // The data area of a panel, spans included.
  PageBox frame(const Panel& panel) const;
};

// Throws Error{usage} as lay_out() does.
Grid arrange(const Figure& figure, const TextMetrics& metrics);

}  // namespace rssviz::render
