// Points coloured by one column of their trace, classes or numbers: what --color-by names, or the task's.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/colors.h"
#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct PointColors {
  std::string title{};
  std::string none{};  // what class -1 is called
  bool is_scale{false};
  Classes classes{};
  std::vector<std::int32_t> values{};  // of classes, by distinct state
  std::string palette{};               // of a scale
  std::vector<double> numbers{};       // NaN: none
  double low{0};
  double high{1};

  std::vector<render::Color> colors(const render::Color& quiet) const;
  std::vector<render::Mark> marks(const std::vector<render::Point>& at, const render::Style& style,
                                  double radius_pt) const;
};

// Of the distinct states of a trace, in their order. Throws Error{data} naming the column and those there
// are.
PointColors point_colors(const TaskView& task, const models::StateTrace& trace, const Settings& settings,
                         const render::Style& style);
// The legend, or the bar, of these colours.
void add_key(const PointColors& colors, const render::Style& style, render::Figure& figure,
             std::vector<std::size_t> panels = {});

}  // namespace rssviz::cli
