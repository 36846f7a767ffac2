// R20: how much of a map the words alone explain: the map beside those of states without recurrence, without
// training, with shuffled words and from another seed, and the share of neighbours that each explains.
#include <algorithm>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/network_view.h"
#include "core/number_text.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr int kNeighbors = 15;

struct Comparison {
  std::string title{};
  models::StateTrace trace{};
  embed::Embedding embedding{};
  double share{-1};         // of the network's neighbours that are neighbours here; -1: itself
  bool same_states{false};  // nothing to compare: the states are the network's own
};

struct Plan {
  const NetworkView* view{nullptr};
  std::vector<Comparison> columns{};
};

std::vector<std::string> titles_of(const NetworkView& view) {
  return {view.cell == "esn" ? "reservoir" : "trained", view.task.every_step() ? "input trace" : "word trace",
          "untrained", "shuffled", "another seed"};
}

// The states that column `k` compares with.
models::StateTrace compared_states(const NetworkView& view, std::size_t k, const Execution& execution) {
  const std::string& what = view.trace.what;
  if (k == 1) return view.input_trace(execution);
  if (k == 2) return view.record(*view.network_at(0), view.sentences, what, execution);
  if (k == 3) return view.shuffled(execution);
  return view.record(*view.retrained(view.seed + 1000, execution), view.sentences, what, execution);
}

Comparison compare(const NetworkView& view, std::size_t k, int map_epochs, const Execution& execution) {
  Comparison made;
  made.title = titles_of(view)[k];
  made.same_states = k == 2 && view.cell == "esn";
  if (k == 0 || made.same_states) return made;
  made.trace = compared_states(view, k, execution);
  embed::EmbedOptions options = view.embedding.options;
  options.quality = embed::Measure::full;
  if (map_epochs > 0) options.umap.epochs = map_epochs;
  made.embedding = embed::embed(made.trace.states, options, execution);
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  made.share =
      embed::mean_neighbor_overlap(embed::select_rows(view.trace.states, rows),
                                   embed::select_rows(made.trace.states, rows), kNeighbors, execution);
  return made;
}

render::Panel panel_of(const NetworkView& view, const Comparison& one, int row, int column, double width_pt,
                       const PointColors& colors, const render::Style& style) {
  const bool itself = one.share < 0;
  const models::StateTrace& trace = itself ? view.trace : one.trace;
  const MapPoints points = map_points(trace, itself ? view.embedding.coords : one.embedding.coords);
  // A square around the map, so that all panels have one shape.
  Limits limits = limits_of(points.at);
  const double side = std::max(limits.second.x - limits.first.x, limits.second.y - limits.first.y) / 2;
  const render::Point middle{(limits.first.x + limits.second.x) / 2, (limits.first.y + limits.second.y) / 2};
  limits = {{middle.x - side, middle.y - side}, {middle.x + side, middle.y + side}};
  render::Panel panel = map_panel("", limits);
  panel.row = row;
  panel.column = column;
  panel.highlighted = column == 0;
  if (one.same_states) {
    panel.marks.clear();
    panel.faint = true;
    panel.notes.push_back({render::Corner::top_left, "a reservoir is not trained: its states stay"});
    return panel;
  }
  panel.marks = colors.marks(points.at, style, dot_radius_pt(points.at.size(), width_pt));
  return panel;
}

}  // namespace

render::Figure make_null(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const int map_epochs =
      request.settings.has("map-epochs") ? static_cast<int>(request.settings.integer("map-epochs")) : 0;
  const std::size_t columns = titles_of(*request.networks.front()).size();
  std::vector<Comparison> all(request.networks.size() * columns);
  request.execution.workers.for_each(all.size(), [&](std::size_t i) {
    request.execution.progress.check_stop();
    // The column that trains a network again takes longest and goes first.
    const std::size_t column = columns - 1 - i / request.networks.size();
    const std::size_t network = i % request.networks.size();
    all[network * columns + column] =
        compare(*request.networks[network], column, map_epochs, request.execution);
  });
  std::string numbers;
  double distinct = 0;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    distinct = std::max(distinct, static_cast<double>(view.trace.n_distinct));
    figure.headings.push_back({true, static_cast<int>(n), static_cast<int>(n), view.name, true});
    numbers += (n > 0 ? " " : "") + view.name + ":";
    for (std::size_t k = 0; k < columns; ++k) {
      Comparison& one = all[n * columns + k];
      // Of shuffled words the classes are others.
      const PointColors colors = point_colors(view.task, one.trace.points() > 0 ? one.trace : view.trace,
                                              request.settings, look.style);
      render::Panel panel = panel_of(view, one, static_cast<int>(n), static_cast<int>(k),
                                     look.width_pt / static_cast<double>(columns), colors, look.style);
      panel.title = k == 0 ? "" : one.same_states ? "1 (same)" : decimals(one.share, 2) + " shared";
      figure.panels.push_back(std::move(panel));
      if (k > 0)
        numbers += (k > 1 ? ", " : " ") + one.title + " " +
                   (one.same_states ? "1 (by design)" : decimals(one.share, 2));
    }
    numbers += ".";
  }
  const std::vector<std::string> titles = titles_of(*request.networks.front());
  for (std::size_t k = 0; k < columns; ++k)
    figure.headings.push_back(
        {false, static_cast<int>(k), static_cast<int>(k), k == 0 ? "network" : titles[k], true});
  figure.row_aspects.assign(request.networks.size(), 1.0);
  const NetworkView& first = *request.networks.front();
  const PointColors colors = point_colors(first.task, first.trace, request.settings, look.style);
  add_key(colors, look.style, figure);
  const bool steps = first.task.every_step();
  figure.caption.title = "How much of the maps the " + std::string(steps ? "inputs" : "words") +
                         " alone, chance and another seed explain";
  const std::string own =
      colors.title == "first object named" ? "the first object named so far" : colors.title;
  figure.caption.text =
      "Colour: " + own + ". Number: the share of each state's " + std::to_string(kNeighbors) +
      " nearest neighbours (in state space, not on the map) that are also its neighbours "
      "in the comparison; chance is " +
      decimals(kNeighbors / std::max(1.0, distinct - 1), 3) +
      (steps ? ". Input trace: leaky sums of the inputs at the rates 1, 0.5, 0.2 and 0.05, without "
               "recurrence or training. Untrained: the network before learning. Shuffled: the "
               "trained network over the same inputs in another order (states compared by "
               "step). Another"
             : ". Word trace: a leaky sum of the words heard, without recurrence or training "
               "(leak rate 0.05). Untrained: the network before "
               "learning. Shuffled: the trained network reading each sentence with its words "
               "permuted (states compared by position in the sentence). Another") +
      " seed: the same network drawn and trained again. " + shared_caption(colors) + numbers +
      " A structure that the " + (steps ? "input" : "word") +
      " trace shows too is the input's, not the network's. Each "
      "map was made on its own; one seed each.";
  return figure;
}

}  // namespace rssviz::cli
