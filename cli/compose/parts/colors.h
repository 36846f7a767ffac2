// Classes of points: their colours, shapes, marks and legend. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
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
// The colour that a label is the word for, such as "red"; none for others.
std::optional<render::Color> color_named_by(const std::string& label);
// Colour words get the colour they name; other labels a palette's colours in order; beyond nine, markers
// differ too.
Classes classes_of(const std::vector<std::string>& labels, const render::Style& style);

// The quiet points (value -1) as the first mark, all others as the second, which mixes the classes. Points of
// several classes at one place become a pie there; so does a quiet point at the place of another. `values`:
// one a point; `weights`: none, or one a point, its part of such a pie.
std::vector<render::Mark> class_marks(const std::vector<render::Point>& at,
                                      const std::vector<std::int32_t>& values, const Classes& classes,
                                      const render::Style& style, double radius_pt,
                                      const std::vector<float>& weights = {});
render::Legend class_legend(const std::string& title, const Classes& classes, const std::string& quiet_label,
                            const render::Style& style);

}  // namespace rssviz::cli
