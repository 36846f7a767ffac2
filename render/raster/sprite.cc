#include "render/raster/sprite.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rssviz::render {
namespace {

constexpr int kSamples = 16;             // along each axis of an edge pixel
constexpr double kHalfDiagonal = .7072;  // a pixel whose centre is farther from the edge is all in or out

// Corners in units of the radius, y downwards; areas near that of the disc where the shape allows.
using Corners = std::vector<Point>;

Corners square() {
  const double a = .886;
  return {{-a, -a}, {a, -a}, {a, a}, {-a, a}};
}

Corners triangle() {
  const double h = std::sqrt(3.0) / 2;
  return {{0, -1.15}, {1.15 * h, .575}, {-1.15 * h, .575}};
}

Corners diamond() {
  const double a = 1.2;
  return {{0, -a}, {a, 0}, {0, a}, {-a, 0}};
}

Corners star() {
  Corners corners;
  for (int i = 0; i < 10; ++i) {
    const double radius = i % 2 == 0 ? 1.2 : .5;
    const double angle = std::numbers::pi * (i / 5.0 - .5);
    corners.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  return corners;
}

// Arms of half-width a, of length 1, turned by 45 degrees for a cross.
Corners arms(bool turned) {
  const double a = .2;
  Corners corners{{-a, -1}, {a, -1}, {a, -a}, {1, -a}, {1, a},   {a, a},
                  {a, 1},   {-a, 1}, {-a, a}, {-1, a}, {-1, -a}, {-a, -a}};
  if (!turned) return corners;
  const double c = std::numbers::sqrt2 / 2;
  for (Point& p : corners) p = {c * (p.x - p.y), c * (p.x + p.y)};
  return corners;
}

Corners corners_of(MarkerShape shape) {
  switch (shape) {
    case MarkerShape::square:
      return square();
    case MarkerShape::triangle:
      return triangle();
    case MarkerShape::diamond:
      return diamond();
    case MarkerShape::star:
      return star();
    case MarkerShape::plus:
      return arms(false);
    case MarkerShape::cross:
      return arms(true);
    case MarkerShape::circle:
    case MarkerShape::ring:
      break;
  }
  return {};
}

// Distance from (x, y) to the polygon's edge, negative inside (crossing number).
double distance_to_polygon(const Corners& corners, double x, double y) {
  double nearest = 1e300;
  bool inside = false;
  for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const Point a = corners[j];
    const Point b = corners[i];
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double ex = x - a.x - t * dx;
    const double ey = y - a.y - t * dy;
    nearest = std::min(nearest, ex * ex + ey * ey);
    if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / dy * dx) inside = !inside;
  }
  return inside ? -std::sqrt(nearest) : std::sqrt(nearest);
}

// The signed distance to the ink's edge in pixels, from a marker's centre.
class Ink {
 public:
  explicit Ink(const SpriteKey& key)
      : radius_(key.radius_16th / 16.0),
        half_stroke_(key.stroke_16th / 32.0),
        stroked_(key.outline || key.shape == MarkerShape::ring),
        corners_(corners_of(key.shape)) {
    for (Point& corner : corners_) corner = {corner.x * radius_, corner.y * radius_};
  }

  double distance(double x, double y) const {
    const double edge =
        corners_.empty() ? std::sqrt(x * x + y * y) - radius_ : distance_to_polygon(corners_, x, y);
    return stroked_ ? std::abs(edge) - half_stroke_ : edge;
  }

  double reach() const { return (corners_.empty() ? 1 : 1.25) * radius_ + (stroked_ ? half_stroke_ : 0); }

 private:
  double radius_;
  double half_stroke_;
  bool stroked_;
  Corners corners_;
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
