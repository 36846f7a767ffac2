#include "cli/subjects/plane.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace rssviz::cli {
namespace {

std::size_t dimension_in(const char* from, const char* end, const std::string& text) {
  std::size_t number = 0;
  const auto read = std::from_chars(from, end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < 1)
    fail(ErrorKind::usage, "--plane: '" + text + "' is not two dimensions counted from 1, e.g. 1,3");
  return number - 1;
}

}  // namespace

Option plane_option() {
  return {"plane",
          OptionType::text,
          "",
          "the two dimensions that are drawn, counted from 1, e.g. 1,3; needed where there are more than two",
          true,
          {}};
}

DrawnPlane plane_of(const Settings& settings) {
  if (settings.table().find("plane") == nullptr || !settings.has("plane")) return {};
  const std::string& text = settings.text("plane");
  const std::size_t comma = std::min(text.find(','), text.size());
  const char* const begin = text.data();
  DrawnPlane plane;
  plane.given = true;
  plane.x = dimension_in(begin, begin + comma, text);
  plane.y = dimension_in(begin + std::min(comma + 1, text.size()), begin + text.size(), text);
  if (plane.x == plane.y) fail(ErrorKind::usage, "--plane: '" + text + "' names one dimension twice");
  return plane;
}

void require_plane(const DrawnPlane& plane, std::size_t dims, const std::string& file) {
  for (const std::size_t dimension : {plane.x, plane.y})
    if (plane.given && dimension >= dims)
      fail(ErrorKind::usage, "--plane: " + file + " has " + std::to_string(dims) + " dimensions, not " +
                                 std::to_string(dimension + 1));
  if (!plane.given && dims > 2)
    fail(ErrorKind::data, file + ": the map has " + std::to_string(dims) +
                              " dimensions, of which two are drawn: --plane 1,2 says which (or make a map of "
                              "two: rssviz embed STATES --dims 2)");
}

std::string plane_sentence(const DrawnPlane& plane, std::size_t dims) {
  return dims == 2 ? ""
                   : "Drawn are dimensions " + std::to_string(plane.x + 1) + " and " +
                         std::to_string(plane.y + 1) + " of the map's " + std::to_string(dims) + ". ";
}

}  // namespace rssviz::cli
