// Which two of a map's dimensions are drawn. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "cli/options/option_table.h"

namespace rssviz::cli {

struct DrawnPlane {
  std::size_t x{0}, y{1};  // places of the dimensions
  bool given{false};       // named, by --plane
};

// --plane.
Option plane_option();
// What it names, counted from 1: "1,3". The first two where it isn't given, or the command has none. Throws
// Error{usage}.
DrawnPlane plane_of(const Settings& settings);
// Throws Error{usage} where a dimension that was named isn't there, Error{data} where there are more than two
// and none was named: a picture of two would pass for all of them.
void require_plane(const DrawnPlane& plane, std::size_t dims, const std::string& file);
// "Drawn are dimensions 1 and 3 of the map's 3. " for captions; "" of two dimensions.
std::string plane_sentence(const DrawnPlane& plane, std::size_t dims);

}  // namespace rssviz::cli
