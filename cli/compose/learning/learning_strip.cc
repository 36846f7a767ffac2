// learning-strip: the films of learning as strips of stills: the map at chosen stages of learning, above the
// learning curve. Of an echo state network the map stands and what the readout says about the states after
// END changes; elsewhere the map itself changes, aligned from stage to stage.
#include <algorithm>
#include <cmath>

#include "cli/compose/film_parts/packed_stages.h"
#include "cli/compose/learning/kinds.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/error_colors.h"
#include "cli/compose/parts/error_text.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/studies/judged_ends.h"
#include "cli/studies/step_errors.h"
#include "cli/subjects/stage_choice.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

int in_row(std::size_t count) {
  const int n = static_cast<int>(count);
  return n <= 4 ? n : n == 5 || n == 6 || n == 9 ? 3 : n <= 16 ? 4 : 6;
}

// The measure that stands in the corner of each map: the task's last, on its most telling split.
models::Measure corner_measure(const NetworkView& view) { return view.task->measures().back(); }

std::string corner_text(const NetworkView& view, int stage) {
  const models::Measure measure = corner_measure(view);
  const models::StageMetrics* const row = models::find_metrics(view.metrics, stage, measure.splits.front());
  const std::optional<double> value = row == nullptr ? std::nullopt : row->value(measure.key);
  if (!value) return "";
  if (measure.logarithmic)
    return measure.name + " " + decimals(*value, *value < 0.01 ? 5 : *value < 0.1 ? 4 : 3);
  return percent(*value) + " " + (view.task->classes() ? "wrong" : measure.name);
}

// "In the corner: the loss on the test steps": what stands there, without a full stop.
std::string corner_caption(const NetworkView& view) {
  const models::Measure measure = corner_measure(view);
  const std::string where = name_of_split(*view.task, measure.splits.front());
  if (measure.key == "loss") return "In the corner: the loss on the " + where;
  return "In the corner: share of " + where + " of which something stated isn't matched";
}

// A film's panel at the size of a page: thinner lines.
void thin_lines(render::Panel& panel) {
  for (render::Mark& mark : panel.marks)
    if (auto* const line = std::get_if<render::Line>(&mark)) line->width_pt = 1.1;
}

// Thin vertical lines and dots where the stages of the strip stand.
void mark_stages(const NetworkView& view, const std::vector<int>& stages, bool by_epoch,
                 const render::Style& style, render::Panel& panel) {
  std::vector<render::Mark> marks;
  for (const int stage : stages)
    for (render::Mark& mark : film_curve_marks(view, by_epoch, stage, style)) {
      if (auto* const dots = std::get_if<render::Points>(&mark)) {
        dots->radius_pt = 2.2;
        dots->outline_pt = 0.5;
        panel.marks.emplace_back(std::move(*dots));
      } else if (auto* const rule = std::get_if<render::Rule>(&mark)) {
        rule->width_pt = 0.5;
        rule->color = style.quiet;
        marks.emplace_back(std::move(*rule));
      }
    }
  panel.marks.insert(panel.marks.begin(), marks.begin(), marks.end());
}

struct Strip {
  std::vector<int> stages{};
  int columns{1};  // maps in a row
  int rows{1};     // of maps; the charts stand below
  render::Figure figure{};
};

// Around the points, with room below them for what stands in the corner.
Limits limits_with_note(const std::vector<render::Point>& points) {
  Limits limits = limits_of(points, 0.04);
  limits.first.y -= 0.16 * (limits.second.y - limits.first.y);
  return limits;
}

render::Panel& add_map(const NetworkView& view, const Limits& limits, std::size_t i, Strip& strip) {
  const auto stage = static_cast<std::size_t>(strip.stages[i]);
  render::Panel panel = map_panel(stage == 0 ? "before learning" : view.stage_names[stage], limits);
  panel.row = static_cast<int>(i) / strip.columns;
  panel.column = static_cast<int>(i) % strip.columns;
  const std::string error = corner_text(view, strip.stages[i]);
  if (!error.empty()) panel.notes.push_back({render::Corner::bottom_right, error});
  strip.figure.panels.push_back(std::move(panel));
  return strip.figure.panels.back();
}

void add_curves(const NetworkView& view, bool by_epoch, Strip& strip) {
  render::Panel curve = film_learning_curve(view, by_epoch, strip.figure.style);
  thin_lines(curve);
  mark_stages(view, strip.stages, by_epoch, strip.figure.style, curve);
  curve.row = strip.rows;
  curve.column_span = strip.columns;
  strip.figure.legends.push_back(film_learning_legend(view, strip.figure.panels.size(), strip.figure.style));
  strip.figure.panels.push_back(std::move(curve));
}

// Movement from each stage to the next, with that of the layout alone.
void add_drift(const NetworkView& view, Strip& strip) {
  render::Panel panel;
  panel.title = "movement per epoch";
  panel.x.label = "epoch";
  panel.x.low = 0;
  panel.y.logarithmic = true;
  panel.row = strip.rows + 1;  // below the curves, epoch below epoch, so that all maps have one gutter
  panel.column_span = strip.columns;
  render::Line moved, layout;
  for (std::size_t k = 1; k < view.aligned.drift.size(); ++k) {
    moved.at.push_back({static_cast<double>(k), view.aligned.drift[k].movement});
    layout.at.push_back({static_cast<double>(k), view.aligned.drift[k].null_movement});
  }
  const render::Style& style = strip.figure.style;
  moved.color = style.ink;
  layout.color = style.muted;
  layout.dash = render::Dash::dotted;
  moved.width_pt = layout.width_pt = 1.1;
  panel.marks = {std::move(layout), std::move(moved)};
  render::Legend legend;
  legend.entries = {{"network and layout", style.ink, render::SwatchKind::line},
                    {"layout alone", style.muted, render::SwatchKind::line, {}, render::Dash::dotted}};
  legend.panels = {strip.figure.panels.size()};
  strip.figure.panels.push_back(std::move(panel));
  strip.figure.legends.push_back(std::move(legend));
}

void finish(double map_aspect, double chart_aspect, const Look& look, Strip& strip) {
  strip.figure.row_aspects.assign(static_cast<std::size_t>(strip.rows), map_aspect);
  strip.figure.row_aspects.push_back(chart_aspect);
  letter_panels(strip.figure, look);
}

std::vector<std::size_t> all_maps(const Strip& strip) {
  std::vector<std::size_t> maps;
  for (std::size_t i = 0; i < strip.stages.size(); ++i) maps.push_back(i);
  return maps;
}

std::string common_caption(const NetworkView& view, const ShownMap& map) {
  return corner_caption(view) + "; below: the same over all stages, dots at those shown. " +
         map_caption(view, map) + " One network, one seed.";
}

std::string readout_title(const Strip& strip) {
  return "The readout of an echo state network at " + std::to_string(strip.stages.size()) +
         " stages of learning";
}

// Of a target at every step: the states of the sample, coloured by the error of each stage's readout.
void strip_of_step_errors(const FigureRequest& request, const Look& look, Strip& strip) {
  const NetworkView& view = *request.networks.front();
  const StepErrors errors = step_errors(view, strip.stages, request.execution);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const std::vector<render::Point> at = map_points(view.trace, map.coords).at;
  const Limits limits = limits_with_note(with_hulls(map, at));
  for (std::size_t i = 0; i < strip.stages.size(); ++i) {
    render::Points points;
    points.at = at;
    points.colors = error_colors(errors, i, look.style);
    points.radius_pt = dot_radius_pt(at.size(), look.width_pt / strip.columns);
    render::Panel& panel = add_map(view, limits, i, strip);
    panel.marks = {std::move(points)};
    add_hulls(map.packing, look.style, panel);
  }
  add_key(errors, all_maps(strip), strip.figure);
  add_curves(view, false, strip);
  finish(aspect_of(limits, 0.6, 0.9), 0.3, look, strip);
  strip.figure.caption.title = readout_title(strip);
  strip.figure.caption.text =
      std::string(
          errors.classes
              ? "Colour: whether the largest output of each stage's readout names the class. "
              : "Colour: how far the outputs of each stage's readout are from their targets (root mean "
                "square over outputs, logarithmic). ") +
      "The map is the same in all panels, since a reservoir isn't trained. " + common_caption(view, map);
}

// All states in quiet, those after the last word of each test sentence by how a stage's readout is judged.
std::vector<render::Mark> judged_marks(const std::vector<render::Point>& background, const JudgedEnds& judged,
                                       std::size_t stage, double width, const render::Style& style) {
  render::Points all, ends;
  all.at = background;
  all.colors = {style.quiet};
  all.radius_pt = 0.7 * dot_radius_pt(background.size(), width);
  ends.at = judged.at;
  for (const std::int32_t value : judged.judged[stage])
    ends.colors.push_back(judged_color(static_cast<std::size_t>(value), style));
  ends.radius_pt = 1.2 * dot_radius_pt(judged.at.size(), width);
  return {std::move(all), std::move(ends)};
}

render::Legend judged_legend(const NetworkView& view, const Strip& strip) {
  const std::string last = view.task->wording().last;
  const std::vector<std::string> verdicts = view.task->verdicts().labels;
  render::Legend classes;
  for (std::size_t k = 0; k < std::min(verdicts.size(), kJudgedColors.size()); ++k)
    classes.entries.push_back({"after " + last + ": " + verdicts[k], judged_color(k, strip.figure.style)});
  classes.entries.push_back({"before " + last, strip.figure.style.quiet});
  classes.panels = all_maps(strip);
  return classes;
}

std::string readouts_caption(const NetworkView& view, const ShownMap& map, std::size_t ends) {
  const models::Wording wording = view.task->wording();
  return "The states after " + wording.last + " of the " + with_commas(static_cast<long long>(ends)) +
         " test " + wording.sequences +
         ", coloured by what the readout of each stage claims about them against the whole " +
         wording.sequence + "; placed by the transform of a map fitted on the states of " + view.sample +
         " (grey). The map is the same in all panels, since a reservoir isn't trained. " +
         common_caption(view, map);
}

void strip_of_readouts(const FigureRequest& request, const Look& look, Strip& strip) {
  const NetworkView& view = *request.networks.front();
  if (request.settings.has("palette"))
    fail(ErrorKind::usage, "--palette: what claims of " + view.id +
                               " come to has colours of its own in learning-strip; leave it out (maps that "
                               "change while an lstm, gru or rnn learns take one)");
  const ShownMap map = shown_map(view, request.settings, request.execution);
  JudgedEnds judged = judge_ends(view, strip.stages, request.execution);
  map.move(judged.at);
  const std::vector<render::Point> background = map_points(view.trace, map.coords).at;
  std::vector<render::Point> everything = background;
  everything.insert(everything.end(), judged.at.begin(), judged.at.end());
  const Limits limits = limits_with_note(with_hulls(map, everything));
  const double width = look.width_pt / strip.columns;
  for (std::size_t i = 0; i < strip.stages.size(); ++i) {
    render::Panel& panel = add_map(view, limits, i, strip);
    panel.marks = judged_marks(background, judged, i, width, look.style);
    add_hulls(map.packing, look.style, panel);
  }
  strip.figure.legends.push_back(judged_legend(view, strip));
  add_curves(view, false, strip);
  finish(aspect_of(limits, 0.6, 0.9), 0.3, look, strip);
  strip.figure.caption = {readout_title(strip), readouts_caption(view, map, judged.at.size())};
}

std::string maps_caption(const NetworkView& view, const PointColors& colors, const Settings& settings) {
  const bool steps = view.task->every_step();
  const std::string states =
      steps ? view.task->wording().steps + ", at chosen stages; colour: " + colors.title
            : "distinct prefixes, at chosen stages; colour: " + said_of_color(view, settings);
  return "The " + view.stage_trace.what + " state after each of " + with_commas(view.stage_trace.n_distinct) +
         " " + states + ". " + shared_caption(colors) + "All panels have the same scale. " +
         alignment_caption(view.aligned) + stage_trust_caption(view.aligned) + corner_caption(view) +
         ". Network: " + view.description + ", " + view.training + "; " + view.task->description() +
         ". Sample: " + view.sample +
         ". The axes have no units; distances between clusters and their sizes carry no meaning; one "
         "network, "
         "one seed. " +
         interval_caption(view);
}

void strip_of_maps(const FigureRequest& request, const Look& look, Strip& strip) {
  const NetworkView& view = *request.networks.front();
  const PointColors colors = point_colors(view, view.stage_trace, request.settings, look.style);
  // Packed as the film of all stages is, of which these are stills.
  std::vector<std::vector<render::Point>> stages;
  for (const Matrix& coords : view.aligned.coords) stages.push_back(map_points(view.stage_trace, coords).at);
  const PackedStages packed = packed_stages(request.settings, false, stages);
  const std::vector<std::vector<render::Point>> around = with_hulls(packed, stages);
  std::vector<render::Point> everything;
  for (const int stage : strip.stages) {
    const std::vector<render::Point>& at = around[static_cast<std::size_t>(stage)];
    everything.insert(everything.end(), at.begin(), at.end());
  }
  const Limits limits = limits_with_note(everything);
  for (std::size_t i = 0; i < strip.stages.size(); ++i) {
    const auto stage = static_cast<std::size_t>(strip.stages[i]);
    render::Panel& panel = add_map(view, limits, i, strip);
    panel.marks = colors.marks(stages[stage], look.style,
                               dot_radius_pt(stages[stage].size(), look.width_pt / strip.columns));
    add_hulls(packed, stage, look.style, panel);
  }
  add_key(colors, look.style, strip.figure, all_maps(strip));
  add_curves(view, true, strip);
  add_drift(view, strip);
  finish(aspect_of(limits, 0.6, 1.0), strip.columns == 1 ? 0.5 : 0.26, look, strip);
  strip.figure.row_aspects.push_back(strip.columns == 1 ? 0.4 : 0.18);
  strip.figure.caption = {"The map of the states of the " + view.name + " at " +
                              std::to_string(strip.stages.size()) + " stages of learning",
                          maps_caption(view, colors, request.settings) + " " + packing_caption(packed)};
}

// What stands in the corner of the last map and of the first.
std::vector<Finding> findings_of(const NetworkView& view, const std::vector<int>& stages) {
  const models::Measure measure = corner_measure(view);
  std::vector<Finding> findings;
  for (const int stage : {stages.back(), stages.front()}) {
    const models::StageMetrics* const row = models::find_metrics(view.metrics, stage, measure.splits.front());
    const std::optional<double> value = row == nullptr ? std::nullopt : row->value(measure.key);
    if (value)
      findings.push_back({measure.name + ", " + name_of_split(*view.task, measure.splits.front()) +
                              (findings.empty() ? ": at the last stage" : ": at the first"),
                          *value});
  }
  return findings;
}

}  // namespace

static Drawn make_learning_strip(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  Strip strip;
  strip.figure = figure_with(look);
  strip.stages = chosen_stages(request.settings.text("stages"), view.stages);
  strip.columns = in_row(strip.stages.size());
  strip.rows = (static_cast<int>(strip.stages.size()) + strip.columns - 1) / strip.columns;
  if (!view.states_stay)
    strip_of_maps(request, look, strip);
  else if (view.task->every_step())
    strip_of_step_errors(request, look, strip);
  else
    strip_of_readouts(request, look, strip);
  Drawn drawn{std::move(strip.figure)};
  drawn.findings = findings_of(view, strip.stages);
  return drawn;
}

FigureKind learning_strip_kind() {
  return {
      .name = "learning-strip",
      .summary = "stills of the map while the network learns",
      .of = Networks::one,
      .reads = kReadsMap | kReadsMetrics | kReadsNetwork | kReadsStages | kReadsLearning,
      .needs = {},
      .options =
          {palette_of_either(),
           color_by_option(),
           {"stages", OptionType::text, "6", "how many stages, or their numbers, e.g. 0,5,10,35", true, {}},
           latex_option(),
           zoom_option(),
           no_pack_option(),
           strict_option()},
      .make = make_learning_strip};
}

}  // namespace rssviz::cli
