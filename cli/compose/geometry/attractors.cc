// attractors: the eigenvalues of the recurrent weights through learning, and what final states come to
// without input: points, cycles, invariant circles or chaos.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/geometry/class_projection.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/studies/movement.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/attractor.h"
#include "models/analysis/geometry/spectrum.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kAfter = 2000;         // steps without input
constexpr int kFollow = 2000;        // further steps along which exponents are found
constexpr std::size_t kMoved = 200;  // sequences whose movement is measured

struct Ends {
  std::vector<models::FoundAttractor> found{};  // one a start
  std::vector<std::int32_t> classes{};
};

// Speeds after 2,000 steps without input as shares of those with input: of the trained network, of the
// untrained one as it was drawn, and of that at the trained spectral radius.
struct Movement {
  double trained{0}, drawn{0}, scaled{0};
};

// The network left alone. Its Jacobian: h' = tanh(W h + ...), so dh'_i / dh_j = (1 - h'_i^2) W_ij.
models::MapSystem system_of(const NetworkView& view, const models::Network& network) {
  const auto weights = std::make_shared<const MatrixD>(view.run->recurrent_weights(-1).transpose());
  const std::int32_t blank = view.task->blank_token();
  const auto step = [&network, blank](const VectorD& state) {
    const Matrix before = state.cast<float>().transpose();
    Matrix next(1, before.cols());
    network.step(before, std::span(&blank, 1), next);
    return VectorD(next.row(0).cast<double>().transpose());
  };
  return {step, [step, weights](const VectorD& state) {
            const VectorD next = step(state);
            return MatrixD((1 - next.array().square()).matrix().asDiagonal() * *weights);
          }};
}

Ends ends_of(const FigureRequest& request, const Recorded& one) {
  const NetworkView& view = *one.view;
  const models::StepStates& states = one.file.states;
  if (view.run->recurrent_weights(-1).size() == 0 || view.task->blank_token() < 0)
    fail(ErrorKind::data, view.id +
                              ": attractors needs an rnn of one layer on a task with steps without input "
                              "(images, clusters)");
  const auto starts = std::min<std::size_t>(static_cast<std::size_t>(request.settings.integer("starts")),
                                            states.classes.size());
  const models::MapSystem system = system_of(view, *one.run.network);
  models::AttractorOptions options;
  options.steps = kAfter;
  options.follow = kFollow;
  options.tolerance = 1e-5;  // the network runs in single precision
  Ends ends;
  ends.found.resize(starts);
  request.execution.workers.for_each(starts, [&](std::size_t i) {
    request.execution.progress.check_stop();
    const auto row = static_cast<Eigen::Index>(i);
    ends.found[i] =
        models::find_attractor(system, states.states.back().row(row).cast<double>().transpose(), options);
  });
  ends.classes.assign(states.classes.begin(), states.classes.begin() + static_cast<std::ptrdiff_t>(starts));
  return ends;
}

Movement movement_of(const Recorded& one, const Execution& execution) {
  const NetworkView& view = *one.view;
  const std::int32_t blank = view.task->blank_token();
  std::vector<models::Tokens> tokens = one.run.tokens;
  tokens.resize(std::min(tokens.size(), kMoved));
  const auto of = [&](const models::Network& network) {
    return movement_without_input(network, tokens, blank, kAfter, execution);
  };
  double radius = 0;
  return {of(*one.run.network), of(*view.network_at(0)), of(*untrained_network(view, radius))};
}

render::Panel spectrum_panel(const NetworkView& view, int stage, double limit, const render::Style& style) {
  render::Panel panel =
      map_panel(view.stage_names[static_cast<std::size_t>(stage)], {{-limit, -limit}, {limit, limit}});
  render::Line circle;
  for (int k = 0; k <= 120; ++k)
    circle.at.push_back({std::cos(2 * std::numbers::pi * k / 120), std::sin(2 * std::numbers::pi * k / 120)});
  circle.color = style.muted;
  circle.width_pt = 0.6;
  panel.marks.emplace_back(std::move(circle));
  render::Points inside, outside;
  for (const std::complex<double>& value : models::eigenvalues_of(view.run->recurrent_weights(stage)))
    (std::abs(value) > 1 ? outside : inside).at.push_back({value.real(), value.imag()});
  inside.colors = {render::class_colors(style, 7)[0]};
  outside.colors = {render::class_colors(style, 7)[1]};
  for (render::Points* const points : {&inside, &outside}) {
    points->radius_pt = 1.1;
    if (!points->at.empty()) panel.marks.emplace_back(*points);
  }
  return panel;
}

double spectrum_limit(const NetworkView& view, const std::vector<int>& stages) {
  double most = 1;
  for (const int stage : stages)
    most = std::max(most, models::spectral_radius_of(view.run->recurrent_weights(stage)));
  return 1.06 * most;
}

// A column a stage.
void add_spectra(const NetworkView& view, const render::Style& style, render::Figure& figure) {
  const std::vector<int> stages = spread_numbers(view.stages, 3);
  const double limit = spectrum_limit(view, stages);
  for (const int stage : stages) {
    figure.panels.push_back(spectrum_panel(view, stage, limit, style));
    figure.panels.back().column = static_cast<int>(figure.panels.size()) - 1;
  }
}

// The last steps of all starts in their own plane.
render::Panel ends_panel(const Ends& ends, const models::StepStates& states, const render::Style& style,
                         Plane& plane) {
  models::StepStates tails;
  for (std::size_t i = 0; i < ends.found.size(); ++i)
    tails.states.push_back(ends.found[i].tail.cast<float>());
  plane = plane_of(tails);
  const Classes classes = classes_of(states.class_names, style);
  std::vector<render::Point> all;
  std::vector<std::int32_t> kinds;
  for (std::size_t i = 0; i < tails.states.size(); ++i) {
    const std::vector<render::Point> at = places_on(plane, tails.states[i]);
    for (std::size_t t = 0; t < at.size(); t += 5) {
      all.push_back(at[t]);
      kinds.push_back(ends.classes[i]);
    }
  }
  render::Panel panel = map_panel("last 500 of 2,000 steps without input", limits_of(all, 0.08));
  panel.marks = class_marks(all, kinds, classes, style, 1.4);
  return panel;
}

std::string counts_of(const Ends& ends) {
  std::map<std::string, int> counts;
  std::map<int, int> periods;
  for (const models::FoundAttractor& one : ends.found) {
    ++counts[std::string(models::name_of(one.kind))];
    if (one.kind == models::Attractor::cycle) ++periods[one.period];
  }
  std::string text;
  for (const auto& [name, count] : counts)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  std::string of;
  for (const auto& [period, count] : periods) of += (of.empty() ? "" : ", ") + std::to_string(period);
  return text + (of.empty() ? "" : " (periods " + of + ")");
}

formats::Table table_of(const Ends& ends, const models::StepStates& states) {
  formats::Table table;
  table.header = {"start",      "class",      "attractor", "period", "largest_multiplier",
                  "exponent_1", "exponent_2", "error_1"};
  for (std::size_t i = 0; i < ends.found.size(); ++i) {
    const models::FoundAttractor& one = ends.found[i];
    const auto exponent = [&](const std::vector<double>& values, std::size_t k) {
      return k < values.size() ? formats::format_number(values[k]) : std::string();
    };
    table.rows.push_back(
        {std::to_string(i), states.class_names[static_cast<std::size_t>(ends.classes[i])],
         std::string(models::name_of(one.kind)), std::to_string(one.period),
         one.multipliers.empty() ? "" : formats::format_number(std::abs(one.multipliers.front())),
         exponent(one.exponents, 0), exponent(one.exponents, 1), exponent(one.exponent_errors, 0)});
  }
  return table;
}

render::Caption caption_of(const NetworkView& view, const models::StepStates& states, const Ends& ends,
                           const Plane& plane, const Movement& movement) {
  return {
      "Recurrent weights through learning, and what states come to without input",
      "Top: eigenvalues of the recurrent weights with the unit circle; orange: outside. Spectral radius " +
          decimals(models::spectral_radius_of(view.run->recurrent_weights(0)), 2) + " before training and " +
          decimals(models::spectral_radius_of(view.run->recurrent_weights(-1)), 2) +
          " after. Bottom: " + std::to_string(ends.found.size()) +
          " final states run on for 2,000 steps of zeros, every fifth of the last 500 in their first two "
          "principal "
          "components (" +
          percent(plane.share[0]) + " and " + percent(plane.share[1]) +
          " of the variance), coloured by the class of the sequence. They came to: " + counts_of(ends) +
          ". Point and cycle: back within 1e-5; invariant circle: largest Lyapunov exponent along 2,000 "
          "further "
          "steps 0 within four standard errors (at least 0.001) and the second below; chaos: above; "
          "undecided: "
          "neither, as where two exponents are 0. After the 2,000 steps states move at " +
          decimals(movement.trained, 2) + " of their speed with input (median of " +
          std::to_string(std::min(kMoved, states.classes.size())) + " sequences); before training at " +
          decimals(movement.drawn, 2) + ", and with the weights of then at the spectral radius of now at " +
          decimals(movement.scaled, 2) + ". One network. " + note_sentences(states.notes) +
          "Network: " + view.description + ", " + view.training + "."};
}

std::vector<Finding> findings_of(const Ends& ends, const Movement& movement) {
  std::vector<Finding> findings{
      {"movement without input", movement.trained},
      {"movement without input, before training", movement.drawn},
      {"movement without input, untrained at the spectral radius", movement.scaled}};
  for (const models::Attractor kind :
       {models::Attractor::point, models::Attractor::cycle, models::Attractor::circle,
        models::Attractor::chaos, models::Attractor::undecided}) {
    const auto count =
        std::count_if(ends.found.begin(), ends.found.end(), [&](const auto& f) { return f.kind == kind; });
    findings.push_back({std::string("final states that came to: ") + std::string(models::name_of(kind)),
                        static_cast<double>(count)});
  }
  return findings;
}

}  // namespace

static Drawn make_attractors(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  const NetworkView& view = *of.front().view;
  const models::StepStates& states = of.front().file.states;
  const Ends ends = ends_of(request, of.front());
  const Movement movement = movement_of(of.front(), request.execution);
  render::Figure figure = figure_with(look);
  add_spectra(view, look.style, figure);
  const int columns = static_cast<int>(figure.panels.size());
  Plane plane;
  render::Panel panel = ends_panel(ends, states, look.style, plane);
  panel.row = 1;
  panel.column_span = columns;
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {1, aspect_of(*figure.panels.back().limits, 0.12, 0.3)};  // flat: two points
  render::Legend legend = class_legend("", classes_of(states.class_names, look.style), "", look.style);
  legend.side = render::Side::bottom;
  figure.legends.push_back(std::move(legend));
  letter_panels(figure, look);
  figure.caption = caption_of(view, states, ends, plane, movement);
  Drawn drawn(std::move(figure), table_of(ends, states));
  drawn.findings = findings_of(ends, movement);
  return drawn;
}

FigureKind attractors_kind() {
  return {.name = "attractors",
          .summary = "eigenvalues of recurrent weights, and what final states come to without input",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {"class"},
          .options = {most_sequences_option(),
                      {"starts", OptionType::integer, "200", "final states that are run on", true, {}},
                      latex_option()},
          .make = make_attractors};
}

}  // namespace rssviz::cli
