// fixed-points: where a network would stay if nothing came in any more, and whether it would come back
// (Sussillo and Barak 2013).
#include <algorithm>
#include <cmath>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/dynamics/plane.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/word_forms.h"
#include "cli/subjects/bare_run.h"
#include "core/formats/csv.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using models::FixedPoint;
using models::FixedPointSearch;
using models::Stability;

constexpr std::size_t kMostNumbered = 30;  // points that bear their number of the table
constexpr double kAspect = 0.82;           // of the plane

// All points as the table and the numbers on the plane count them: near ones, then far ones.
formats::Table table_of(const FixedPointSearch& search) {
  formats::Table table;
  table.header = {"point", "kind", "largest_eigenvalue", "q", "share_of_starts", "index"};
  const Eigen::Index size = search.points.empty() ? 0 : search.points.front().at.size();
  for (Eigen::Index i = 1; i <= size; ++i) table.header.push_back("x" + std::to_string(i));
  for (std::size_t k = 0; k < search.points.size(); ++k) {
    const FixedPoint& point = search.points[k];
    std::vector<std::string> row{std::to_string(k + 1),
                                 std::string(name_of(point.stability)),
                                 formats::format_number(std::abs(point.eigenvalues.front())),
                                 formats::format_number(point.q),
                                 formats::format_number(static_cast<double>(point.starts) / search.starts),
                                 std::to_string(point.index)};
    for (const double value : point.at) row.push_back(formats::format_number(value));
    table.rows.push_back(std::move(row));
  }
  return table;
}

render::Panel points_panel(const StatePlane& plane, const StageDynamics& dynamics,
                           const DynamicsSubject& subject, const FixedPointSearch& search,
                           const render::Style& style) {
  const Matrix placed = plane.pca.project(dynamics.states);
  std::vector<render::Point> shown;
  for (Eigen::Index i = 0; i < placed.rows(); ++i) shown.push_back({placed(i, 0), placed(i, 1)});
  for (const FixedPoint& point : search.points)
    if (!point.far) shown.push_back(plane.at(point.at));
  render::Panel panel = plane_panel(plane, shown, kAspect);
  panel.row_span = 2;
  panel.title =
      search.manifold_dimension > 0 ? "Slow points among the states" : "Fixed points among the states";
  panel.marks = recorded_paths(plane, dynamics.states, subject.stretches(), 40, style);
  const double reach = 0.07 * (*panel.x.high - *panel.x.low);
  std::vector<render::Mark> marks = point_marks(plane, search.points, reach, style);
  panel.marks.insert(panel.marks.end(), marks.begin(), marks.end());
  const auto near = static_cast<std::size_t>(search.points.size()) - static_cast<std::size_t>(search.far());
  if (search.manifold_dimension > 0 || near > kMostNumbered) return panel;
  for (std::size_t k = 0; k < near; ++k)
    panel.labels.push_back({plane.at(search.points[k].at), std::to_string(k + 1), style.ink, false, 0,
                            search.points[k].stability == Stability::stable ? 2.0 : 1.0, 3.5});
  return panel;
}

// log10 of q at the end of each start; all below what doubles tell stand in the first bar.
render::Panel q_panel(const FixedPointSearch& search, double slow_q, const render::Style& style) {
  constexpr int kLow = -32, kHigh = 4;
  std::vector<int> counts(static_cast<std::size_t>((kHigh - kLow) / 2), 0);
  for (const double q : search.q) {
    const double power = q > 0 ? std::log10(q) : kLow;
    const int bin =
        std::clamp(static_cast<int>(std::floor((power - kLow) / 2)), 0, static_cast<int>(counts.size()) - 1);
    ++counts[static_cast<std::size_t>(bin)];
  }
  render::Panel panel;
  panel.column = 1;
  panel.title = "Where searches end";
  panel.x.label = "q = |F(x) \u2212 x|\u00b2 / 2";
  panel.y.label = "starts";
  panel.x.low = kLow;
  panel.x.high = kHigh;
  panel.y.low = 0;
  panel.x.ticks = {{-30, "10^{\u221230}"}, {-20, "10^{\u221220}"}, {-10, "10^{\u221210}"}, {0, "1"}};
  for (render::Tick& tick : panel.x.ticks)
    if (tick.at != 0) tick.text = "$10^{" + std::to_string(static_cast<int>(tick.at)) + "}$";
  render::Rectangles bars;
  bars.colors = {{86, 180, 233, 1.0}};
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    const double left = kLow + 2.0 * static_cast<double>(bin);
    if (counts[bin] > 0) bars.boxes.push_back({left, 0, left + 2, static_cast<double>(counts[bin])});
  }
  panel.marks.emplace_back(std::move(bars));
  panel.y.high = 1.3 * static_cast<double>(*std::max_element(counts.begin(), counts.end())) + 1e-9;  // "slow"
  panel.marks.emplace_back(
      render::Rule{false, std::log10(slow_q), style.muted, 0.6, render::Dash::dashed, "slow"});
  return panel;
}

// The largest eigenvalue of each point against 1, a row a kind.
render::Panel eigenvalue_panel(const FixedPointSearch& search, const render::Style& style) {
  render::Panel panel;
  panel.row = 1;
  panel.column = 1;
  panel.title = "Largest eigenvalue";
  panel.x.label = "|\u03bb| of each point";
  panel.y.low = 0.4;
  panel.y.high = 3.6;
  panel.y.ticks = {{3, "stable"}, {2, "saddle"}, {1, "unstable"}};
  for (const Stability stability : {Stability::stable, Stability::saddle, Stability::unstable}) {
    const PointLook look = look_of_point(stability);
    render::Points dots;
    dots.colors = {look.color};
    dots.shape = look.shape;
    dots.radius_pt = 2.2;
    for (const FixedPoint& point : search.points)
      if (!point.far && point.stability == stability)
        dots.at.push_back({std::abs(point.eigenvalues.front()), 3.0 - static_cast<double>(stability)});
    if (!dots.at.empty()) panel.marks.emplace_back(std::move(dots));
  }
  panel.marks.emplace_back(render::Rule{false, 1, style.muted, 0.6, render::Dash::dashed, ""});
  return panel;
}

std::string index_sentence(const FixedPointSearch& search) {
  if (search.manifold_dimension > 0) return "";
  if (!search.indices_known)
    return "The map keeps no compact set, so that the sum of the indices says nothing about missing points. ";
  const std::string sum =
      (search.index_sum >= 0 ? "+" : "\u2212") + std::to_string(std::abs(search.index_sum));
  if (search.index_sum == 1)
    return "The indices sign det(I \u2212 J) of all points add up to +1, as they must (Poincar\u00e9 and "
           "Hopf): "
           "no sign of missing points, though pairs of opposite index may be. ";
  return "The indices sign det(I \u2212 J) of the points add up to " + sum +
         " instead of +1: points are missing (more --starts or --noise may find them). ";
}

std::string found_sentence(const FixedPointSearch& search, const models::FixedPointOptions& options) {
  if (search.manifold_dimension > 0) {
    const int d = search.manifold_dimension;
    return "Slow points lie on a manifold of dimension " + std::to_string(d) +
           (d == 1 ? " (a line or ring attractor)" : "") + ": left alone for " + with_commas(options.settle) +
           " steps, " + percent(static_cast<double>(search.slow) / search.starts) +
           " of the starts stand about still (|F(x) \u2212 x| below " + formats::format_number(options.slow) +
           " of the states' radius) farther than 5 % of it from every exact point, and in the median of them "
           "so many eigenvalues lie within " +
           decimals(search.near_one, 3) +
           " of 1; in so many components they spread (95 % of their variance). Drawn is a sample of them at "
           "distances of 5 % of the radius, judged by the eigenvalues "
           "across the manifold; how many exact points lie on it is no property of the network and isn't "
           "told. ";
  }
  return "There are " + counted_points(search) + ". ";
}

std::string caption_of(const DynamicsSubject& subject, const FixedPointSearch& search,
                       const models::FixedPointOptions& options) {
  const NetworkView& view = subject.view();
  std::string text =
      "The " + view.description + ", " + subject.input_text() + ". Searches for points with F(x) = x " +
      "(q brought down by Powell's dogleg with exact Jacobians, in double) began at " +
      with_commas(search.starts) + " of " + subject.sample_text() + ", every second one with noise (" +
      formats::format_number(options.noise) + " of the states' radius, seed " + std::to_string(options.seed) +
      "); " + with_commas(search.converged) + " ended in a fixed point. ";
  text += found_sentence(search, options);
  if (search.far() > 0)
    text += with_commas(search.far()) + (search.far() == 1 ? " further point lies" : " further points lie") +
            " farther from all recorded states than their own radius and " +
            (search.far() == 1 ? "is" : "are") + " listed last in the table, not drawn. ";
  if (search.later > 0)
    text += with_commas(search.later) + (search.later == 1 ? " point was" : " points were") +
            " found only by continuation from the zero state, or from the middle between others. ";
  text += index_sentence(search);
  text +=
      "(a) Recorded states and points on the states' two largest principal components; distances across "
      "the plane aren't seen. Lines: directions of eigenvalues outside the unit circle, at most three a "
      "point. (b) q at the end of each search; slow: |F(x) \u2212 x| below " +
      formats::format_number(options.slow) +
      " of the states' radius. (c) The largest eigenvalue of each "
      "point's Jacobian; dashed: 1. Coverage " +
      percent(search.coverage()) +
      ": the chance that one more start of this kind would end where one has ended already (Good 1953); it "
      "speaks of "
      "these starts only. With inputs that change, the network need not come near any of these points.";
  return text;
}

std::vector<Finding> findings_of(const FixedPointSearch& search) {
  std::vector<Finding> findings;
  if (search.manifold_dimension > 0) {
    findings.push_back(
        {"dimension of the manifold of slow points", static_cast<double>(search.manifold_dimension)});
  } else {
    findings.push_back({"stable points", static_cast<double>(search.count(Stability::stable))});
    findings.push_back({"saddles", static_cast<double>(search.count(Stability::saddle))});
    findings.push_back({"unstable points", static_cast<double>(search.count(Stability::unstable))});
    findings.push_back({"points far from the states", static_cast<double>(search.far())});
    if (search.indices_known) findings.push_back({"sum of indices", static_cast<double>(search.index_sum)});
  }
  findings.push_back({"share of starts that stood still away from points",
                      static_cast<double>(search.slow) / search.starts});
  findings.push_back({"coverage", search.coverage()});
  findings.push_back(
      {"share of starts that ended in a fixed point", static_cast<double>(search.converged) / search.starts});
  return findings;
}

void add_notes(const FixedPointSearch& search, render::Panel& panel) {
  if (search.manifold_dimension > 0) {
    panel.notes.push_back({render::Corner::top_left,
                           "manifold of dimension " + std::to_string(search.manifold_dimension), true});
    return;
  }
  if (!search.indices_known) return;
  panel.notes.push_back({render::Corner::top_left,
                         search.index_sum == 1 ? "indices add up to +1"
                                               : "indices add up to " + std::to_string(search.index_sum) +
                                                     ": points are missing",
                         search.index_sum != 1});
}

}  // namespace

static Drawn make_fixed_points(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const DynamicsSubject subject(*request.networks.front(), settings);
  const StageDynamics dynamics = subject.at(-1, request.execution);
  const models::FixedPointOptions options = search_settings(settings, dynamics.map->size(), subject);
  const FixedPointSearch search = models::find_fixed_points(
      *dynamics.map, dynamics.map->drive(subject.input()), dynamics.states, options, request.execution);
  const Look look = look_of(settings, true);
  const StatePlane plane = plane_of(dynamics.states);
  render::Figure figure = figure_with(look);
  figure.column_weights = {1.75, 1};
  figure.panels.push_back(points_panel(plane, dynamics, subject, search, look.style));
  add_notes(search, figure.panels.front());
  const double slow_q = 0.5 * std::pow(options.slow * search.radius, 2);
  figure.panels.push_back(q_panel(search, std::max(slow_q, 1e-30), look.style));
  figure.panels.push_back(eigenvalue_panel(search, look.style));
  letter_panels(figure, look);
  figure.row_aspects = {0.62, 0.62};
  figure.legends.push_back(point_legend(search, look.style));
  figure.legends.back().panels = {0};
  figure.caption.title = search.manifold_dimension > 0
                             ? "A manifold of slow points of the " + subject.view().name
                             : "Fixed points of the " + subject.view().name + " " + subject.input_text();
  figure.caption.text = caption_of(subject, search, options);
  Drawn drawn{std::move(figure), table_of(search)};
  drawn.findings = findings_of(search);
  return drawn;
}

FigureKind fixed_points_kind() {
  std::vector<Option> options = dynamics_options();
  for (Option& option : search_options()) options.push_back(std::move(option));
  options.push_back(latex_option());
  options.push_back(no_palette());
  return {.name = "fixed-points",
          .summary = "points where a network would stay without new input, and their stability",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsWithoutTask,
          .needs = {},
          .options = std::move(options),
          .make = make_fixed_points};
}

}  // namespace rssviz::cli
