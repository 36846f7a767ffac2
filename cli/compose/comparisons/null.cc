// null: how much of a map the words alone explain: the map beside those of states without recurrence, without
// training, with shuffled words and from another seed, and the share of neighbours that each explains.
#include <algorithm>
#include <iterator>

#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/studies/null_study.h"
#include "cli/subjects/network_view.h"
#include "core/number_text.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

// What a null is called, over its column and in the caption.
std::string name_of(Null null, bool steps) {
  if (null == Null::itself) return "network";
  if (null == Null::input_trace) return steps ? "input trace" : "word trace";
  if (null == Null::untrained) return "untrained";
  return null == Null::shuffled ? "shuffled" : "another seed";
}

// A square around the map, so that all panels have one shape.
Limits square_around(const std::vector<render::Point>& at) {
  const Limits limits = limits_of(at);
  const double side = std::max(limits.second.x - limits.first.x, limits.second.y - limits.first.y) / 2;
  const render::Point middle{(limits.first.x + limits.second.x) / 2, (limits.first.y + limits.second.y) / 2};
  return {{middle.x - side, middle.y - side}, {middle.x + side, middle.y + side}};
}

render::Panel panel_of(const NetworkView& view, const NullMap& one, double width_pt,
                       const FigureRequest& request, const render::Style& style, std::size_t& packed) {
  const bool itself = one.trace.points() == 0;
  const models::StateTrace& trace = itself ? view.trace : one.trace;
  const ShownMap map =
      shown_map(itself ? view.embedding : one.embedding, request.settings, request.execution);
  const MapPoints points = map_points(trace, map.coords);
  render::Panel panel = map_panel("", square_around(with_hulls(map, points.at)));
  panel.highlighted = one.of == Null::itself;
  if (one.same_states) {
    panel.title = "1 (same)";
    panel.faint = true;
    panel.notes.push_back({render::Corner::top_left, "not trained: states stay"});
    return panel;
  }
  // Of the neighbours, as the first panel with a number says.
  if (one.of != Null::itself)
    panel.title = decimals(one.share, 2) + (one.of == kNulls[1] ? " neighbours shared" : " shared");
  // Of shuffled words the classes are others.
  const PointColors colors = point_colors(view, trace, request.settings, style);
  panel.marks = colors.marks(points.at, style, dot_radius_pt(points.at.size(), width_pt));
  add_hulls(map.packing, style, panel);
  packed += map.packing.moves() ? 1 : 0;
  return panel;
}

// "ESN: word trace 0.41, untrained 1 (by design), ..."
std::string numbers_of(const NetworkView& view, const std::vector<NullMap>& nulls) {
  std::string text;
  for (const NullMap& one : nulls)
    if (one.of != Null::itself)
      text += (text.empty() ? " " : ", ") + name_of(one.of, view.task->every_step()) + " " +
              (one.same_states ? "1 (by design)" : decimals(one.share, 2));
  return view.name + ":" + text + ".";
}

render::Caption caption_of(const FigureRequest& request, const std::vector<std::vector<NullMap>>& nulls,
                           const NullOptions& options, const PointColors& colors) {
  const NetworkView& first = *request.networks.front();
  const bool steps = first.task->every_step();
  std::string numbers;
  double distinct = 0;
  for (std::size_t n = 0; n < nulls.size(); ++n) {
    numbers += (n > 0 ? " " : "") + numbers_of(*request.networks[n], nulls[n]);
    distinct = std::max(distinct, static_cast<double>(request.networks[n]->trace.n_distinct));
  }
  const std::string input = steps ? "input" : first.task->wording().step;
  const std::string sequence = first.task->wording().sequence;
  render::Caption caption;
  caption.title = "How much of the maps the " + input + "s alone, chance and another seed explain";
  caption.text =
      "Colour: " + said_of_color(first, request.settings) + ". Number: the share of each state's " +
      std::to_string(options.neighbors) +
      " nearest neighbours (in state space, not on the map) that are also its neighbours "
      "in the comparison; chance is " +
      decimals(options.neighbors / std::max(1.0, distinct - 1), 3) +
      (steps ? ". Input trace: leaky sums of the inputs at the rates 1, 0.5, 0.2 and 0.05, without "
               "recurrence or training. Untrained: the network before learning. Shuffled: the "
               "trained network over the same inputs in another order (states compared by "
               "step). Another"
             : ". Word trace: a leaky sum of the words heard, without recurrence or training "
               "(leak rate 0.05). Untrained: the network before "
               "learning. Shuffled: the trained network reading each " +
                   sequence + " with its words permuted (states compared by position in the " + sequence +
                   "). Another") +
      " seed: the same network drawn and trained again. " + shared_caption(colors) + numbers +
      " A structure that the " + input +
      " trace shows too is the input's, not the network's. Each "
      "map was made on its own; one seed each.";
  return caption;
}

// A row a network and null: how many of a state's nearest neighbours it keeps, and what chance would.
formats::Table table_of(const FigureRequest& request, const std::vector<std::vector<NullMap>>& nulls,
                        const NullOptions& options) {
  formats::Table table;
  table.header = {"network", "null", "neighbors", "shared", "chance", "same_states"};
  for (std::size_t n = 0; n < nulls.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    const double chance = options.neighbors / std::max(1.0, static_cast<double>(view.trace.n_distinct) - 1);
    for (const NullMap& one : nulls[n])
      if (one.of != Null::itself)
        table.rows.push_back({view.id, name_of(one.of, view.task->every_step()),
                              std::to_string(options.neighbors),
                              formats::format_number(one.same_states ? 1 : one.share),
                              formats::format_number(chance), one.same_states ? "yes" : "no"});
  }
  return table;
}

}  // namespace

// What of the neighbours each comparison keeps, that of words alone first.
static std::vector<Finding> findings_of(const FigureRequest& request,
                                        const std::vector<std::vector<NullMap>>& nulls) {
  std::vector<Finding> findings;
  for (std::size_t n = 0; n < nulls.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    for (const NullMap& one : nulls[n])
      if (one.of != Null::itself && !one.same_states)
        findings.push_back(
            {view.name + ": neighbours shared with " + name_of(one.of, view.task->every_step()), one.share});
  }
  return findings;
}

static Drawn make_null(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  NullOptions options;
  if (request.settings.has("map-epochs"))
    options.map_epochs = static_cast<int>(request.settings.integer("map-epochs"));
  const std::vector<std::vector<NullMap>> nulls = study_nulls(request.networks, options, request.execution);
  const int columns = static_cast<int>(std::size(kNulls));
  std::size_t packed = 0;
  for (std::size_t n = 0; n < nulls.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    const int row = static_cast<int>(n);
    figure.headings.push_back({true, row, row, view.name, true});
    for (int k = 0; k < columns; ++k) {
      render::Panel panel = panel_of(view, nulls[n][static_cast<std::size_t>(k)], look.width_pt / columns,
                                     request, look.style, packed);
      panel.row = row;
      panel.column = k;
      figure.panels.push_back(std::move(panel));
    }
  }
  const NetworkView& first = *request.networks.front();
  for (int k = 0; k < columns; ++k)
    figure.headings.push_back({false, k, k, name_of(kNulls[k], first.task->every_step()), true});
  figure.row_aspects.assign(nulls.size(), 1.0);
  const PointColors colors = point_colors(first, first.trace, request.settings, look.style);
  add_key(colors, look.style, figure);
  figure.caption = caption_of(request, nulls, options, colors);
  if (packed > 0)
    figure.caption.text += " In " + std::to_string(packed) +
                           " of the maps, parts with empty room around them (pale hulls) were moved "
                           "together, each as a whole; gaps and their sides mean nothing (--no-pack).";
  Drawn drawn{std::move(figure), table_of(request, nulls, options)};
  drawn.findings = findings_of(request, nulls);
  return drawn;
}

FigureKind null_kind() {
  return {.name = "null",
          .summary = "the maps beside those of words alone, no training, shuffled words, another seed",
          .of = Networks::several,
          .reads = kReadsMap | kReadsNetwork | kReadsStages,
          .needs = {},
          .options = {palette_of_either(), color_by_option(), map_epochs_option(), zoom_option(),
                      no_pack_option(), strict_option()},
          .make = make_null};
}

}  // namespace rssviz::cli
