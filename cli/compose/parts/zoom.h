// A part of a map drawn larger beside it, joined by lines, so that nothing is covered. Any figure of one map
// may have it.
#pragma once

#include <string>

#include "render/figure/figure.h"

namespace rssviz::cli {

// `part`: "auto", the square of a quarter of the map's width that holds most points; or "X0,Y0,X1,Y1" in the
// map's own units. Throws Error{usage} where it is neither, where the figure hasn't exactly one map, or where
// the part holds no point.
void add_zoom(const std::string& part, render::Figure& figure);

}  // namespace rssviz::cli
