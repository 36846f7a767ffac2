#include "cli/compose/learning/nesting_trees.h"

#include <algorithm>

#include "models/analysis/geometry/average_linkage.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr const char* kPalette = "magma";
constexpr double kTree = 0.42;    // of the matrix's height
constexpr double kStrip = 0.075;  // of it, a row of classes

// Of the pairs of different means, sorted: the share that are nearer.
double share_nearer(const std::vector<double>& sorted, double distance) {
  if (sorted.size() < 2) return 0;
  const auto nearer = std::lower_bound(sorted.begin(), sorted.end(), distance) - sorted.begin();
  return static_cast<double>(nearer) / (static_cast<double>(sorted.size()) - 1);
}

std::vector<double> sorted_distances(const MatrixD& distances) {
  std::vector<double> sorted;
  for (Eigen::Index a = 0; a < distances.rows(); ++a)
    for (Eigen::Index b = a + 1; b < distances.cols(); ++b) sorted.push_back(distances(a, b));
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

render::Rectangles cells_of(const MatrixD& distances, const std::vector<int>& order) {
  const std::vector<double> sorted = sorted_distances(distances);
  const auto count = static_cast<double>(order.size());
  render::Rectangles cells;
  cells.tiled = true;
  for (std::size_t r = 0; r < order.size(); ++r)
    for (std::size_t c = 0; c < order.size(); ++c) {
      const auto x = static_cast<double>(c), y = count - 1 - static_cast<double>(r);
      cells.boxes.push_back({x, y, x + 1, y + 1});
      cells.colors.push_back(
          r == c ? render::sample_palette(kPalette, 0)
                 : render::sample_palette(kPalette, share_nearer(sorted, distances(order[r], order[c]))));
    }
  return cells;
}

void add_tree(const std::vector<models::Join>& joins, const std::vector<int>& order, render::Color color,
              render::Panel& panel) {
  const auto count = static_cast<double>(order.size());
  std::vector<render::Point> top(order.size() + joins.size());
  const double base = count * 1.02;
  for (std::size_t i = 0; i < order.size(); ++i)
    top[static_cast<std::size_t>(order[i])] = {static_cast<double>(i) + 0.5, base};
  const double highest = joins.empty() ? 1 : std::max(joins.back().height, 1e-12);  // one mean: no tree
  for (std::size_t k = 0; k < joins.size(); ++k) {
    const render::Point a = top[static_cast<std::size_t>(joins[k].a)],
                        b = top[static_cast<std::size_t>(joins[k].b)];
    const double y = base + kTree * count * joins[k].height / highest;
    panel.marks.emplace_back(render::Line{{a, {a.x, y}, {b.x, y}, b}, color, 0.6});
    top[order.size() + k] = {(a.x + b.x) / 2, y};
  }
}

void add_strip(const std::vector<std::int32_t>& values, const Classes& classes, const std::vector<int>& order,
               double row, render::Color paper, render::Panel& panel) {
  const auto count = static_cast<double>(order.size());
  const double high = -count * (0.02 + row * (kStrip + 0.015)), low = high - count * kStrip;
  render::Rectangles boxes;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto x = static_cast<double>(i);
    boxes.boxes.push_back({x, low, x + 1, high});
    boxes.colors.push_back(
        classes.colors[static_cast<std::size_t>(values[static_cast<std::size_t>(order[i])])]);
  }
  boxes.outline_pt = 0.4;
  boxes.outline = paper;
  panel.marks.emplace_back(std::move(boxes));
}

}  // namespace

render::Panel tree_panel(const ClassDistances& of, const Classes& outer, const Classes& inner,
                         const render::Style& style) {
  const std::vector<models::Join> joins = models::average_linkage(of.distances);
  const std::vector<int> order = models::order_of_leaves(joins);
  const auto count = static_cast<double>(order.size());
  render::Panel panel;
  panel.kind = render::PanelKind::blank;
  panel.title = of.of;
  panel.x.low = 0;
  panel.x.high = count;
  panel.y.low = -count * (0.03 + 2 * (kStrip + 0.015));
  panel.y.high = count * (1.04 + kTree);
  panel.x.show_ticks = panel.y.show_ticks = false;
  panel.marks.emplace_back(cells_of(of.distances, order));
  add_tree(joins, order, style.ink, panel);
  add_strip(of.outer, outer, order, 0, style.paper, panel);
  add_strip(of.inner, inner, order, 1, style.paper, panel);
  return panel;
}

render::ColorBar distance_bar(std::vector<std::size_t> panels) {
  render::ColorBar bar;
  bar.title = "share of pairs of means that are nearer";
  bar.palette = kPalette;
  bar.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  bar.side = render::Side::bottom;
  bar.panels = std::move(panels);
  return bar;
}

}  // namespace rssviz::cli
