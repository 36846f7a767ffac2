// clauses: which part of its sequence each state belongs to.
#include <algorithm>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/agreement_findings.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

namespace {

// Whether there are several sequences and all begin in one state, that of the first row.
bool all_start_alike(const models::StateTrace& trace) {
  int starts = 0;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (i > 0 && trace.sequence[i] == trace.sequence[i - 1]) continue;
    if (trace.index[i] != trace.index.front()) return false;
    ++starts;
  }
  return starts > 1;
}

const std::string& first_word(const NetworkView& view) {
  return view.trace.vocabulary[static_cast<std::size_t>(view.trace.token.front())];
}

void add_start(const NetworkView& view, const ShownMap& map, const render::Style& style,
               render::Panel& panel) {
  const render::Point at{map.coords(0, 0), map.coords(0, 1)};
  render::Points start;
  start.at = {at};
  start.colors = {style.paper};
  start.shape = render::MarkerShape::star;
  start.radius_pt = 4;
  start.outline_pt = 0.9;
  start.outline = style.ink;
  panel.marks.emplace_back(std::move(start));
  render::Label label;
  label.at = at;
  label.text = "start (" + first_word(view) + ")";
  label.color = style.ink;
  label.bold = true;
  label.clear_radius_pt = 7;
  panel.labels.push_back(std::move(label));
}

render::Caption caption_of(const NetworkView& view, const ShownMap& map, const std::string& part,
                           bool starts_alike, const PointColors& colors) {
  const models::Wording wording = view.task->wording();
  const std::vector<std::string> own = view.task->role("part");
  const bool is_own = !own.empty() && own.front() == part;
  render::Caption caption;
  caption.title = "Where the parts of a " + wording.sequence + " lie among the states of the " + view.name;
  caption.text =
      "Colour: " +
      (is_own ? "the part of the " + wording.sequence + " that the last " + wording.step + " heard belongs to"
              : said_of_column(*view.task, part)) +
      ". " +
      (starts_alike
           ? "Star: the state after " + first_word(view) + ", where every " + wording.sequence + " starts. "
           : "") +
      zero_state_caption(view) + shared_caption(colors) + map_caption(view, map);
  return caption;
}

}  // namespace

static Drawn make_clauses(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  Look look = look_of(request.settings, false);
  if (!request.settings.has("width") && request.settings.text("theme") == "paper")
    look.width_pt = std::min(look.width_pt, 270.0);
  render::Figure figure = figure_with(look);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const MapPoints points = map_points(view.trace, map.coords);
  const std::string part = role_column(view, request.settings, "part");
  const PointColors colors =
      point_colors(models::ColorColumn{part, "", ""}, view.trace, request.settings, look.style);
  const Limits limits = limits_of(with_hulls(map, with_zero_state(map, points.at)));
  render::Panel panel = map_panel("", limits);
  panel.marks = colors.marks(points.at, look.style, dot_radius_pt(points.at.size(), look.width_pt));
  const bool starts_alike = all_start_alike(view.trace);
  if (starts_alike) add_start(view, map, look.style, panel);
  add_zero_state(map, look.style, true, panel);
  add_hulls(map.packing, look.style, panel);
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {aspect_of(limits)};
  add_key(colors, look.style, figure);
  figure.legends.back().title.clear();
  figure.caption = caption_of(view, map, part, starts_alike, colors);
  Drawn drawn{std::move(figure)};
  for (const ClassAgreement& found : class_agreement(view, {part}, request.execution))
    add_agreement(view.task->title_of(part), found, drawn.findings);
  return drawn;
}

FigureKind clauses_kind() {
  return {.name = "clauses",
          .summary = "which part of its sentence each state belongs to",
          .of = Networks::one,
          .reads = kReadsMap,
          .needs = {"part"},
          .options = {zoom_option(), no_pack_option(), strict_option()},
          .make = make_clauses};
}

}  // namespace rssviz::cli
