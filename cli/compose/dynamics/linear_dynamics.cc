// linear-dynamics: what happens close to fixed points: all eigenvalues of the Jacobian, a panel a point.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/dynamics/plane.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/bare_run.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "models/analysis/dynamics/linear_dynamics.h"

namespace rssviz::cli {
namespace {

using models::FixedPoint;
using models::Stability;

// A point of the search with all its eigenvalues.
struct Linearised {
  std::size_t number{0};  // as fixed-points counts it, from 1
  const FixedPoint* point{nullptr};
  models::Eigenvalues eigenvalues{};
};

// Of each kind in turn those with the most starts: near ones, or far ones where there are no others.
std::vector<std::size_t> chosen_points(const models::FixedPointSearch& search, std::size_t most) {
  std::vector<std::vector<std::size_t>> of_kind(3);
  const bool all_far = search.far() == static_cast<int>(search.points.size());
  for (std::size_t i = 0; i < search.points.size(); ++i)
    if (search.points[i].far == all_far)
      of_kind[static_cast<std::size_t>(search.points[i].stability)].push_back(i);
  std::vector<std::size_t> chosen;
  for (std::size_t turn = 0; chosen.size() < most; ++turn) {
    const std::size_t before = chosen.size();
    for (const std::vector<std::size_t>& points : of_kind)
      if (turn < points.size() && chosen.size() < most) chosen.push_back(points[turn]);
    if (chosen.size() == before) break;
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::vector<Linearised> linearised(const StageDynamics& dynamics, const VectorD& drive,
                                   const models::FixedPointSearch& search, std::size_t most,
                                   const Execution& execution) {
  const std::vector<std::size_t> chosen = chosen_points(search, most);
  std::vector<Linearised> all(chosen.size());
  execution.workers.for_each(chosen.size(), [&](std::size_t k) {
    execution.progress.check_stop();
    const FixedPoint& point = search.points[chosen[k]];
    VectorD next(dynamics.map->size());
    MatrixD jacobian(dynamics.map->size(), dynamics.map->size());
    dynamics.map->step(point.at, drive, next, &jacobian);
    all[k] = {chosen[k] + 1, &point, models::all_eigenvalues(jacobian)};
  });
  return all;
}

render::Line circle(double radius, render::Color color, double width_pt, render::Dash dash) {
  render::Line line;
  constexpr int kCorners = 120;
  for (int i = 0; i <= kCorners; ++i) {
    const double angle = 2 * std::numbers::pi * i / kCorners;
    line.at.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  line.color = color;
  line.width_pt = width_pt;
  line.dash = dash;
  return line;
}

std::string steps_text(double steps) {
  return std::isfinite(steps) && std::abs(steps) < 1e6
             ? with_commas(std::llround(std::abs(steps))) +
                   (std::llround(std::abs(steps)) == 1 ? " step" : " steps")
             : std::string("more than a million steps");
}

render::Panel eigenvalues_panel(const Linearised& one, double reach, std::size_t place, std::size_t columns,
                                const render::Style& style) {
  render::Panel panel;
  panel.row = static_cast<int>(place / columns);
  panel.column = static_cast<int>(place % columns);
  panel.title = "Point " + std::to_string(one.number) + ", " + std::string(name_of(one.point->stability));
  panel.x.low = panel.y.low = -reach;
  panel.x.high = panel.y.high = reach;
  panel.x.label = "Re \u03bb";
  if (panel.column == 0) panel.y.label = "Im \u03bb";
  panel.marks.emplace_back(circle(1, style.ink, 0.7, render::Dash::solid));
  panel.marks.emplace_back(circle(std::exp(-0.1), style.muted, 0.4, render::Dash::dashed));
  render::Points inside, outside;
  inside.colors = {{86, 180, 233, 1.0}};
  outside.colors = {look_of_point(Stability::saddle).color};
  inside.radius_pt = outside.radius_pt = 1.5;
  for (const std::complex<double> value : one.eigenvalues)
    (std::abs(value) > 1 ? outside : inside).at.push_back({value.real(), value.imag()});
  if (!inside.at.empty()) panel.marks.emplace_back(std::move(inside));
  if (!outside.at.empty()) panel.marks.emplace_back(std::move(outside));
  const std::complex<double> leading = one.eigenvalues.front();
  panel.notes.push_back(
      {render::Corner::bottom_left,
       (std::abs(leading) > 1 ? "grows: " : "decays: ") + steps_text(models::time_constant(leading)), false});
  if (std::isfinite(models::period(leading)))
    panel.notes.push_back(
        {render::Corner::top_left, "period " + decimals(models::period(leading), 1) + " steps", false});
  return panel;
}

formats::Table table_of(const std::vector<Linearised>& points) {
  formats::Table table;
  table.header = {"point", "kind", "eigenvalue", "real", "imaginary", "modulus", "time_constant", "period"};
  const auto number = [](double value) {
    return std::isfinite(value) ? formats::format_number(value) : "inf";
  };
  for (const Linearised& one : points)
    for (std::size_t k = 0; k < one.eigenvalues.size(); ++k) {
      const std::complex<double> value = one.eigenvalues[k];
      table.rows.push_back({std::to_string(one.number), std::string(name_of(one.point->stability)),
                            std::to_string(k + 1), number(value.real()), number(value.imag()),
                            number(std::abs(value)), number(models::time_constant(value)),
                            number(models::period(value))});
    }
  return table;
}

std::string caption_of(const DynamicsSubject& subject, const models::FixedPointSearch& search) {
  return "The " + subject.view().description + ", " + subject.input_text() + ": of " +
         counted_points(search) +
         (search.manifold_dimension > 0 ? " sampled along a manifold of slow points" : "") +
         (search.far() == static_cast<int>(search.points.size())
              ? " near the recorded states; " + std::to_string(search.far()) + " farther away"
              : std::string()) +
         ", those of each kind that most searches ended in (numbers as in fixed-points). Dots: all "
         "eigenvalues "
         "\u03bb of the Jacobian at the point; solid circle: |\u03bb| = 1, beyond which a deviation grows; "
         "dashed: "
         "a time constant \u22121 / ln |\u03bb| of 10 steps, so that what lies between the circles lasts "
         "longer. "
         "Below: time constant of the largest eigenvalue, above its period 2\u03c0 / |arg \u03bb| where it "
         "turns. "
         "Linear dynamics hold close to the point alone, and eigenvalues don't tell of passing growth of "
         "states "
         "whose directions aren't orthogonal.";
}

}  // namespace

static Drawn make_linear_dynamics(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const long long most = settings.integer("points-shown");
  if (most < 1 || most > 12)
    fail(ErrorKind::usage, "--points-shown: " + std::to_string(most) + " is out of range (1 to 12)");
  const DynamicsSubject subject(*request.networks.front(), settings);
  const StageDynamics dynamics = subject.at(-1, request.execution);
  const VectorD drive = dynamics.map->drive(subject.input());
  const models::FixedPointSearch search =
      models::find_fixed_points(*dynamics.map, drive, dynamics.states,
                                search_settings(settings, dynamics.map->size(), subject), request.execution);
  const std::vector<Linearised> points =
      linearised(dynamics, drive, search, static_cast<std::size_t>(most), request.execution);
  if (points.empty())
    fail(ErrorKind::data, subject.view().id + ": no fixed point was found from the recorded states " +
                              subject.input_text() +
                              "; more --starts or --noise may find one, or another --at-input");
  double reach = 1.08;
  for (const Linearised& one : points) reach = std::max(reach, 1.08 * std::abs(one.eigenvalues.front()));
  const std::size_t columns = std::min<std::size_t>(points.size(), 3);
  const Look look = look_of(settings, columns > 1);
  render::Figure figure = figure_with(look);
  for (std::size_t k = 0; k < points.size(); ++k)
    figure.panels.push_back(eigenvalues_panel(points[k], reach, k, columns, look.style));
  letter_panels(figure, look);
  figure.row_aspects.assign((points.size() + columns - 1) / columns, 1.0);
  figure.caption.title = "Linear dynamics at fixed points of the " + subject.view().name;
  figure.caption.text = caption_of(subject, search);
  Drawn drawn{std::move(figure), table_of(points)};
  for (const Linearised& one : points)
    drawn.findings.push_back({"largest modulus of an eigenvalue: point " + std::to_string(one.number),
                              std::abs(one.eigenvalues.front())});
  return drawn;
}

FigureKind linear_dynamics_kind() {
  std::vector<Option> options = dynamics_options();
  for (Option& option : search_options()) options.push_back(std::move(option));
  options.push_back(
      {"points-shown", OptionType::integer, "6", "points that have a panel, 1 to 12", true, {}});
  options.push_back(latex_option());
  options.push_back(no_palette());
  return {.name = "linear-dynamics",
          .summary = "eigenvalues at fixed points, with their time constants and periods",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsWithoutTask,
          .needs = {},
          .options = std::move(options),
          .make = make_linear_dynamics};
}

}  // namespace rssviz::cli
