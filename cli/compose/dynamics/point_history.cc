// point-history: fixed points from epoch to epoch, where they appear and change their stability,
// and the loss beside them.
#include <algorithm>
#include <cmath>
#include <map>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/dynamics/plane.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/point_history.h"
#include "core/formats/csv.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using models::Stability;

constexpr Stability kKinds[] = {Stability::unstable, Stability::saddle, Stability::stable};

std::string stage_label(const NetworkView& view) { return view.counted_by_epochs ? "epoch" : "stage"; }

// A panel over the stages with a line where the number of stable points changes.
render::Panel stage_panel(const PointHistory& history, const std::string& title, int row,
                          const render::Style& style) {
  render::Panel panel;
  panel.title = title;
  panel.row = row;
  panel.x.low = 0;
  panel.x.high = history.stages.back();
  for (std::size_t k = 0; k < history.stages.size(); ++k)
    if (history.searches[k].is_mostly_slow())
      panel.marks.emplace_back(render::Rule{false, static_cast<double>(history.stages[k]),
                                            render::with_alpha(style.quiet, 0.45), 5, render::Dash::solid,
                                            ""});
  for (const std::size_t place : history.bifurcations())
    panel.marks.emplace_back(render::Rule{false, static_cast<double>(history.stages[place]), style.quiet, 0.6,
                                          render::Dash::solid, ""});
  return panel;
}

render::Panel diagram_panel(const PointHistory& history, const render::Style& style) {
  render::Panel panel = stage_panel(history, "Where points lie", 0, style);
  panel.y.label = "PC 1 (" + percent(history.first_share) + ")";
  std::map<int, render::Line> ways;
  for (std::size_t k = 0; k < history.stages.size(); ++k)
    for (const FollowedPoint& one : history.points[k])
      ways[one.identity].at.push_back({static_cast<double>(history.stages[k]), one.at.x});
  for (auto& [identity, line] : ways) {
    line.color = render::with_alpha(style.muted, 0.6);
    line.width_pt = 0.5;
    if (line.at.size() > 1) panel.marks.emplace_back(std::move(line));
  }
  for (const Stability kind : kKinds) {
    const PointLook look = look_of_point(kind);
    render::Points dots;
    dots.colors = {look.color};
    dots.shape = look.shape;
    dots.radius_pt = 1.5;
    dots.keep_order = true;
    for (std::size_t k = 0; k < history.stages.size(); ++k)
      for (const FollowedPoint& one : history.points[k])
        if (one.point.stability == kind)
          dots.at.push_back({static_cast<double>(history.stages[k]), one.at.x});
    if (!dots.at.empty()) panel.marks.emplace_back(std::move(dots));
  }
  return panel;
}

render::Panel counts_panel(const PointHistory& history, const render::Style& style) {
  render::Panel panel = stage_panel(history, "How many", 1, style);
  panel.y.low = 0;
  panel.y.label = "points";
  for (const Stability kind : kKinds) {
    render::Line line;
    line.color = look_of_point(kind).color;
    line.width_pt = 1;
    bool any = false;
    for (std::size_t k = 0; k < history.stages.size(); ++k) {
      const int count = history.count(k, kind);
      any |= count > 0;
      line.at.push_back({static_cast<double>(history.stages[k]), static_cast<double>(count)});
    }
    if (any) panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

render::Panel loss_panel(const DynamicsSubject& subject, const PointHistory& history,
                         const render::Style& style) {
  render::Panel panel = stage_panel(history, "Loss", 2, style);
  panel.x.label = stage_label(subject.view());
  panel.y.label = history.split;
  panel.y.logarithmic = true;
  render::Line line;
  line.color = style.ink;
  line.width_pt = 1;
  for (std::size_t k = 0; k < history.stages.size(); ++k)
    if (history.losses[k] > 0) line.at.push_back({static_cast<double>(history.stages[k]), history.losses[k]});
  panel.marks.emplace_back(std::move(line));
  return panel;
}

formats::Table table_of(const PointHistory& history) {
  formats::Table table;
  table.header = {"stage", "point", "kind", "largest_eigenvalue", "q", "share_of_starts", "index",
                  "pc1",   "pc2",   "loss"};
  for (std::size_t k = 0; k < history.stages.size(); ++k)
    for (const FollowedPoint& one : history.points[k])
      table.rows.push_back(
          {std::to_string(history.stages[k]), std::to_string(one.identity + 1),
           std::string(name_of(one.point.stability)),
           formats::format_number(std::abs(one.point.eigenvalues.front())),
           formats::format_number(one.point.q),
           formats::format_number(static_cast<double>(one.point.starts) / history.searches[k].starts),
           std::to_string(one.point.index), formats::format_number(one.at.x),
           formats::format_number(one.at.y), formats::format_number(history.losses[k])});
  return table;
}

std::string slow_sentence(const PointHistory& history) {
  const auto slow =
      std::count_if(history.searches.begin(), history.searches.end(),
                    [](const models::FixedPointSearch& search) { return search.is_mostly_slow(); });
  if (slow == 0) return "";
  return "Broad bands: stages at which most starts, left alone for as long as a sequence, stand about still "
         "away "
         "from all points: a manifold of slow points, of which the exact ones drawn tell little. ";
}

std::string caption_of(const DynamicsSubject& subject, const PointHistory& history) {
  const std::vector<std::size_t> changes = history.bifurcations();
  std::string at;
  for (const std::size_t place : changes)
    at += (at.empty() ? "" : ", ") + std::to_string(history.stages[place]);
  const NetworkView& view = subject.view();
  std::size_t unsure = 0;
  for (const models::FixedPointSearch& search : history.searches)
    unsure += search.indices_known && search.index_sum != 1 ? 1 : 0;
  return "The " + view.description + ", " + subject.input_text() + ", at " +
         std::to_string(history.stages.size()) +
         " of its stages. (a) Fixed points on the first principal component of the "
         "last stage's recorded states, the same for all stages; lines join a point with what Newton's "
         "method makes of it "
         "under the next weights, where it moves by less than half of the states' radius. (b) Points by "
         "kind. (c) Loss (" +
         history.split + "). Grey lines: stages at which the number of stable points isn't that before" +
         (at.empty() ? std::string(" (none)") : " (" + stage_label(view) + " " + at + ")") + ". " +
         (unsure == 0 ? std::string()
                      : "At " + std::to_string(unsure) + (unsure == 1 ? " stage" : " stages") +
                            " the indices don't add up to +1: points are missing there. ") +
         slow_sentence(history) +
         "Between two stages the weights jump: what happened between isn't seen. One network from one seed.";
}

}  // namespace

static Drawn make_point_history_figure(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const DynamicsSubject subject(*request.networks.front(), settings);
  const Eigen::Index size = subject.at(-1, request.execution).map->size();
  const PointHistory history = point_history(
      subject, search_settings(settings, size, subject),
      static_cast<int>(std::clamp(settings.integer("most-stages"), 2LL, 1000LL)), request.execution);
  const Look look = look_of(settings, false);
  render::Figure figure = figure_with(look);
  figure.panels = {diagram_panel(history, look.style), counts_panel(history, look.style),
                   loss_panel(subject, history, look.style)};
  letter_panels(figure, look);
  figure.row_aspects = {0.55, 0.3, 0.3};
  render::Legend legend;
  for (const auto& [kind, name] :
       {std::pair{Stability::stable, "stable"}, std::pair{Stability::saddle, "saddle"},
        std::pair{Stability::unstable, "unstable"}}) {
    bool any = false;
    for (std::size_t k = 0; k < history.stages.size(); ++k) any |= history.count(k, kind) > 0;
    const PointLook look_of_kind = look_of_point(kind);
    if (any)
      legend.entries.push_back({name, look_of_kind.color, render::SwatchKind::point, look_of_kind.shape});
  }
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "Fixed points of the " + subject.view().name + " through training";
  figure.caption.text = caption_of(subject, history);
  Drawn drawn{std::move(figure), table_of(history)};
  const std::size_t last = history.stages.size() - 1;
  drawn.findings = {
      {"stable points: before learning", static_cast<double>(history.count(0, Stability::stable))},
      {"stable points: after", static_cast<double>(history.count(last, Stability::stable))},
      {"changes of their number", static_cast<double>(history.bifurcations().size())}};
  return drawn;
}

FigureKind point_history_figure_kind() {
  std::vector<Option> options = dynamics_options();
  for (Option& option : search_options()) options.push_back(std::move(option));
  options.push_back({"most-stages",
                     OptionType::integer,
                     "41",
                     "stages that are looked at, at most, evenly spaced",
                     true,
                     {}});
  options.push_back(latex_option());
  options.push_back(no_palette());
  return {.name = "point-history",
          .summary = "fixed points from epoch to epoch, with the loss",
          .of = Networks::one,
          .reads = kReadsMetrics | kReadsNetwork | kReadsStages,
          .needs = {},
          .options = std::move(options),
          .make = make_point_history_figure};
}

}  // namespace rssviz::cli
