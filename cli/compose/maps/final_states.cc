// R2: the states after the last word, picked out on the quiet map, some of them with their sentences.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::array<render::Color, 2> kByObjects{{{0, 114, 178, 1.0}, {213, 94, 0, 1.0}}};
constexpr std::size_t kWidestLine = 38;  // letters of a label's line

struct Ending {
  render::Point at{};
  std::int32_t sequence{0};
  int two{0};
};

std::vector<Ending> endings_of(const NetworkView& view) {
  const models::IntColumn& final = view.trace.require_integer("is_final");
  const models::IntColumn* const two = view.trace.integer("two_objects");
  std::vector<Ending> endings;
  for (const std::int32_t row : models::distinct_rows(view.trace)) {
    const auto i = static_cast<std::size_t>(row);
    if (final.values[i] != 1) continue;
    const Matrix& coords = view.embedding.coords;
    endings.push_back(
        {{coords(row, 0), coords(row, 1)}, view.trace.sequence[i], two == nullptr ? 0 : two->values[i]});
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

std::vector<std::string> broken(const std::vector<std::string>& words, std::size_t width) {
  std::vector<std::string> lines{""};
  for (const std::string& word : words) {
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

// As few lines as fit, of about the same length.
std::string balanced(const std::vector<std::string>& words) {
  const std::size_t count = broken(words, kWidestLine).size();
  std::size_t width = kWidestLine;
  while (width > 1 && broken(words, width - 1).size() == count) --width;
  std::string text;
  for (const std::string& line : broken(words, width)) text += (text.empty() ? "" : "\n") + line;
  return text;
}

// A sentence in lines of few letters, without BEGIN and END; a second clause begins a line.
std::string in_lines(const NetworkView& view, const models::Tokens& tokens) {
  std::vector<std::vector<std::string>> clauses(1);
  for (const std::int32_t token : tokens) {
    const std::string& word = view.corpus->vocabulary[static_cast<std::size_t>(token)];
    if (word == "BEGIN" || word == "END") continue;
    if (word == "and") clauses.emplace_back();
    clauses.back().push_back(word);
  }
  std::string text;
  for (const std::vector<std::string>& clause : clauses)
    text += (text.empty() ? "" : "\n") + balanced(clause);
  return text;
}

}  // namespace

render::Figure make_final_states(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const long long wanted = request.settings.integer("most-labels");
  if (wanted < 0)
    fail(ErrorKind::usage, "--most-labels = " + std::to_string(wanted) + " is out of range: 0 or more");
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const MapPoints points = map_points(view.trace, view.embedding.coords);
  const std::vector<Ending> endings = endings_of(view);
  const Limits limits = limits_of(with_zero_state(view, points.at), 0.07);
  render::Panel panel = map_panel("", limits);
  const double radius = dot_radius_pt(points.at.size(), look.width_pt);
  render::Points all;
  all.at = points.at;
  all.colors = {look.style.quiet};
  all.radius_pt = 0.8 * radius;
  panel.marks.emplace_back(std::move(all));
  render::Points ends;
  ends.radius_pt = std::max(1.5, 1.25 * radius);
  ends.outline_pt = 0.3;
  ends.outline = look.style.paper;
  for (const Ending& ending : endings) {
    ends.at.push_back(ending.at);
    ends.colors.push_back(kByObjects[ending.two == 1 ? 1 : 0]);
  }
  panel.marks.emplace_back(std::move(ends));
  const std::vector<std::size_t> chosen = spread_out(endings, static_cast<std::size_t>(wanted));
  render::Points picked;
  picked.radius_pt = std::max(2.6, 2.1 * radius);
  picked.outline_pt = 0.9;
  picked.outline = look.style.ink;
  picked.keep_order = true;
  for (std::size_t rank = 0; rank < chosen.size(); ++rank) {
    const Ending& ending = endings[chosen[rank]];
    picked.at.push_back(ending.at);
    picked.colors.push_back(kByObjects[ending.two == 1 ? 1 : 0]);
    render::Label label;
    label.at = ending.at;
    label.text = in_lines(view, view.sentences[static_cast<std::size_t>(ending.sequence)]);
    label.color = look.style.ink;
    label.priority = static_cast<double>(chosen.size() - rank);
    label.clear_radius_pt = picked.radius_pt + 1;
    panel.labels.push_back(std::move(label));
  }
  if (!picked.at.empty()) panel.marks.emplace_back(std::move(picked));
  add_zero_state(view, look.style, true, panel);
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {aspect_of(limits, 0.6, 0.85)};
  render::Legend legend;
  legend.entries = {{"after END, one object", kByObjects[0]},
                    {"after END, two objects", kByObjects[1]},
                    {"before END", look.style.quiet}};
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "Where sentences end among the states of the " + view.name;
  figure.caption.text = "The states after END of " + with_commas(static_cast<long long>(endings.size())) +
                        " sentences on the map of all recorded states (grey). " +
                        (chosen.empty() ? std::string()
                                        : "Up to " + std::to_string(chosen.size()) +
                                              " of them, chosen to lie far from one another, carry their "
                                              "sentences; labels that found no room were "
                                              "left out. ") +
                        zero_state_caption(view) + map_caption(view);
  return figure;
}

}  // namespace rssviz::cli
