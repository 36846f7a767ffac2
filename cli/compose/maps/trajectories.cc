// trajectories: some sentences as lines through the map of all states, each word written at its state.
#include <algorithm>
#include <cmath>
#include <map>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/paths.h"
#include "cli/compose/parts/word_forms.h"
#include "cli/compose/parts/zoom.h"
#include "cli/subjects/file_states.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// Words of all paths, one label a place: sentences that begin alike share their first words.
// Of a series, at its ends, at every twentieth step and where the class of its label changes.
bool is_named(const NetworkView& view, const SentencePath& path, std::size_t i) {
  if (view.task->places() == nullptr || i == 0 || i + 1 == path.at.size()) return true;
  const bool by_number =
      path.words[i] == std::to_string(view.task->places()->step[static_cast<std::size_t>(path.tokens[i])]);
  return by_number ? view.task->places()->step[static_cast<std::size_t>(path.tokens[i])] % 20 == 0
                   : path.words[i] != path.words[i - 1];
}

void label_words(const NetworkView& view, const std::vector<SentencePath>& paths,
                 const std::vector<render::Color>& colors, const render::Style& style, render::Panel& panel) {
  std::map<std::pair<double, double>, std::size_t> placed;  // place -> label
  for (std::size_t s = 0; s < paths.size(); ++s)
    for (std::size_t i = 0; i < paths[s].at.size(); ++i) {
      if (!is_named(view, paths[s], i)) continue;
      const render::Point& at = paths[s].at[i];
      const auto [found, fresh] = placed.try_emplace({at.x, at.y}, panel.labels.size());
      if (!fresh) {
        panel.labels[found->second].color = style.ink;  // shared by several sentences
        continue;
      }
      render::Label label;
      label.at = at;
      label.text = paths[s].words[i];
      label.color = colors[s];
      label.bold = !view.task->every_step() && (i == 0 || i + 1 == paths[s].at.size());
      label.priority = label.bold ? 3 : 1;
      panel.labels.push_back(std::move(label));
    }
}

// Lines, and their stops above all of them.
void add_lines(const NetworkView& view, const std::vector<SentencePath>& paths,
               const std::vector<render::Color>& colors, const render::Style& style, render::Panel& panel) {
  const bool steps = view.task->every_step();
  std::vector<render::Mark> stops;
  for (std::size_t s = 0; s < paths.size(); ++s) {
    render::Line line;
    line.at = paths[s].at;
    line.color = colors[s];
    line.width_pt = steps ? 0.9 : 1.1;
    line.arrows = true;
    line.halo_pt = 0.6;
    panel.marks.emplace_back(std::move(line));
    render::Points dots;
    dots.at = paths[s].at;
    dots.colors = {colors[s]};
    dots.radius_pt = steps ? 1.2 : 1.7;
    dots.outline_pt = steps ? 0.3 : 0.5;
    dots.outline = style.paper;
    dots.keep_order = true;
    stops.emplace_back(std::move(dots));
  }
  panel.marks.insert(panel.marks.end(), stops.begin(), stops.end());
}

// A column of the recorded states, as those of files are.
ScatterColumn column_of_trace(const NetworkView& view, const std::string& name) {
  ScatterColumn column;
  column.name = name;
  if (const models::IntColumn* const classes = view.trace.integer(name)) {
    column.values = classes->values;
    column.labels = classes->labels;
    column.is_scale = classes->labels.empty();
    if (column.is_scale) column.numbers.assign(classes->values.begin(), classes->values.end());
    return column;
  }
  for (const models::FloatColumn& numbers : view.trace.floats)
    if (numbers.name == name) {
      column.is_scale = true;
      column.numbers.assign(numbers.values.begin(), numbers.values.end());
      return column;
    }
  fail(ErrorKind::data, "--sequences: the states of " + view.id + " have no column " + name +
                            " (columns: " + names_of_columns(view) + ")");
}

// Those of the recorded sentences that --sequences names.
std::vector<models::Tokens> chosen_sentences(const NetworkView& view, const Settings& settings) {
  PointPlaces places{.points = view.trace.points()};
  places.sequence = view.trace.sequence;
  places.step = view.trace.step;
  std::vector<models::Tokens> chosen;
  for (const SequenceRows& sequence : chosen_sequences(
           settings, places, 3, [&](const std::string& name) { return column_of_trace(view, name); })) {
    models::Tokens& tokens = chosen.emplace_back();
    for (const std::size_t row : sequence.rows) tokens.push_back(view.trace.token[row]);
  }
  return chosen;
}

std::vector<models::Tokens> shown_sentences(const NetworkView& view, const Settings& settings) {
  if (!settings.has("sequences")) return followed_sentences(view, settings.texts("sentence"), 3);
  if (settings.has("sentence"))
    fail(ErrorKind::usage, "--sentence and --sequences each say what is followed; give one of them");
  return chosen_sentences(view, settings);
}

render::Caption caption_of(const NetworkView& view, const ShownMap& map, std::size_t paths, bool alike) {
  const models::Wording wording = view.task->wording();
  const bool steps = view.task->every_step();
  render::Caption caption;
  caption.title = (steps ? "Stretches of the input" : capitalised(wording.sequences)) +
                  " as paths through the states of the " + view.name;
  caption.text = with_commas(static_cast<long long>(paths)) + " " + wording.sequences + ", " + wording.step +
                 " by " + wording.step + ", on the map of all recorded states (grey). " +
                 (alike   ? "They are more than there are colours: lines are alike and without words. "
                  : steps ? "Labels: steps, or the class of a step where it changes. "
                          : capitalised(wording.steps) + " in the ink's colour are shared by several " +
                                wording.sequences + ". ") +
                 zero_state_caption(view) + map_caption(view, map) +
                 " A long step on the map need not be a long step in state space.";
  return caption;
}

constexpr std::size_t kMostPlaces = 4;   // shown larger
constexpr std::size_t kFewestStops = 4;  // that make a place of which the order of words is hard to see
constexpr double kNear = 0.05;           // of the map's longer side: from a stop to one of the same place
constexpr double kSmall = 0.2;           // of it, on a map in parts: what is larger can be read as it is
constexpr double kKnot = 0.08;           // of it, on others, where most ways are spread out
constexpr double kJoined = 0.3;          // of it: places whose frames would overlap

// Stops that lie near one another, in the order in which the ways come there.
std::vector<std::vector<render::Point>> places_of(const std::vector<SentencePath>& paths, double side) {
  std::vector<std::vector<render::Point>> places;
  for (const SentencePath& path : paths)
    for (const render::Point& at : path.at) {
      const auto near = [&](const render::Point& other) {
        return std::hypot(at.x - other.x, at.y - other.y) <= kNear * side;
      };
      const auto found = std::find_if(places.begin(), places.end(), [&](const auto& place) {
        return std::any_of(place.begin(), place.end(), near);
      });
      if (found == places.end())
        places.push_back({at});
      else
        found->push_back(at);
    }
  return places;
}

// A place with a rim.
Limits frame_of(const std::vector<render::Point>& place, double side) {
  const Limits box = limits_of(place, 0);
  const double rim =
      0.22 * std::max({box.second.x - box.first.x, box.second.y - box.first.y, kNear * side / 2});
  return {{box.first.x - rim, box.first.y - rim}, {box.second.x + rim, box.second.y + rim}};
}

double side_of(const Limits& box) { return std::max(box.second.x - box.first.x, box.second.y - box.first.y); }

bool overlap(const Limits& a, const Limits& b) {
  return a.first.x < b.second.x && b.first.x < a.second.x && a.first.y < b.second.y && b.first.y < a.second.y;
}

// Frames that would lie on one another become one, where the one isn't too large.
void join_overlapping(double side, std::vector<Limits>& frames) {
  for (std::size_t i = 0; i < frames.size(); ++i)
    for (std::size_t j = i + 1; j < frames.size(); ++j) {
      if (!overlap(frames[i], frames[j])) continue;
      const Limits both =
          limits_of({frames[i].first, frames[i].second, frames[j].first, frames[j].second}, 0);
      if (side_of(both) > kJoined * side) continue;
      frames[i] = both;
      frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(j));
      j = i;  // the larger one may reach others
    }
}

// Where a way stops several times within little room: boxes as --zoom takes them. "" where there are fewer
// than two.
std::string places_visited(const std::vector<SentencePath>& paths, const Limits& limits, bool in_parts) {
  const double side = side_of(limits), most = (in_parts ? kSmall : kKnot) * side;
  std::vector<Limits> frames;
  for (const std::vector<render::Point>& place : places_of(paths, side))
    if (place.size() >= kFewestStops && side_of(limits_of(place, 0)) <= most)
      frames.push_back(frame_of(place, side));
  join_overlapping(side, frames);
  if (frames.size() > kMostPlaces) frames.resize(kMostPlaces);
  std::string text;
  for (const Limits& frame : frames) {
    const double corners[] = {frame.first.x, frame.first.y, frame.second.x, frame.second.y};
    for (std::size_t k = 0; k < 4; ++k)
      text += (k > 0 ? "," : text.empty() ? "" : ";") + formats::format_number(corners[k]);
  }
  return frames.size() < 2 ? "" : text;
}

// Ways stay within a few small places of a map in parts, and linger in some of others.
void magnify_places(const std::vector<SentencePath>& paths, const Limits& limits, bool in_parts,
                    render::Figure& figure) {
  const std::string places = places_visited(paths, limits, in_parts);
  if (!places.empty()) add_zoom(places, figure);
}

// Whether long steps on the map are long in state space too, over all sentences followed.
void add_findings(const NetworkView& view, const std::vector<models::Tokens>& sentences,
                  const std::vector<SentencePath>& paths, const Execution& execution,
                  std::vector<Finding>& findings) {
  constexpr std::size_t kFewest = 5;
  std::vector<double> on_map, in_space;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const models::StateTrace trace =
        view.record(*view.network_at(-1), {sentences[s]}, view.trace.what, execution);
    const std::vector<render::Point>& at = paths[s].at;
    if (trace.states.rows() != static_cast<Eigen::Index>(at.size())) return;
    for (std::size_t i = 1; i < at.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      const Eigen::RowVectorXd step = (trace.states.row(row) - trace.states.row(row - 1)).cast<double>();
      double squares = 0;
      for (Eigen::Index unit = 0; unit < step.size(); ++unit) squares += step[unit] * step[unit];
      on_map.push_back(std::hypot(at[i].x - at[i - 1].x, at[i].y - at[i - 1].y));
      in_space.push_back(std::sqrt(squares));
    }
  }
  const double rho = on_map.size() < kFewest ? std::nan("") : models::spearman(on_map, in_space);
  if (!std::isnan(rho))
    findings.push_back({"lengths of steps, on the map and in state space: Spearman's ρ", rho});
}

}  // namespace

static Drawn make_trajectories(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const MapPoints points = map_points(view.trace, map.coords);
  std::vector<SentencePath> paths;
  const std::vector<models::Tokens> sentences = shown_sentences(view, request.settings);
  for (const models::Tokens& tokens : sentences)
    paths.push_back(path_of(view, map, tokens, request.execution));
  std::vector<render::Point> everything = points.at;
  for (const SentencePath& path : paths) everything.insert(everything.end(), path.at.begin(), path.at.end());
  const Limits limits = limits_of(with_hulls(map, with_zero_state(map, everything)));
  render::Panel panel = map_panel("", limits);
  panel.marks.emplace_back(render::Points{.at = points.at,
                                          .colors = {look.style.quiet},
                                          .radius_pt = dot_radius_pt(points.at.size(), look.width_pt)});
  const std::vector<render::Color> palette = render::class_colors(look.style, 0);
  std::vector<render::Color> colors;
  render::Legend legend;
  const bool alike = paths.size() > palette.size();  // no two of one colour, as though they were one
  for (const SentencePath& path : paths) {
    colors.push_back(alike ? render::with_alpha(look.style.ink, 0.5) : palette[colors.size()]);
    legend.entries.push_back({path.text, colors.back(), render::SwatchKind::line});
  }
  add_lines(view, paths, colors, look.style, panel);
  const bool labelled = !alike && !request.settings.flag("unlabelled");
  if (labelled) label_words(view, paths, colors, look.style, panel);
  add_zero_state(map, look.style, labelled, panel);
  add_hulls(map.packing, look.style, panel);
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {aspect_of(limits, 0.55, 0.8)};
  if (!alike) figure.legends.push_back(std::move(legend));
  figure.caption = caption_of(view, map, paths.size(), alike);
  if (labelled && !request.settings.has("zoom")) magnify_places(paths, limits, map.packing.moves(), figure);
  Drawn drawn{std::move(figure)};
  add_findings(view, sentences, paths, request.execution, drawn.findings);
  return drawn;
}

FigureKind trajectories_kind() {
  return {.name = "trajectories",
          .summary = "some sentences as paths through the map of all states",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {},
          .options = {sentence_option(),
                      sequences_option(),
                      {"unlabelled", OptionType::flag, "", "no words along the lines", true, {}},
                      zoom_option(),
                      no_pack_option(),
                      strict_option()},
          .make = make_trajectories};
}

}  // namespace rssviz::cli
