// In which order a scatter's points are drawn, and as what where several lie at one place: stills and films
// alike. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "render/figure/marks.h"

namespace rssviz::render {

// 0 .. count - 1 in a random order, keyed by seed and panel. Each index has its own random number, so that
// two points keep their order when others come or go: nothing flickers in a film.
std::vector<std::uint32_t> random_order(std::size_t count, std::uint64_t seed, std::size_t panel);

// A piece of a pie, from one share of the turn to another, clockwise from the top; 0 to 1 is the whole disc.
struct Wedge {
  Color color{};
  double from{0};
  double to{1};
};

// A disc in place of points of several colours that coincide.
struct Pie {
  double radius_pt{0};          // 1.25 times that of the largest of them
  std::vector<Wedge> wedges{};  // in drawing order; of opaque ones the later cover the earlier, without seams
};

struct DrawnPoint {
  std::uint32_t point{0};
  std::int32_t pie{-1};  // what is drawn at its place instead; -1: the point itself
};

struct PointOrder {
  std::vector<DrawnPoint> drawn{};
  std::vector<Pie> pies{};
};

// The points in `order`. Those with exactly equal coordinates and several colours become one pie, which
// stands where the last of them does; none where `points` keep their order, have no area (crosses, rings), or
// have more colours than classes have. Sectors: by number of points (or their weights), in the order in which
// colours appear in `points`.
PointOrder point_order(const Points& points, std::span<const std::uint32_t> order);

// At most 16 different colours, as classes have: more are a scale.
bool few_hues(const std::vector<Color>& colors);
bool same_hue(const Color& a, const Color& b);
// Shapes that are drawn as strokes, which have no area.
bool is_stroke(MarkerShape shape);
MarkerShape shape_at(const Points& points, std::size_t i);
double radius_at(const Points& points, std::size_t i);
Color color_at(const Points& points, std::size_t i);

}  // namespace rssviz::render
