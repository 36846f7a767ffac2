// conditions: averages of trials by condition as trajectories in principal components, with their bands.
#include <algorithm>

#include "cli/compose/conditions/condition_map.h"
#include "cli/compose/conditions/condition_paths.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/parts/columns/class_looks.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kPlaceForBands = 3;

std::string axis_name(const MeanAxes& axes, std::size_t k) {
  return "PC " + std::to_string(k + 1) + " (" + percent(axes.shares[k]) + ")";
}

// One component along the steps, a line a condition with the 95 % band of its mean.
render::Panel along_panel(const ConditionMeans& means, const MeanAxes& axes, const models::Conditions& at,
                          const models::Conditions& errors, std::size_t k, const Classes& classes) {
  render::Panel panel;
  panel.title = axis_name(axes, k);
  panel.x.label = "step";
  const auto column = static_cast<Eigen::Index>(k);
  std::vector<render::Mark> lines;
  for (std::size_t c = 0; c < at.size(); ++c) {
    render::Band band;
    render::Line line;
    for (std::size_t t = 0; t < means.steps.size(); ++t) {
      const auto row = static_cast<Eigen::Index>(t);
      const double value = at[c](row, column), error = 1.96 * errors[c](row, column);
      line.at.push_back({static_cast<double>(means.steps[t]), value});
      band.x.push_back(means.steps[t]);
      band.low.push_back(value - error);
      band.high.push_back(value + error);
    }
    band.color = render::with_alpha(classes.colors[c], 0.2);
    line.color = classes.colors[c];
    line.width_pt = 1.1;
    if (means.trials[c] > 1) panel.marks.emplace_back(std::move(band));
    lines.emplace_back(std::move(line));
  }
  for (render::Mark& line : lines) panel.marks.emplace_back(std::move(line));
  return panel;
}

formats::Table table_of(const ConditionMeans& means, const models::Conditions& at,
                        const models::Conditions& errors) {
  formats::Table table;
  table.header = {"condition", "step", "component", "mean", "standard_error"};
  for (std::size_t c = 0; c < at.size(); ++c)
    for (Eigen::Index t = 0; t < at[c].rows(); ++t)
      for (Eigen::Index k = 0; k < at[c].cols(); ++k)
        table.rows.push_back({means.names[c], std::to_string(means.steps[static_cast<std::size_t>(t)]),
                              std::to_string(k + 1), formats::format_number(at[c](t, k)),
                              formats::format_number(errors[c](t, k))});
  return table;
}

render::Caption caption_of(const ConditionMeans& means, const MeanAxes& axes, const std::optional<View>& view,
                           const std::string& column, const std::string& map_sentence) {
  double kept = 0;
  for (const double share : axes.shares) kept += share;
  render::Caption caption;
  caption.title = "Trajectories of " + std::to_string(means.names.size()) + " conditions (" + column + ")";
  caption.text =
      sentence_of(means) + map_sentence + "Axes: the first " + std::to_string(axes.shares.size()) +
      " principal components of the conditions' means, which hold " + percent(kept) +
      " of the means' variance. Filled dot: first step; ring: last. " +
      (view ? "Three components from one side (--view " + decimals(view->azimuth, 0) + "," +
                  decimals(view->elevation, 0) + "); paler lines lie farther back. "
            : std::string()) +
      "Bands: 95 % intervals of the means over trials (1.96 standard errors); they hold for each step by "
      "itself. Means hide how trials differ; components are chosen for variance, not for what tells "
      "conditions apart.";
  return caption;
}

}  // namespace

int dims_of(const Settings& settings) {
  const auto dims = static_cast<int>(settings.integer("dims"));
  if (dims != 2 && dims != 3)
    fail(ErrorKind::usage, "--dims = " + std::to_string(dims) + " is out of range: 2 or 3");
  return dims;
}

std::vector<Option> condition_options() {
  return condition_options_with(
      {{"dims", OptionType::integer, "2", "components of the trajectories: 2 or 3", true, {}},
       {"view", OptionType::text, "35,22", "of 3: degrees around and above", true, {}}});
}

namespace {

// One of two words that an option takes.
bool is_second(const Settings& settings, const char* option, const char* first, const char* second) {
  const std::string word = settings.text(option);
  if (word != first && word != second)
    fail(ErrorKind::usage, std::string("--") + option + " = " + word + ": is " + first + " or " + second);
  return word == second;
}

// The panel of all paths, with start and end, its axes where they are three components.
render::Panel paths_panel(const std::vector<Projected>& paths, const std::string& title,
                          const std::optional<View>& triad, const Classes& classes, const Look& look,
                          bool by_time) {
  const Limits limits = limits_of_paths(paths);
  render::Panel map = map_panel(title, limits);
  if (by_time)
    add_time_paths(paths, "viridis", look.style, 1.1, map.marks);
  else
    add_condition_paths(paths, classes, look.style, 1.1, map.marks);
  if (triad) add_triad(*triad, limits, look.style, map);
  return map;
}

void add_along_panels(const ConditionMeans& means, const MeanAxes& axes, const models::Conditions& at,
                      const models::Conditions& errors, const Classes& classes, int shown,
                      render::Figure& figure) {
  for (int k = 0; k < shown; ++k) {
    render::Panel panel = along_panel(means, axes, at, errors, static_cast<std::size_t>(k), classes);
    panel.column = 1;
    panel.row = k;
    panel.x.show_ticks = k + 1 == shown;
    if (k + 1 < shown) panel.x.label.clear();
    figure.panels.push_back(std::move(panel));
  }
}

}  // namespace

static Drawn make_conditions(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const int dims = dims_of(request.settings);
  const bool umap = is_second(request.settings, "map", "pca", "umap");
  const bool by_time = is_second(request.settings, "color", "condition", "time");
  const ConditionMeans means = condition_means(request);
  const MeanAxes axes = principal_axes(means, std::max(dims, 2));
  if (axes.axes.cols() < dims)
    fail(ErrorKind::data, request.folders.front().string() + ": has " + std::to_string(axes.axes.cols()) +
                              " units; --dims " + std::to_string(dims) + " needs as many");
  const Classes classes =
      classes_named(means.names, request.settings.text("class"), request.settings, look.style);
  const models::Conditions at = on_axes(means, axes), errors = standard_errors(means, axes.axes);
  std::optional<View> view;
  if (dims == 3) view = view_named(request.settings.text("view"));
  ConditionMap map{at, ""};
  if (umap)
    map =
        umap_of(means, dims, static_cast<std::uint64_t>(request.settings.integer("seed")), request.execution);
  render::Figure figure = figure_with(look);
  const auto shown = static_cast<int>(std::min<std::size_t>(kPlaceForBands, axes.shares.size()));
  figure.panels.push_back(paths_panel(projected(map.at, view),
                                      umap        ? "UMAP"
                                      : dims == 3 ? "PC 1, 2, 3"
                                                  : "PC 1 and 2",
                                      umap ? std::nullopt : view, classes, look, by_time));
  figure.panels.front().row_span = shown;
  if (by_time) figure.color_bars.push_back(time_bar(means.steps, "viridis"));
  add_along_panels(means, axes, at, errors, classes, shown, figure);
  figure.column_weights = {1, 1.15};
  figure.row_aspects.assign(static_cast<std::size_t>(shown), shown == 3 ? 0.3 : 0.42);
  figure.legends = {class_legend(request.settings.text("class"), classes, "", look.style)};
  letter_panels(figure, look);
  figure.caption = caption_of(means, axes, view, request.settings.text("class"), map.sentence);
  Drawn drawn{std::move(figure), table_of(means, at, errors)};
  for (std::size_t k = 0; k < std::min<std::size_t>(3, axes.shares.size()); ++k)
    drawn.findings.push_back({"share of the means' variance: PC " + std::to_string(k + 1), axes.shares[k]});
  return drawn;
}

FigureKind conditions_kind() {
  std::vector<Option> options = condition_options();
  options.push_back({"map", OptionType::text, "pca", "how paths are laid out: pca or umap", true, {}});
  options.push_back(
      {"color", OptionType::text, "condition", "what colours paths: condition or time", true, {}});
  options.push_back({"seed", OptionType::integer, "1", "of the UMAP", true, {}});
  options.push_back(latex_option());
  return {.name = "conditions",
          .summary = "averages of trials by condition as trajectories, with bands",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .of_task = {},
          .options = options,
          .make = make_conditions};
}

}  // namespace rssviz::cli
