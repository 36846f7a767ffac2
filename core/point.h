// A place on a plane.
#pragma once

namespace rssviz {

struct Point {
  double x{0};
  double y{0};
};

}  // namespace rssviz
