// flow: which way a network would go from everywhere on the plane of its states.
#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/dynamics/plane.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/bare_run.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kCells = 48;   // of the speed, along the width
constexpr int kArrows = 20;  // along the width
constexpr double kAspect = 0.8;

// A step of the map from the plane, cell by cell.
struct Flow {
  int columns{0}, rows{0};
  double x0{0}, y0{0}, side{0};      // low corner, side of a cell
  std::vector<double> speed{};       // log10 |F(x) - x|
  std::vector<render::Point> way{};  // F(x) - x on the plane
  std::vector<double> to_states{};   // from the nearest recorded state, on the plane
  double low{0}, high{0};            // of the speed where states are near

  render::Point middle(std::size_t cell) const {
    const auto c = static_cast<double>(cell % static_cast<std::size_t>(columns));
    const auto r = static_cast<double>(cell / static_cast<std::size_t>(columns));
    return {x0 + (c + 0.5) * side, y0 + (r + 0.5) * side};
  }
};

double nearest(const Matrix& placed, render::Point at) {
  float least = std::numeric_limits<float>::max();
  const auto x = static_cast<float>(at.x), y = static_cast<float>(at.y);
  for (Eigen::Index i = 0; i < placed.rows(); ++i) {
    const float dx = placed(i, 0) - x, dy = placed(i, 1) - y;
    least = std::min(least, dx * dx + dy * dy);
  }
  return std::sqrt(static_cast<double>(least));
}

Flow flow_on(const StatePlane& plane, const StageDynamics& dynamics, const VectorD& drive,
             const render::Panel& panel, const Execution& execution) {
  Flow flow;
  flow.columns = kCells;
  flow.side = (*panel.x.high - *panel.x.low) / kCells;
  flow.rows = std::max(1, static_cast<int>(std::ceil((*panel.y.high - *panel.y.low) / flow.side)));
  flow.x0 = *panel.x.low;
  flow.y0 = *panel.y.low;
  const auto cells = static_cast<std::size_t>(flow.columns * flow.rows);
  flow.speed.resize(cells);
  flow.way.resize(cells);
  flow.to_states.resize(cells);
  const Matrix placed = plane.pca.project(dynamics.states);
  execution.workers.for_each(static_cast<std::size_t>(flow.rows), [&](std::size_t row) {
    execution.progress.check_stop();
    VectorD next(dynamics.map->size());
    for (std::size_t cell = row * kCells; cell < (row + 1) * kCells; ++cell) {
      const render::Point at = flow.middle(cell);
      const VectorD state = plane.pca.mean + at.x * plane.pca.components.row(0).transpose() +
                            at.y * plane.pca.components.row(1).transpose();
      dynamics.map->step(state, drive, next, nullptr);
      flow.speed[cell] = std::log10(std::max(1e-12, (next - state).norm()));
      flow.way[cell] = plane.along(next - state);
      flow.to_states[cell] = nearest(placed, at);
    }
  });
  const auto [low, high] = std::minmax_element(flow.speed.begin(), flow.speed.end());
  flow.low = *low;
  flow.high = std::max(*high, *low + 1e-6);
  return flow;
}

// Places farther from all states than this aren't among the data.
double data_reach(const Flow& flow) { return 3 * flow.side; }

void add_speed(const Flow& flow, const std::string& palette, const render::Style& style,
               render::Panel& panel) {
  render::Rectangles cells, away;
  cells.tiled = away.tiled = true;
  away.colors = {render::with_alpha(style.paper, 0.6)};
  for (std::size_t cell = 0; cell < flow.speed.size(); ++cell) {
    const render::Point at = flow.middle(cell);
    const double half = flow.side / 2;
    const render::Rectangles::Box box{at.x - half, at.y - half, at.x + half,
                                      std::min(at.y + half, *panel.y.high)};
    cells.boxes.push_back(box);
    cells.colors.push_back(render::sample_palette(
        palette, 0.25 + 0.75 * (flow.speed[cell] - flow.low) / (flow.high - flow.low)));
    if (flow.to_states[cell] > data_reach(flow)) away.boxes.push_back(box);
  }
  panel.marks.emplace_back(std::move(cells));
  if (!away.boxes.empty()) panel.marks.emplace_back(std::move(away));
}

// Of one length each: the colour tells the speed.
void add_arrows(const Flow& flow, const render::Style& style, render::Panel& panel) {
  const int every = std::max(1, kCells / kArrows);
  const double length = 0.8 * every * flow.side;
  for (std::size_t cell = 0; cell < flow.way.size(); ++cell) {
    const int column = static_cast<int>(cell) % flow.columns, row = static_cast<int>(cell) / flow.columns;
    const double size = std::hypot(flow.way[cell].x, flow.way[cell].y);
    if (column % every != every / 2 || row % every != every / 2 || !(size > 0)) continue;
    const render::Point at = flow.middle(cell);
    const double dx = flow.way[cell].x / size * length / 2, dy = flow.way[cell].y / size * length / 2;
    const bool away = flow.to_states[cell] > data_reach(flow);
    render::Line line;
    line.at = {{at.x - dx, at.y - dy}, {at.x + dx, at.y + dy}};
    line.color = render::with_alpha(style.ink, away ? 0.3 : 0.85);
    line.width_pt = 0.5;
    line.arrows = true;
    panel.marks.emplace_back(std::move(line));
  }
}

// 1 and 3 times powers of ten.
std::vector<render::Tick> speed_ticks(const Flow& flow) {
  std::vector<render::Tick> ticks;
  for (int power = -12; power <= 12; ++power)
    for (const int digit : {1, 3}) {
      const double at = power + std::log10(digit);
      if (at < flow.low || at > flow.high) continue;
      const bool plain = power >= -2 && power <= 2;
      ticks.push_back({at, plain ? formats::format_number(
                                       power < 0 ? digit / std::pow(10, -power)  // 0.3, not a bit beside it
                                                 : digit * std::pow(10, power))
                                 : std::to_string(digit) + "e" + std::to_string(power)});
    }
  return ticks;
}

std::string caption_of(const DynamicsSubject& subject, const StatePlane& plane,
                       const models::FixedPointSearch& search) {
  return "The " + subject.view().description + ", " + subject.input_text() +
         ". Arrows: the direction of a step F(x) \u2212 x from places on the plane of the two largest "
         "principal "
         "components of " +
         subject.sample_text() + " (" + percent(plane.first_share + plane.second_share) +
         " of their variance), through their mean, seen on the plane; colour: its whole length |F(x) \u2212 "
         "x|. Pale: "
         "farther from all recorded states than three cells, where the network doesn't go. Points: " +
         counted_points(search) + (search.manifold_dimension > 0 ? " of a manifold of slow points" : "") +
         ", of the whole space: they need not lie on the plane, and arrows near them need not point at them. "
         "What "
         "happens across the plane isn't seen: states leave it at the next step.";
}

}  // namespace

static std::vector<Finding> findings_of(const models::FixedPointSearch& search) {
  return {{"stable points", static_cast<double>(search.count(models::Stability::stable))},
          {"saddles", static_cast<double>(search.count(models::Stability::saddle))}};
}

static Drawn make_flow(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const DynamicsSubject subject(*request.networks.front(), settings);
  const StageDynamics dynamics = subject.at(-1, request.execution);
  const VectorD drive = dynamics.map->drive(subject.input());
  const models::FixedPointSearch search =
      models::find_fixed_points(*dynamics.map, drive, dynamics.states,
                                search_settings(settings, dynamics.map->size(), subject), request.execution);
  const StatePlane plane = plane_of(dynamics.states);
  const Look look = look_of(settings, false);
  const Matrix placed = plane.pca.project(dynamics.states);
  std::vector<render::Point> shown;
  for (Eigen::Index i = 0; i < placed.rows(); ++i) shown.push_back({placed(i, 0), placed(i, 1)});
  render::Figure figure = figure_with(look);
  render::Panel panel = plane_panel(plane, shown, kAspect);
  const Flow flow = flow_on(plane, dynamics, drive, panel, request.execution);
  const std::string palette = scale_palette(settings, "viridis");
  add_speed(flow, palette, look.style, panel);
  add_arrows(flow, look.style, panel);
  std::vector<render::Mark> marks =
      point_marks(plane, search.points, 0.05 * (*panel.x.high - *panel.x.low), look.style);
  panel.marks.insert(panel.marks.end(), marks.begin(), marks.end());
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {kAspect};
  render::Legend legend = point_legend(search, look.style);
  legend.entries.pop_back();  // states aren't drawn
  if (!legend.entries.empty()) figure.legends.push_back(std::move(legend));
  render::ColorBar bar;
  bar.title = "speed |F(x) \u2212 x|";
  bar.palette = palette;
  bar.low = flow.low - (flow.high - flow.low) / 3;  // the darkest quarter isn't used: arrows stand out
  bar.high = flow.high;
  bar.ticks = speed_ticks(flow);
  figure.color_bars.push_back(std::move(bar));
  figure.caption.title = "Where the " + subject.view().name + " goes " + subject.input_text();
  figure.caption.text = caption_of(subject, plane, search);
  Drawn drawn{std::move(figure)};
  drawn.findings = findings_of(search);
  return drawn;
}

FigureKind flow_kind() {
  std::vector<Option> options = dynamics_options();
  for (Option& option : search_options()) options.push_back(std::move(option));
  options.push_back(palette_of_scales());
  return {.name = "flow",
          .summary = "which way a network goes from everywhere on the plane of its states",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsWithoutTask,
          .needs = {},
          .options = std::move(options),
          .make = make_flow};
}

}  // namespace rssviz::cli
