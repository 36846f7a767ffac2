// winglets: the readout weights of each output, sorted by their absolute value.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/units/kinds.h"
#include "cli/compose/units/unit_panels.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

// The expected absolute values of `count` normal numbers of this root mean square, sorted: quantiles of the
// half-normal law, by bisection of erf.
std::vector<render::Point> half_normal(std::size_t count, double rms) {
  std::vector<render::Point> curve;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = 1 - (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    double low = 0, high = 8;
    for (int step = 0; step < 60; ++step) {
      const double middle = (low + high) / 2;
      (std::erf(middle / std::sqrt(2.0)) < share ? low : high) = middle;
    }
    curve.push_back({static_cast<double>(i + 1), rms * low});
  }
  return curve;
}

std::vector<double> row_of(const MatrixD& matrix, int row) {
  std::vector<double> values;
  for (Eigen::Index u = 0; u < matrix.cols(); ++u) values.push_back(matrix(row, u));
  return values;
}

struct Sorted {
  MatrixD importance{};                   // outputs x units
  std::vector<std::vector<int>> order{};  // by output: units, most important first
  double rms{0};
};

Sorted sort_weights(const UnitView& units, models::Importance importance) {
  Sorted sorted;
  sorted.importance = models::output_importance(units.readout.weights, units.deviations, importance);
  double squares = 0;
  for (Eigen::Index k = 0; k < sorted.importance.rows(); ++k) {
    const std::vector<double> row = row_of(sorted.importance, static_cast<int>(k));
    for (const double value : row) squares += value * value;
    sorted.order.push_back(models::places_of_largest(row, units.units()));
  }
  sorted.rms = std::sqrt(squares / static_cast<double>(sorted.importance.size()));
  return sorted;
}

formats::Table table_of(const NetworkView& view, const UnitView& units, const Sorted& sorted) {
  formats::Table table;
  table.header = {"output", "rank", "unit", "weight", "deviation", "importance"};
  for (std::size_t k = 0; k < sorted.order.size(); ++k)
    for (std::size_t rank = 0; rank < sorted.order[k].size(); ++rank) {
      const int unit = sorted.order[k][rank];
      const auto row = static_cast<Eigen::Index>(k);
      table.rows.push_back({view.corpus->output_names[k], std::to_string(rank + 1), std::to_string(unit),
                            formats::format_number(units.readout.weights(row, unit)),
                            formats::format_number(units.deviations[static_cast<std::size_t>(unit)]),
                            formats::format_number(sorted.importance(row, unit))});
    }
  return table;
}

// What independent normal weights of the same mean square would give.
render::Line normal_line(const UnitView& units, const Sorted& sorted, const render::Style& style) {
  render::Line normal;
  normal.at = half_normal(static_cast<std::size_t>(units.units()), sorted.rms);
  normal.color = style.muted;
  normal.dash = render::Dash::dashed;
  normal.width_pt = 0.7;
  return normal;
}

render::Line sorted_line(const Sorted& sorted, std::size_t output, render::Color color) {
  render::Line line;
  for (std::size_t rank = 0; rank < sorted.order[output].size(); ++rank)
    line.at.push_back({static_cast<double>(rank + 1),
                       sorted.importance(static_cast<Eigen::Index>(output), sorted.order[output][rank])});
  line.color = color;
  line.width_pt = 1.1;
  return line;
}

render::Panel weights_panel(const OutputGroup& group, const Classes& classes, const UnitView& units,
                            const Sorted& sorted, const render::Style& style) {
  render::Panel panel;
  panel.marks.emplace_back(normal_line(units, sorted, style));
  for (std::size_t i = 0; i < group.outputs.size(); ++i)
    panel.marks.emplace_back(
        sorted_line(sorted, static_cast<std::size_t>(group.outputs[i]), classes.colors[i]));
  panel.x.low = 1;
  panel.x.high = units.units();
  panel.x.logarithmic = units.units() > 100;
  if (!panel.x.logarithmic)
    panel.x.ticks = {{1, "1"},
                     {units.units() / 2.0, std::to_string(units.units() / 2)},
                     {static_cast<double>(units.units()), std::to_string(units.units())}};
  panel.y.low = 0;
  panel.y.high = 1.04 * sorted.importance.maxCoeff();
  return panel;
}

// A panel a group of outputs, with its legend behind each row.
void add_panels(const NetworkView& view, const UnitView& units, const Sorted& sorted,
                models::Importance importance, render::Figure& figure) {
  const GroupGrid grid = grid_of(*view.task);
  for (std::size_t g = 0; g < view.task->groups().size(); ++g) {
    const OutputGroup& group = view.task->groups()[g];
    const Classes classes = classes_of(group.labels, figure.style);
    render::Panel panel = weights_panel(group, classes, units, sorted, figure.style);
    panel.title = title_of(group, grid);
    panel.row = grid.row_of(g);
    panel.column = group.slot;
    panel.x.show_ticks = grid.last_row(g);
    if (panel.x.show_ticks) panel.x.label = "rank of the unit";
    panel.y.show_ticks = group.slot == 0;
    if (group.slot == 0)
      panel.y.label = importance == models::Importance::weight ? "absolute weight" : "importance";
    if (static_cast<std::size_t>(group.slot) + 1 == grid.slots && group.outputs.size() > 1)
      figure.legends.push_back(row_legend(classes, g, grid, figure.style));
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(grid.rows, 0.4);
}

std::string caption_text(const NetworkView& view, const UnitView& units, models::Importance importance) {
  return "For each output (a line), the " + importance_text(importance) + " of its " +
         with_commas(units.units()) + " " + units.readout.trace +
         " units, largest first. Dashed: what independent normal numbers of the same mean square over all "
         "outputs would give; a line above it at the left has a few units that carry more. " +
         (importance == models::Importance::weight
              ? "A large weight on a unit that hardly moves does little: compare --importance contribution. "
              : "Standard deviations over the distinct states of " + view.sample + ". ") +
         "Network: " + view.description + ", " + view.training + "; " + view.task->description() +
         ". One network, one seed.";
}

// How much of an output's weights lies on its heaviest tenth of units, and what normal weights would give.
std::vector<Finding> findings_of(const UnitView& units, const Sorted& sorted) {
  const auto tenth = static_cast<std::size_t>(std::max(1, units.units() / 10));
  const auto share = [&](const std::vector<double>& falling) {
    double heaviest = 0, all = 0;
    for (std::size_t rank = 0; rank < falling.size(); ++rank) {
      all += falling[rank];
      heaviest += rank < tenth ? falling[rank] : 0;
    }
    return all > 0 ? heaviest / all : 0;
  };
  double mean = 0;
  for (std::size_t k = 0; k < sorted.order.size(); ++k) {
    std::vector<double> falling;
    for (const int unit : sorted.order[k])
      falling.push_back(sorted.importance(static_cast<Eigen::Index>(k), unit));
    mean += share(falling) / static_cast<double>(sorted.order.size());
  }
  std::vector<double> normal;
  for (const render::Point& point : half_normal(static_cast<std::size_t>(units.units()), 1))
    normal.push_back(point.y);
  const std::string of = "share of an output's weights on its heaviest tenth of units: ";
  return {{of + "mean of outputs", mean}, {of + "of normal weights", share(normal)}};
}

}  // namespace

static Drawn make_winglets(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.task->groups().empty())
    fail(ErrorKind::data, "the task " + view.task->name() + " of " + view.id +
                              " has no few outputs that could be drawn as panels");
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const models::Importance importance = importance_setting(request.settings, models::Importance::weight);
  const UnitView units = unit_view(view, request.execution);
  const Sorted sorted = sort_weights(units, importance);
  add_panels(view, units, sorted, importance, figure);
  render::Legend marks;
  marks.entries = {{"normal weights of the same mean square",
                    look.style.muted,
                    render::SwatchKind::line,
                    {},
                    render::Dash::dashed}};
  figure.legends.push_back(std::move(marks));
  figure.caption.title = "How the readout of the " + view.name + " spreads over its units";
  figure.caption.text = caption_text(view, units, importance);
  Drawn drawn{std::move(figure), table_of(view, units, sorted)};
  drawn.findings = findings_of(units, sorted);
  return drawn;
}

FigureKind winglets_kind() {
  return {.name = "winglets",
          .summary = "sorted readout weights of each output",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {},
          .options = {{"importance",
                       OptionType::text,
                       "",
                       "abs(weight) x sd(activity), or abs(weight) (default: weight)",
                       true,
                       {"contribution", "weight"}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_winglets};
}

}  // namespace rssviz::cli
