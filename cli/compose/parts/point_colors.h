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
  std::vector<std::int32_t> values{};  // of classes, by distinct state (of its first row)
  // Where the rows of a state differ in class (sequences that begin alike and go on differently): the other
  // classes than its first row's, and how many rows have them. Ascending by state, then class.
  struct Further {
    std::size_t state{0};
    std::int32_t value{0};
    float rows{0};
  };
  std::vector<Further> further{};
  std::vector<float> rows{};      // by distinct state, of the class in `values`; empty where `further` is
  std::string palette{};          // of a scale
  std::vector<double> numbers{};  // NaN: none
  double low{0};
  double high{1};

  std::vector<render::Color> colors(const render::Color& quiet) const;
  // Colours points that stand for the distinct states; further classes of a state are added behind them, at
  // its place, and make it a pie.
  void color(render::Points& points, const render::Color& quiet) const;
  // `at`: one a distinct state; those of several classes become pies.
  std::vector<render::Mark> marks(const std::vector<render::Point>& at, const render::Style& style,
                                  double radius_pt) const;
};

// Of the distinct states of a trace, in their order. Throws Error{data} naming the column and those there
// are.
PointColors point_colors(const models::ColorColumn& color, const models::StateTrace& trace,
                         const Settings& settings, const render::Style& style);
// The same of a view's trace, or another of its task: titles are the task's.
PointColors point_colors(const NetworkView& view, const models::StateTrace& trace, const Settings& settings,
                         const render::Style& style);
// What captions call the column that colours points: "the first object named so far".
std::string said_of_color(const NetworkView& view, const Settings& settings);
std::string said_of_column(const models::Task& task, const std::string& column);
// What a caption says of pies: "" where no state has several classes, or a sentence and a blank.
std::string shared_caption(const PointColors& colors);
// The legend, or the bar, of these colours.
void add_key(const PointColors& colors, const render::Style& style, render::Figure& figure,
             std::vector<std::size_t> panels = {});

}  // namespace rssviz::cli
