// Classes of points: their colours, shapes, marks and legend. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "render/figure/figure.h"

namespace rssviz::cli {

// The classes of a categorical column with their colours. "Not heard" (-1) is quiet and drawn first.
struct Classes {
  std::vector<std::string> labels{};
  std::vector<render::Color> colors{};
  std::vector<render::MarkerShape> shapes{};
};
// Colour words get the colour they name; other labels a palette's colours in order; beyond nine, markers
// differ too.
Classes classes_of(const std::vector<std::string>& labels, const render::Style& style);

// One mark a class, the quiet one (value -1) first. `values`: one a point.
std::vector<render::Mark> class_marks(const std::vector<render::Point>& at,
                                      const std::vector<std::int32_t>& values, const Classes& classes,
                                      const render::Style& style, double radius_pt);
render::Legend class_legend(const std::string& title, const Classes& classes, const std::string& quiet_label,
                            const render::Style& style);

}  // namespace rssviz::cli
