#include "render/raster/sprite.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rssviz::render {
namespace {

constexpr int kSamples = 16;             // along each axis of an edge pixel
constexpr double kHalfDiagonal = .7072;  // a pixel whose centre is farther from the edge is all in or out

// The shapes are those of render/canvas/draw_points.cc, so that a film and its poster look the same.
constexpr double kStroke = .42;      // width of the ink of rings, crosses and plusses, of the radius
constexpr double kRingRadius = .85;  // of a ring's middle line

// In units of the radius, y downwards.
using Corners = std::vector<Point>;

// Corners at `outer` from the middle, the first on top (turned clockwise by `turn`), with those at `inner`
// between them where it isn't 0.
Corners regular(int count, double outer, double inner, double turn, double down) {
  Corners corners;
  const int all = inner > 0 ? 2 * count : count;
  for (int i = 0; i < all; ++i) {
    const double reach = inner > 0 && i % 2 == 1 ? inner : outer;
    const double angle = turn + 2 * std::numbers::pi * i / all;
    corners.push_back({reach * std::sin(angle), down - reach * std::cos(angle)});
  }
  return corners;
}

Corners corners_of(MarkerShape shape) {
  switch (shape) {
    case MarkerShape::square:
      return regular(4, 1.25, 0, std::numbers::pi / 4, 0);
    case MarkerShape::triangle:
      return regular(3, 1.3, 0, 0, .15);
    case MarkerShape::diamond:
      return regular(4, 1.3, 0, 0, 0);
    case MarkerShape::star:
      return regular(5, 1.5, 1.5 * .42, 0, 0);
    // The ends of two strokes.
    case MarkerShape::plus:
      return {{-1.1, 0}, {1.1, 0}, {0, -1.1}, {0, 1.1}};
    case MarkerShape::cross:
      return {{-.85, -.85}, {.85, .85}, {-.85, .85}, {.85, -.85}};
    case MarkerShape::circle:
    case MarkerShape::ring:
      break;
  }
  return {};
}

bool is_stroked(MarkerShape shape) {
  return shape == MarkerShape::ring || shape == MarkerShape::plus || shape == MarkerShape::cross;
}

double squared_distance_to_segment(Point a, Point b, double x, double y) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  const double ex = x - a.x - t * dx;
  const double ey = y - a.y - t * dy;
  return ex * ex + ey * ey;
}

// Distance from (x, y) to the polygon's edge, negative inside (crossing number).
double distance_to_polygon(const Corners& corners, double x, double y) {
  double nearest = 1e300;
  bool inside = false;
  for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const Point a = corners[j];
    const Point b = corners[i];
    nearest = std::min(nearest, squared_distance_to_segment(a, b, x, y));
    if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
  }
  return inside ? -std::sqrt(nearest) : std::sqrt(nearest);
}

// What lies between two rays from the centre. Of two signed distances the greater is that to what both have
// in common and the lesser that to what either has: not the true distance beyond a corner, but never more.
class Slice {
 public:
  Slice(int from_64th, int to_64th)
      : whole_(to_64th - from_64th >= 64),
        wide_(to_64th - from_64th > 32),
        from_(direction(from_64th)),
        to_(direction(to_64th)) {}

  double within(double distance, double x, double y) const {
    if (whole_) return distance;
    const double behind = from_.y * x - from_.x * y;
    const double beyond = to_.x * y - to_.y * x;
    return std::max(distance, wide_ ? std::min(behind, beyond) : std::max(behind, beyond));
  }

 private:
  static Point direction(int angle_64th) {
    const double angle = 2 * std::numbers::pi * angle_64th / 64;
    return {std::sin(angle), -std::cos(angle)};
  }

  bool whole_, wide_;
  Point from_, to_;
};

// The signed distance to the ink's edge in pixels, from a marker's centre.
class Ink {
 public:
  explicit Ink(const SpriteKey& key)
      : shape_(key.shape),
        radius_(key.radius_16th / 16.0),
        outline_(key.outline),
        half_stroke_(outline_             ? key.stroke_16th / 32.0
                     : is_stroked(shape_) ? kStroke / 2 * radius_
                                          : 0),
        corners_(corners_of(shape_)),
        slice_(key.from_64th, key.to_64th) {
    if (shape_ == MarkerShape::ring) radius_ *= kRingRadius;
    reach_ = corners_.empty() ? radius_ : 0;
    for (Point& corner : corners_) {
      corner = {corner.x * radius_, corner.y * radius_};
      reach_ = std::max(reach_, std::hypot(corner.x, corner.y));
    }
    reach_ += half_stroke_;
  }

  double distance(double x, double y) const {
    if (shape_ == MarkerShape::plus || shape_ == MarkerShape::cross)
      return std::sqrt(std::min(squared_distance_to_segment(corners_[0], corners_[1], x, y),
                                squared_distance_to_segment(corners_[2], corners_[3], x, y))) -
             half_stroke_;
    const double edge =
        corners_.empty() ? std::sqrt(x * x + y * y) - radius_ : distance_to_polygon(corners_, x, y);
    if (outline_ || shape_ == MarkerShape::ring) return std::abs(edge) - half_stroke_;
    return shape_ == MarkerShape::circle ? slice_.within(edge, x, y) : edge;
  }

  double reach() const { return reach_; }

 private:
  MarkerShape shape_;
  double radius_;
  bool outline_;
  double half_stroke_;
  Corners corners_;
  Slice slice_;
  double reach_ = 0;
};

// Share of the pixel whose centre lies at (x, y) from the marker's centre, 0 .. 255.
int coverage_at(const Ink& ink, double x, double y) {
  const double distance = ink.distance(x, y);
  if (distance >= kHalfDiagonal) return 0;
  if (distance <= -kHalfDiagonal) return 255;
  int inside = 0;
  for (int j = 0; j < kSamples; ++j)
    for (int i = 0; i < kSamples; ++i) {
      const double dx = (i + .5) / kSamples - .5;
      const double dy = (j + .5) / kSamples - .5;
      inside += ink.distance(x + dx, y + dy) <= 0 ? 1 : 0;
    }
  return (inside * 255 + kSamples * kSamples / 2) / (kSamples * kSamples);
}

}  // namespace

Sprite make_sprite(const SpriteKey& key, int sub_x, int sub_y) {
  const Ink ink(key);
  const double centre_x = (sub_x + .5) / kSubpixels;
  const double centre_y = (sub_y + .5) / kSubpixels;
  const auto floored = [](double value) { return static_cast<int>(std::floor(value)); };
  Sprite sprite;
  sprite.left = floored(centre_x - ink.reach());
  sprite.top = floored(centre_y - ink.reach());
  const int columns = floored(centre_x + ink.reach()) + 1 - sprite.left;
  sprite.height = floored(centre_y + ink.reach()) + 1 - sprite.top;
  sprite.width = (columns + kSpriteBlock - 1) / kSpriteBlock * kSpriteBlock;
  sprite.coverage.assign(static_cast<std::size_t>(sprite.height * sprite.width * 4), 0);
  for (int row = 0; row < sprite.height; ++row)
    for (int column = 0; column < columns; ++column) {
      const int coverage =
          coverage_at(ink, sprite.left + column + .5 - centre_x, sprite.top + row + .5 - centre_y);
      const auto at = static_cast<std::ptrdiff_t>((row * sprite.width + column) * 4);
      std::fill_n(sprite.coverage.begin() + at, 4, static_cast<std::uint8_t>(coverage));
    }
  return sprite;
}

}  // namespace rssviz::render
