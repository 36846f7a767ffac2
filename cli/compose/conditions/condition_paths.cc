#include "cli/compose/conditions/condition_paths.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

namespace {

// Rows: right, up, towards the reader.
Eigen::Matrix3d turned(const View& view) {
  const double a = view.azimuth * std::numbers::pi / 180, e = view.elevation * std::numbers::pi / 180;
  Eigen::Matrix3d made;
  made << std::cos(a), std::sin(a), 0, -std::sin(a) * std::sin(e), std::cos(a) * std::sin(e), std::cos(e),
      std::sin(a) * std::cos(e), -std::cos(a) * std::cos(e), std::sin(e);
  return made;
}

double degrees_in(const std::string& text, std::size_t from, std::size_t to, const std::string& all) {
  double value = 0;
  const auto result = std::from_chars(text.data() + from, text.data() + to, value);
  if (result.ec != std::errc{} || result.ptr != text.data() + to || std::abs(value) > 360)
    fail(ErrorKind::usage, "--view = " + all + ": write two angles in degrees, around and above: 35,22");
  return value;
}

}  // namespace

View view_named(const std::string& text) {
  const std::size_t comma = std::min(text.find(','), text.size());
  if (comma == text.size()) degrees_in(text, 0, 0, text);
  return {degrees_in(text, 0, comma, text), degrees_in(text, comma + 1, text.size(), text)};
}

models::Conditions on_axes(const ConditionMeans& means, const MeanAxes& axes) {
  models::Conditions made;
  for (const MatrixD& one : means.means) made.push_back((one.rowwise() - axes.mean) * axes.axes);
  return made;
}

std::vector<Projected> projected(const models::Conditions& paths, const std::optional<View>& view) {
  std::vector<Projected> made;
  const Eigen::Matrix3d turn = view ? turned(*view) : Eigen::Matrix3d::Identity();
  double nearest = -1e300, farthest = 1e300;
  for (const MatrixD& path : paths) {
    Projected one;
    for (Eigen::Index t = 0; t < path.rows(); ++t) {
      Eigen::Vector3d at(path(t, 0), path.cols() > 1 ? path(t, 1) : 0,
                         view && path.cols() > 2 ? path(t, 2) : 0);
      at = turn * at;
      one.at.push_back({at[0], at[1]});
      one.depth.push_back(at[2]);
      nearest = std::max(nearest, at[2]);
      farthest = std::min(farthest, at[2]);
    }
    made.push_back(std::move(one));
  }
  for (Projected& one : made)
    for (double& depth : one.depth)
      depth = view && nearest > farthest ? (depth - farthest) / (nearest - farthest) : 1;
  return made;
}

render::Points end_dot(const render::Point& at, double depth, const render::Color& color,
                       const render::Style& style, double radius_pt) {
  render::Points dot;
  dot.at = {at};
  dot.colors = {render::mix(style.paper, color, 0.55 + 0.45 * depth)};
  dot.radius_pt = radius_pt * (0.65 + 0.35 * depth);
  dot.keep_order = true;
  return dot;
}

void add_condition_paths(const std::vector<Projected>& paths, const Classes& classes,
                         const render::Style& style, double width_pt, std::vector<render::Mark>& marks) {
  // Pieces from the back to the front, each as strong as it is near.
  struct Piece {
    double depth{0};
    std::size_t path{0}, step{0};
  };
  std::vector<Piece> pieces;
  for (std::size_t p = 0; p < paths.size(); ++p)
    for (std::size_t t = 0; t + 1 < paths[p].at.size(); ++t)
      pieces.push_back({(paths[p].depth[t] + paths[p].depth[t + 1]) / 2, p, t});
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.depth < b.depth; });
  for (const Piece& piece : pieces) {
    render::Line line;
    line.at = {paths[piece.path].at[piece.step], paths[piece.path].at[piece.step + 1]};
    line.color = render::mix(style.paper, classes.colors[piece.path], 0.35 + 0.65 * piece.depth);
    line.width_pt = width_pt * (0.6 + 0.4 * piece.depth);
    marks.emplace_back(std::move(line));
  }
  for (const Projected& path : paths) {
    const auto& color = classes.colors[static_cast<std::size_t>(&path - paths.data())];
    marks.emplace_back(end_dot(path.at.front(), path.depth.front(), color, style, 1.9 * width_pt));
    marks.emplace_back(end_dot(path.at.back(), path.depth.back(), color, style, 1.9 * width_pt));
    std::get<render::Points>(marks.back()).shape = render::MarkerShape::ring;
  }
}

namespace {

// Of the name of an axis: 0 for one shorter than .3, 1 from .6 on; less where a longer one's end is near.
double name_strength(const MatrixD& ends, Eigen::Index axis) {
  const auto share = [](double value, double from, double to) {
    return std::clamp((value - from) / (to - from), 0., 1.);
  };
  double strength = share(ends.col(axis).norm(), 0.3, 0.6);
  for (Eigen::Index other = 0; other < ends.cols(); ++other)
    if (ends.col(other).norm() > ends.col(axis).norm())
      strength *= share((ends.col(other) - ends.col(axis)).norm(), 0.25, 0.5);
  return strength;
}

// Axes from a common origin in the lower left corner: columns of `ends` are where unit axes end on the paper
// (2 x axes). `crowded`: there may be many, and names fade as their axes grow short, or come near the name of
// a longer one, so that none appears at once.
void add_axes(const MatrixD& ends, bool crowded, const Limits& limits, const render::Style& style,
              render::Panel& panel) {
  const double length = 0.12 * (limits.second.x - limits.first.x);
  const render::Point origin{limits.first.x + 1.3 * length, limits.first.y + 1.3 * length};
  for (Eigen::Index k = 0; k < ends.cols(); ++k) {
    render::Line line;
    line.at = {origin, {origin.x + length * ends(0, k), origin.y + length * ends(1, k)}};
    line.color = style.muted;
    line.width_pt = 0.8;
    panel.marks.emplace_back(std::move(line));
    const double shown = std::hypot(ends(0, k), ends(1, k));
    const double away = crowded ? (length * shown + 0.35 * length) / std::max(shown, 1e-9) : 1.35 * length;
    const double strength = crowded ? name_strength(ends, k) : 1;
    if (strength <= 0) continue;
    render::Label name;
    name.at = {origin.x + away * ends(0, k), origin.y + away * ends(1, k)};
    name.text = std::to_string(k + 1);
    name.color = render::mix(style.paper, style.muted, strength);
    name.centred = true;
    panel.labels.push_back(std::move(name));
  }
}

}  // namespace

void add_triad(const View& view, const Limits& limits, const render::Style& style, render::Panel& panel) {
  add_axes(MatrixD(turned(view).topRows(2)), false, limits, style, panel);
}

void add_tour_axes(const MatrixD& plane, const Limits& limits, const render::Style& style,
                   render::Panel& panel) {
  add_axes(plane.transpose(), true, limits, style, panel);
}

std::vector<Projected> on_plane(const models::Conditions& paths, const MatrixD& plane) {
  std::vector<Projected> made;
  for (const MatrixD& path : paths) {
    const MatrixD at = path * plane;
    Projected one;
    for (Eigen::Index t = 0; t < at.rows(); ++t) one.at.push_back({at(t, 0), at(t, 1)});
    one.depth.assign(static_cast<std::size_t>(at.rows()), 1);
    made.push_back(std::move(one));
  }
  return made;
}

Limits limits_of_paths(const std::vector<Projected>& paths) {
  std::vector<render::Point> all;
  for (const Projected& path : paths) all.insert(all.end(), path.at.begin(), path.at.end());
  return limits_of(all, 0.08);
}

}  // namespace rssviz::cli
