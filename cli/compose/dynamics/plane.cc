#include "cli/compose/dynamics/plane.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/word_forms.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

using models::Stability;
using render::Point;

render::Point StatePlane::at(const VectorD& state) const {
  const VectorD placed = pca.components * (state - pca.mean);
  return {placed[0], placed[1]};
}

render::Point StatePlane::along(const VectorD& direction) const {
  const VectorD placed = pca.components * direction;
  return {placed[0], placed[1]};
}

StatePlane plane_of(MatrixRef states) {
  StatePlane plane;
  plane.pca = embed::fit_pca(states, 2);
  if (plane.pca.total_variance > 0) {
    plane.first_share = plane.pca.variances[0] / plane.pca.total_variance;
    plane.second_share = plane.pca.variances[1] / plane.pca.total_variance;
  }
  return plane;
}

render::Panel plane_panel(const StatePlane& plane, const std::vector<Point>& shown, double aspect) {
  render::Panel panel;
  auto [low, high] = limits_of(shown, 0.06);
  // Equal scales: the shorter side grows to the panel's aspect.
  const double width = high.x - low.x, height = high.y - low.y;
  const double more_x = std::max(0.0, height / aspect - width) / 2;
  const double more_y = std::max(0.0, width * aspect - height) / 2;
  panel.x.low = low.x - more_x;
  panel.x.high = high.x + more_x;
  panel.y.low = low.y - more_y;
  panel.y.high = high.y + more_y;
  panel.x.label = "PC 1 (" + percent(plane.first_share) + " of the variance)";
  panel.y.label = "PC 2 (" + percent(plane.second_share) + ")";
  return panel;
}

std::vector<render::Mark> recorded_paths(const StatePlane& plane, MatrixRef states,
                                         const std::vector<Stretch>& stretches, std::size_t most,
                                         const render::Style& style) {
  std::vector<render::Mark> marks;
  const Matrix placed = plane.pca.project(states);
  const std::size_t count = std::min(most, stretches.size());
  for (std::size_t k = 0; k < count; ++k) {
    const Stretch& stretch = stretches[k * stretches.size() / count];
    render::Line line;
    line.color = render::with_alpha(style.muted, 0.35);
    line.width_pt = 0.35;
    for (Eigen::Index t = 0; t < stretch.size; ++t)
      line.at.push_back({static_cast<double>(placed(stretch.first + t, 0)),
                         static_cast<double>(placed(stretch.first + t, 1))});
    marks.emplace_back(std::move(line));
  }
  return marks;
}

PointLook look_of_point(Stability stability) {
  switch (stability) {
    case Stability::stable:
      return {{0, 114, 178, 1.0}, render::MarkerShape::circle};
    case Stability::saddle:
      return {{213, 94, 0, 1.0}, render::MarkerShape::ring};
    case Stability::unstable:
      return {{117, 48, 136, 1.0}, render::MarkerShape::diamond};
  }
  return {};
}

std::vector<render::Mark> point_marks(const StatePlane& plane, const std::vector<models::FixedPoint>& points,
                                      double reach, const render::Style& style) {
  std::vector<render::Mark> lines, dots;
  for (const models::FixedPoint& point : points) {
    if (point.far) continue;
    const PointLook look = look_of_point(point.stability);
    const Point at = plane.at(point.at);
    for (const VectorD& direction : point.unstable_directions) {
      const Point way = plane.along(direction);
      lines.emplace_back(render::Line{
          {{at.x - reach * way.x, at.y - reach * way.y}, {at.x + reach * way.x, at.y + reach * way.y}},
          look.color,
          0.9,
          render::Dash::solid,
          false,
          0.4});
    }
  }
  for (const Stability stability : {Stability::unstable, Stability::saddle, Stability::stable}) {
    const PointLook look = look_of_point(stability);
    render::Points mark;
    mark.colors = {look.color};
    mark.shape = look.shape;
    mark.radius_pt = 2.6;
    if (look.shape != render::MarkerShape::ring) {
      mark.outline_pt = 0.5;
      mark.outline = style.paper;
    }
    mark.keep_order = true;
    mark.rasterizable = false;
    for (const models::FixedPoint& point : points)
      if (!point.far && point.stability == stability) mark.at.push_back(plane.at(point.at));
    if (!mark.at.empty()) dots.emplace_back(std::move(mark));
  }
  lines.insert(lines.end(), dots.begin(), dots.end());
  return lines;
}

render::Legend point_legend(const models::FixedPointSearch& search, const render::Style& style) {
  render::Legend legend;
  const bool slow = search.manifold_dimension > 0;
  const auto add = [&](Stability stability, const std::string& text) {
    if (search.count(stability) == 0) return;
    const PointLook look = look_of_point(stability);
    legend.entries.push_back({text, look.color, render::SwatchKind::point, look.shape});
  };
  add(Stability::stable, slow ? "slow point, held across" : "stable point");
  add(Stability::saddle, slow ? "slow point, left across" : "saddle, with its unstable directions");
  add(Stability::unstable, slow ? "slow point, left in all directions" : "unstable point");
  legend.entries.push_back(
      {"recorded states", render::with_alpha(style.muted, 0.5), render::SwatchKind::line});
  return legend;
}

std::string counted_points(const models::FixedPointSearch& search) {
  std::vector<std::string> parts;
  const auto add = [&](Stability stability, const char* one, const char* many) {
    const int count = search.count(stability);
    if (count > 0) parts.push_back(with_commas(count) + " " + (count == 1 ? one : many));
  };
  add(Stability::stable, "stable point", "stable points");
  add(Stability::saddle, "saddle", "saddles");
  add(Stability::unstable, "unstable point", "unstable points");
  return parts.empty() ? "no fixed point" : listed(parts);
}

std::vector<Option> search_options() {
  return {{"starts",
           OptionType::integer,
           "",
           "states to search from (default: 1000; fewer where the state has more than 400 numbers)",
           true,
           {}},
          {"noise",
           OptionType::number,
           "0.1",
           "noise on every second start, as a share of the recorded states' radius",
           true,
           {}},
          {"slow",
           OptionType::number,
           "0.02",
           "speed |F(x) - x| of a slow point, as a share of the recorded states' radius",
           true,
           {}},
          {"settle",
           OptionType::integer,
           "",
           "steps that starts run on before they may be slow points (default: the length of most recorded "
           "sequences, 20 to 200)",
           true,
           {}}};
}

// The median length of the recorded sequences.
static int settle_of(const DynamicsSubject& subject) {
  std::vector<Eigen::Index> sizes;
  for (const Stretch& stretch : subject.stretches()) sizes.push_back(stretch.size);
  if (sizes.empty()) return 60;
  std::sort(sizes.begin(), sizes.end());
  return static_cast<int>(std::clamp<Eigen::Index>(sizes[sizes.size() / 2], 20, 200));
}

models::FixedPointOptions search_settings(const Settings& settings, Eigen::Index size,
                                          const DynamicsSubject& subject) {
  models::FixedPointOptions options;
  constexpr double kCheap = 400;  // numbers of a state: a step of Newton takes the cube of them
  if (size > 400)
    options.starts = std::max(50, static_cast<int>(1000 * std::pow(kCheap / static_cast<double>(size), 3)));
  if (settings.has("starts"))
    options.starts = static_cast<int>(std::clamp<long long>(settings.integer("starts"), -1, 2'000'000));
  options.noise = settings.number("noise");
  options.slow = settings.number("slow");
  options.settle = settle_of(subject);
  if (settings.has("settle"))
    options.settle = static_cast<int>(std::clamp<long long>(settings.integer("settle"), -1, 2'000'000));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  return options;
}

}  // namespace rssviz::cli
