// jpca: planes in which trajectories of conditions turn, with how much of their slopes turning explains,
// against surrogates that keep their covariances.
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

constexpr std::size_t kMostPlanes = 2;
constexpr double kLeastShare = 0.03;  // of variance: a plane of less shows noise

struct JpcaNull {
  std::vector<double> skew{}, free{};
  double p{1};  // of r2_skew: (1 + draws at or above it) / (1 + draws)
};

JpcaNull null_of(const models::Conditions& conditions, const models::Rotations& found, int draws,
                 std::uint64_t seed, const Execution& execution) {
  JpcaNull null;
  null.skew.resize(static_cast<std::size_t>(draws));
  null.free.resize(static_cast<std::size_t>(draws));
  const models::SurrogateModel model = models::fit_surrogates(conditions);
  execution.workers.for_each(null.skew.size(), [&](std::size_t k) {
    const models::Rotations drawn =
        models::rotations_of(models::without_common_mean(models::draw_surrogate(model, seed, k)),
                             static_cast<int>(found.axes.cols()));
    null.skew[k] = drawn.r2_skew;
    null.free[k] = drawn.r2_free;
  });
  double above = 1;
  for (const double r2 : null.skew) above += r2 >= found.r2_skew ? 1 : 0;
  null.p = above / (draws + 1.);
  return null;
}

render::Panel plane_panel(const models::Conditions& conditions, const models::Rotations& found, std::size_t k,
                          const Classes& classes, const render::Style& style) {
  const std::vector<Projected> paths = projected(models::in_plane(conditions, found, k), std::nullopt);
  const double steps = 1 / found.turns[k];
  const std::string pace = steps > 1000 ? "hardly turns" : "1 turn in " + decimals(steps, 1) + " steps";
  render::Panel panel = map_panel("plane " + std::to_string(k + 1) + ": " + pace, limits_of_paths(paths));
  add_condition_paths(paths, classes, style, 1.1, panel.marks);
  panel.notes.push_back({render::Corner::bottom_left, percent(found.shares[k]) + " of variance"});
  panel.column = static_cast<int>(k);
  return panel;
}

// Skew and free R^2 as dots, the surrogates' middle 95 % as bars.
render::Panel null_panel(const models::Rotations& found, const JpcaNull& null, const render::Style& style,
                         int column) {
  render::Panel panel;
  panel.title = "R\u00b2 of slopes";
  panel.column = column;
  render::Rectangles bars;
  render::Points dots;
  const auto add = [&](double x, double value, const std::vector<double>& draws) {
    bars.boxes.push_back(
        {x - 0.16, models::quantile(draws, 0.025), x + 0.16, models::quantile(draws, 0.975)});
    dots.at.push_back({x, value});
  };
  add(0, found.r2_skew, null.skew);
  add(1, found.r2_free, null.free);
  bars.colors = {style.quiet};
  dots.colors = {style.ink};
  dots.radius_pt = 2.4;
  dots.keep_order = true;
  panel.marks = {std::move(bars), std::move(dots)};
  panel.x.low = -0.6;
  panel.x.high = 1.6;
  panel.x.ticks = {{0, "turning"}, {1, "any linear"}};
  panel.y.low = std::min(0., models::quantile(null.skew, 0.025));
  panel.y.high = 1.04;
  return panel;
}

formats::Table table_of(const models::Rotations& found, const JpcaNull& null) {
  formats::Table table;
  table.header = {"quantity", "plane", "value", "null_low", "null_high", "p"};
  const auto number = [](double value) { return formats::format_number(value); };
  const auto add = [&](const char* what, double value, const std::vector<double>& draws,
                       const std::string& p) {
    table.rows.push_back({what, "", number(value), number(models::quantile(draws, 0.025)),
                          number(models::quantile(draws, 0.975)), p});
  };
  add("r2_skew", found.r2_skew, null.skew, number(null.p));
  add("r2_free", found.r2_free, null.free, "");
  for (std::size_t k = 0; k < found.turns.size(); ++k) {
    table.rows.push_back({"turns_per_step", std::to_string(k + 1), number(found.turns[k]), "", "", ""});
    table.rows.push_back({"share_of_variance", std::to_string(k + 1), number(found.shares[k]), "", "", ""});
  }
  return table;
}

render::Caption caption_of(const ConditionMeans& means, const models::Rotations& found, const JpcaNull& null,
                           const Settings& settings) {
  render::Caption caption;
  caption.title = "Turning explains " + decimals(found.r2_skew, 2) + " of the slopes, any linear map " +
                  decimals(found.r2_free, 2);
  caption.text =
      sentence_of(means) + "The mean over conditions was taken away at each step" +
      (settings.flag("normalise") ? ", units divided by their range plus a tenth of the largest range" : "") +
      ". jPCA (Churchland et al. 2012), in closed form, on " + std::to_string(found.axes.cols()) +
      " principal components (" + percent(found.kept) +
      " of variance): x' = M x with M = -M'. Planes in order of the variance that they hold, those of less "
      "than 3 % left out; filled dot: "
      "first step, "
      "ring: last. Bars: middle 95 % of " +
      with_commas(static_cast<long long>(null.skew.size())) +
      " surrogates that keep means and the covariances across steps, units and conditions and are random "
      "beside "
      "(Elsayed and Cunningham 2017); p = " +
      decimals(null.p, 3) +
      " for turning. Smooth trajectories turn in some plane without any dynamics that turn: only what "
      "exceeds the "
      "surrogates speaks for them.";
  return caption;
}

}  // namespace

static Drawn make_jpca(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const ConditionMeans means = condition_means(request);
  models::Conditions conditions = means.means;
  if (request.settings.flag("normalise")) conditions = models::softly_normalised(conditions, 0.1);
  const models::Conditions centred = models::without_common_mean(conditions);
  const auto asked = static_cast<int>(request.settings.integer("components"));
  const auto units = static_cast<int>(means.means.front().cols());
  const models::Rotations found = models::rotations_of(centred, std::min(asked, units / 2 * 2));
  if (found.turns.empty()) fail(ErrorKind::data, "nothing turns: the skew map is 0");
  const auto draws = static_cast<int>(request.settings.integer("surrogates"));
  check_range("surrogates", draws, draws >= 19 && draws <= 9999, "19 to 9999");
  const JpcaNull null =
      null_of(conditions, found, draws, static_cast<std::uint64_t>(request.settings.integer("seed")),
              request.execution);
  const Classes classes =
      classes_named(means.names, request.settings.text("class"), request.settings, look.style);
  render::Figure figure = figure_with(look);
  std::size_t planes = 1;
  while (planes < std::min(kMostPlanes, found.turns.size()) && found.shares[planes] >= kLeastShare) ++planes;
  for (std::size_t k = 0; k < planes; ++k)
    figure.panels.push_back(plane_panel(centred, found, k, classes, look.style));
  figure.panels.push_back(null_panel(found, null, look.style, static_cast<int>(planes)));
  figure.column_weights.assign(planes, 1);
  figure.column_weights.push_back(0.7);
  figure.row_aspects = {1};
  figure.legends = {class_legend(request.settings.text("class"), classes, "", look.style)};
  letter_panels(figure, look);
  figure.caption = caption_of(means, found, null, request.settings);
  Drawn drawn{std::move(figure), table_of(found, null)};
  drawn.findings = {{"R2 of turning", found.r2_skew}, {"p of turning", null.p}};
  return drawn;
}

FigureKind jpca_kind() {
  return {
      .name = "jpca",
      .summary = "planes in which trajectories of conditions turn, against surrogates",
      .of = Networks::states,
      .reads = 0,
      .needs = {},
      .of_task = {},
      .options = condition_options_with(
          {{"components", OptionType::integer, "6", "principal components kept: an even number", true, {}},
           {"normalise", OptionType::flag, "", "units by their range plus a tenth of the largest", true, {}},
           {"surrogates", OptionType::integer, "199", "draws of the null", true, {}},
           {"seed", OptionType::integer, "1", "of the surrogates", true, {}},
           latex_option()}),
      .make = make_jpca};
}

}  // namespace rssviz::cli
