// tangling: how much trajectories of conditions run into each other: whether near states go apart ways (Russo
// et al. 2018).
#include <algorithm>
#include <cmath>

#include "cli/compose/conditions/condition_paths.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/parts/columns/class_looks.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/tensor_surrogates.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

using Tangled = std::vector<std::vector<double>>;

struct Range {
  double low{0}, high{0};
};

constexpr double kTop = 0.9;  // the quantile that is compared: the most tangled tenth begins there

std::vector<double> all_of(const Tangled& tangled) {
  std::vector<double> all;
  for (const std::vector<double>& one : tangled) all.insert(all.end(), one.begin(), one.end());
  return all;
}

// The 90 % quantile of each surrogate's tangling.
std::vector<double> null_of(const models::Conditions& conditions, int draws, std::uint64_t seed,
                            const Execution& execution) {
  std::vector<double> null(static_cast<std::size_t>(draws));
  const models::SurrogateModel model = models::fit_surrogates(conditions);
  execution.workers.for_each(null.size(), [&](std::size_t k) {
    null[k] = models::quantile(all_of(models::tangling_of(models::draw_surrogate(model, seed, k))), kTop);
  });
  return null;
}

constexpr double kLeast = 1e-3;  // of the quantile: what is less tangled is drawn there, as the axes are log

// Tangling of each condition, with the quantile over all and the range of the same of surrogates.
render::Panel along_panel(const ConditionMeans& means, const Tangled& tangled, const Classes& classes,
                          double top, const Range& null, const render::Style& style) {
  render::Panel panel;
  panel.title = "along the steps";
  panel.x.label = "step";
  panel.y.label = "tangling Q";
  panel.y.logarithmic = true;
  render::Rectangles range;
  range.boxes = {{static_cast<double>(means.steps.front()), null.low, static_cast<double>(means.steps.back()),
                  null.high}};
  range.colors = {style.quiet};
  panel.marks = {std::move(range)};
  for (std::size_t c = 0; c < tangled.size(); ++c) {
    render::Line line;
    for (std::size_t t = 0; t < tangled[c].size(); ++t)
      line.at.push_back({static_cast<double>(means.steps[t + 1]), std::max(tangled[c][t], kLeast * top)});
    line.color = classes.colors[c];
    line.width_pt = 0.8;
    panel.marks.emplace_back(std::move(line));
  }
  panel.marks.emplace_back(render::Rule{true, top, style.ink, 0.9, render::Dash::dashed, ""});
  return panel;
}

// Shares of states whose tangling is at most x, with the quantile and the surrogates' range.
render::Panel share_panel(const std::vector<double>& all, double top, const Range& null,
                          const render::Style& style) {
  render::Panel panel;
  panel.title = "of all states";
  panel.x.label = "tangling Q at most";
  panel.y.label = "share of states";
  panel.x.logarithmic = true;
  panel.column = 1;
  std::vector<double> sorted = all;
  std::sort(sorted.begin(), sorted.end());
  render::Line line;
  const double least = kLeast * top;
  line.at.push_back({std::max(sorted.front(), least), 0});
  for (std::size_t i = 0; i < sorted.size(); ++i)
    line.at.push_back(
        {std::max(sorted[i], least), static_cast<double>(i + 1) / static_cast<double>(sorted.size())});
  line.color = style.ink;
  line.width_pt = 1.2;
  line.step = true;
  render::Rectangles range;
  range.boxes = {{null.low, 0, null.high, 1}};
  range.colors = {style.quiet};
  panel.marks = {std::move(range), std::move(line)};
  panel.marks.emplace_back(render::Rule{false, top, style.ink, 0.9, render::Dash::dashed, ""});
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.5, "0.5"}, {kTop, "0.9"}, {1, "1"}};
  return panel;
}

// What the band and the dashed line are, in one colour of ink.
render::Legend quantile_legend(const render::Style& style) {
  render::Legend legend;
  legend.title = "90 % quantile";
  legend.entries = {{"of these states", style.ink, render::SwatchKind::line, {}, render::Dash::dashed},
                    {"of surrogates, middle 95 %", style.quiet, render::SwatchKind::band}};
  return legend;
}

render::Caption caption_of(const ConditionMeans& means, double top, const std::vector<double>& null) {
  render::Caption caption;
  caption.title = "Tangling of " + std::to_string(means.names.size()) + " conditions: " + decimals(top, 2) +
                  " at the 90 % quantile, surrogates " + decimals(models::quantile(null, 0.5), 2);
  caption.text =
      sentence_of(means) +
      "Q(t): the largest over all other states of |difference of slopes|^2 / (|difference of "
      "states|^2 + e), with e a "
      "tenth of the mean squared length of the centred states; slopes per step, central "
      "differences, first and last "
      "step left out. High: states that lie near go apart ways, which a system without further "
      "input cannot make. "
      "Dashed: the 90 % quantile over all conditions and steps; grey: middle 95 % of the same of " +
      with_commas(static_cast<long long>(null.size())) +
      " surrogates with the same means and covariances across steps, units and conditions. Q "
      "grows with the length "
      "of a step: compare only what was sampled alike. Axes of Q are logarithmic.";
  return caption;
}

}  // namespace

static Drawn make_tangling(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const ConditionMeans means = condition_means(request);
  const Tangled tangled = models::tangling_of(means.means);
  const std::vector<double> all = all_of(tangled);
  const auto draws = static_cast<int>(request.settings.integer("surrogates"));
  check_range("surrogates", draws, draws >= 19 && draws <= 9999, "19 to 9999");
  const std::vector<double> null = null_of(
      means.means, draws, static_cast<std::uint64_t>(request.settings.integer("seed")), request.execution);
  const double top = models::quantile(all, kTop);
  const Classes classes =
      classes_named(means.names, request.settings.text("class"), request.settings, look.style);
  render::Figure figure = figure_with(look);
  const Range range{models::quantile(null, 0.025), models::quantile(null, 0.975)};
  figure.panels = {along_panel(means, tangled, classes, top, range, look.style),
                   share_panel(all, top, range, look.style)};
  figure.column_weights = {1.2, 1};
  figure.legends = {class_legend(request.settings.text("class"), classes, "", look.style),
                    quantile_legend(look.style)};
  letter_panels(figure, look);
  figure.caption = caption_of(means, top, null);
  formats::Table table;
  table.header = {"condition", "step", "tangling"};
  for (std::size_t c = 0; c < tangled.size(); ++c)
    for (std::size_t t = 0; t < tangled[c].size(); ++t)
      table.rows.push_back(
          {means.names[c], std::to_string(means.steps[t + 1]), formats::format_number(tangled[c][t])});
  Drawn drawn{std::move(figure), std::move(table)};
  drawn.findings = {{"90 % quantile of tangling", top},
                    {"the same of surrogates", models::quantile(null, 0.5), models::quantile(null, 0.025),
                     models::quantile(null, 0.975)}};
  return drawn;
}

FigureKind tangling_kind() {
  return {.name = "tangling",
          .summary = "whether near states of conditions go apart ways, against surrogates",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .of_task = {},
          .options = condition_options_with(
              {{"surrogates", OptionType::integer, "199", "draws of the null", true, {}},
               {"seed", OptionType::integer, "1", "of the surrogates", true, {}},
               latex_option()}),
          .make = make_tangling};
}

}  // namespace rssviz::cli
