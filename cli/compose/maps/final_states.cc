// final-states: the states after the last word, picked out on the quiet map, some of them with a number whose
// sentence stands below: sentences on the map would lie on its dots.
#include <algorithm>
#include <cmath>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/agreement_findings.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

struct Ending {
  render::Point at{};
  std::size_t row{0};  // of the trace
  bool compound{false};
  std::int32_t said{-1};  // class of what the sequence says
};

// What colours the ends: the outer class of what was said, as the task has it; none where it has none.
const models::IntColumn* said_of(const NetworkView& view) {
  const std::vector<std::string> role = columns_for_role(view, nullptr, "outer");
  return role.empty() ? nullptr : view.trace.integer(role.front());
}

// The column of sequences of several parts; null where the task has none.
const models::IntColumn* compound_of(const NetworkView& view) {
  const std::vector<std::string> role = columns_for_role(view, nullptr, "compound");
  return role.empty() ? nullptr : view.trace.integer(role.front());
}

std::vector<Ending> endings_of(const NetworkView& view, const ShownMap& map, const Settings& settings) {
  const models::IntColumn& ends = view.trace.require_integer(role_column(view, settings, "ends"));
  const models::IntColumn* const compound = compound_of(view);
  const models::IntColumn* const said = said_of(view);
  std::vector<Ending> endings;
  for (const std::int32_t row : models::distinct_rows(view.trace)) {
    const auto i = static_cast<std::size_t>(row);
    if (ends.values[i] != 1) continue;
    const Matrix& coords = map.coords;
    endings.push_back({{coords(row, 0), coords(row, 1)},
                       i,
                       compound != nullptr && compound->values[i] == 1,
                       said == nullptr ? -1 : said->values[i]});
  }
  return endings;
}

// Spread over the map: each further one is the farthest from those chosen (the first from the middle).
std::vector<std::size_t> spread_out(const std::vector<Ending>& endings, std::size_t count) {
  std::vector<std::size_t> chosen;
  if (endings.empty()) return chosen;
  render::Point middle;
  for (const Ending& ending : endings) {
    middle.x += ending.at.x / static_cast<double>(endings.size());
    middle.y += ending.at.y / static_cast<double>(endings.size());
  }
  std::vector<double> distance;
  for (const Ending& ending : endings)
    distance.push_back(std::hypot(ending.at.x - middle.x, ending.at.y - middle.y));
  while (chosen.size() < std::min(count, endings.size())) {
    const auto farthest =
        static_cast<std::size_t>(std::max_element(distance.begin(), distance.end()) - distance.begin());
    if (chosen.empty()) std::fill(distance.begin(), distance.end(), 1e300);
    chosen.push_back(farthest);
    for (std::size_t i = 0; i < endings.size(); ++i)
      distance[i] = std::min(distance[i], std::hypot(endings[i].at.x - endings[farthest].at.x,
                                                     endings[i].at.y - endings[farthest].at.y));
    distance[farthest] = -1;
  }
  return chosen;
}

// Those of one class together, and of a class from top to bottom, so that the list below reads by class.
std::vector<Ending> in_reading_order(std::vector<Ending> picked) {
  std::stable_sort(picked.begin(), picked.end(), [](const Ending& a, const Ending& b) {
    return a.said != b.said ? a.said < b.said : a.at.y > b.at.y;
  });
  return picked;
}

std::string sequence_of(const NetworkView& view, const Ending& ending) {
  const models::StateTrace& trace = view.trace;
  std::size_t first = ending.row;
  while (first > 0 && trace.sequence[first - 1] == trace.sequence[ending.row]) --first;
  return view.task->text({trace.token.begin() + static_cast<std::ptrdiff_t>(first),
                          trace.token.begin() + static_cast<std::ptrdiff_t>(ending.row) + 1});
}

// Ends over all states, and those picked out over the ends.
render::Color color_of(const Ending& ending, const Classes& classes, const render::Style& style) {
  return ending.said < 0 ? style.muted : classes.colors[static_cast<std::size_t>(ending.said)];
}

void add_ends(const std::vector<Ending>& endings, const Classes& classes, double radius,
              const render::Style& style, render::Panel& panel) {
  render::Points simple, compound;
  simple.radius_pt = std::max(1.5, 1.25 * radius);
  simple.outline_pt = 0.3;
  simple.outline = style.paper;
  compound = simple;
  compound.shape = render::MarkerShape::diamond;
  compound.radius_pt *= 1.1;
  for (const Ending& ending : endings) {
    render::Points& points = ending.compound ? compound : simple;
    points.at.push_back(ending.at);
    points.colors.push_back(color_of(ending, classes, style));
  }
  for (render::Points* const points : {&simple, &compound})
    if (!points->at.empty()) panel.marks.emplace_back(std::move(*points));
}

void add_picked(const std::vector<Ending>& picked_endings, const Classes& classes, double radius,
                const render::Style& style, render::Panel& panel) {
  render::Points picked;
  picked.radius_pt = std::max(2.6, 2.1 * radius);
  picked.outline_pt = 0.9;
  picked.outline = style.ink;
  picked.keep_order = true;
  for (const Ending& ending : picked_endings) {
    picked.at.push_back(ending.at);
    picked.colors.push_back(color_of(ending, classes, style));
    render::Label label;
    label.at = ending.at;
    label.text = std::to_string(panel.labels.size() + 1);
    label.color = style.ink;
    label.bold = true;
    label.clear_radius_pt = picked.radius_pt + 1;
    panel.labels.push_back(std::move(label));
  }
  if (!picked.at.empty()) panel.marks.emplace_back(std::move(picked));
}

render::Legend legend_of(const NetworkView& view, const Classes& classes, const render::Style& style) {
  const models::Wording wording = view.task->wording();
  const std::string after = "after " + wording.last;
  render::Legend legend;
  for (std::size_t k = 0; k < classes.labels.size(); ++k)
    legend.entries.push_back({classes.labels[k], classes.colors[k]});
  if (compound_of(view) == nullptr)
    legend.entries.push_back({after, style.muted});
  else
    for (const auto& [name, shape] : {std::pair{wording.simple, render::MarkerShape::circle},
                                      std::pair{wording.compound, render::MarkerShape::diamond}})
      legend.entries.push_back({after + ", " + name, style.muted, render::SwatchKind::point, shape});
  legend.entries.push_back({"before " + wording.last, style.quiet});
  return legend;
}

// The sentences of the numbers, each with its dot.
render::Legend list_of(const NetworkView& view, const std::vector<Ending>& picked, const Classes& classes,
                       const render::Style& style) {
  render::Legend list;
  for (const Ending& ending : picked)
    list.entries.push_back({std::to_string(list.entries.size() + 1) + "  " + sequence_of(view, ending),
                            color_of(ending, classes, style), render::SwatchKind::point,
                            render::MarkerShape::circle, render::Dash::solid, 0.9, style.ink});
  return list;
}

render::Caption caption_of(const NetworkView& view, const ShownMap& map, std::size_t endings,
                           std::size_t picked) {
  const models::Wording wording = view.task->wording();
  render::Caption caption;
  caption.title = "Where " + wording.sequences + " end among the states of the " + view.name;
  caption.text =
      "The states after " + wording.last + " of " + with_commas(static_cast<long long>(endings)) + " " +
      wording.sequences + " on the map of all recorded states (grey)" +
      (said_of(view) == nullptr
           ? std::string()
           : "; colour: " + said_of_column(*view.task, columns_for_role(view, nullptr, "outer").front())) +
      ". " +
      (picked == 0 ? std::string()
                   : "Numbered: " + std::to_string(picked) +
                         " of them, chosen to lie far from one another, with their " + wording.sequences +
                         " below. ") +
      zero_state_caption(view) + map_caption(view, map);
  return caption;
}

// Among final states alone: whether those near each other in state space mean the same.
void add_findings(const NetworkView& view, const std::vector<Ending>& endings, const Execution& execution,
                  std::vector<Finding>& findings) {
  if (said_of(view) == nullptr) return;
  Matrix states(static_cast<Eigen::Index>(endings.size()), view.trace.states.cols());
  ClassesOfStates said;
  for (std::size_t i = 0; i < endings.size(); ++i) {
    states.row(static_cast<Eigen::Index>(i)) =
        view.trace.states.row(static_cast<Eigen::Index>(endings[i].row));
    said.values.push_back(endings[i].said);
  }
  for (const ClassAgreement& found : class_agreement(states, {said}, kAgreeing, execution))
    add_agreement("final states, " + view.task->title_of(columns_for_role(view, nullptr, "outer").front()),
                  found, findings);
}

}  // namespace

static Drawn make_final_states(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const long long wanted = request.settings.integer("most-labels");
  if (wanted < 0)
    fail(ErrorKind::usage, "--most-labels = " + std::to_string(wanted) + " is out of range: 0 or more");
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const MapPoints points = map_points(view.trace, map.coords);
  const std::vector<Ending> endings = endings_of(view, map, request.settings);
  std::vector<Ending> picked;
  for (const std::size_t k : spread_out(endings, static_cast<std::size_t>(wanted)))
    picked.push_back(endings[k]);
  picked = in_reading_order(std::move(picked));
  const Limits limits = limits_of(with_hulls(map, with_zero_state(map, points.at)), 0.07);
  render::Panel panel = map_panel("", limits);
  const double radius = dot_radius_pt(points.at.size(), look.width_pt);
  render::Points all;
  all.at = points.at;
  all.colors = {look.style.quiet};
  all.radius_pt = 0.8 * radius;
  panel.marks.emplace_back(std::move(all));
  const models::IntColumn* const said = said_of(view);
  const Classes classes = said == nullptr ? Classes{} : classes_of(said->labels, look.style);
  add_ends(endings, classes, radius, look.style, panel);
  add_picked(picked, classes, radius, look.style, panel);
  add_zero_state(map, look.style, true, panel);
  add_hulls(map.packing, look.style, panel);
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {aspect_of(limits, 0.6, 0.85)};
  figure.legends.push_back(legend_of(view, classes, look.style));
  if (!picked.empty()) figure.legends.push_back(list_of(view, picked, classes, look.style));
  figure.caption = caption_of(view, map, endings.size(), picked.size());
  Drawn drawn{std::move(figure)};
  add_findings(view, endings, request.execution, drawn.findings);
  return drawn;
}

FigureKind final_states_kind() {
  return {.name = "final-states",
          .summary = "where sentences end on the map, with their words",
          .of = Networks::one,
          .reads = kReadsMap,
          .needs = {"ends"},
          .options = {{"most-labels",
                       OptionType::integer,
                       "10",
                       "how many states have a number and their sentence below, at most",
                       true,
                       {}},
                      zoom_option(),
                      no_pack_option(),
                      strict_option()},
          .make = make_final_states};
}

}  // namespace rssviz::cli
