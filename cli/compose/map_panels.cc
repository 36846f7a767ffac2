#include "cli/compose/map_panels.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

using render::Color;
using render::MarkerShape;
using render::Point;

Limits limits_of(const std::vector<Point>& points, double margin) {
  if (points.empty()) return {{0, 0}, {1, 1}};
  Point low = points.front();
  Point high = low;
  for (const Point& p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  const double side = std::max({high.x - low.x, high.y - low.y, 1e-9});
  const double rim = margin * side;
  return {{low.x - rim, low.y - rim}, {high.x + rim, high.y + rim}};
}

Limits limits_of(MatrixRef coords, double margin) {
  std::vector<Point> points;
  for (Eigen::Index i = 0; i < coords.rows(); ++i) points.push_back({coords(i, 0), coords(i, 1)});
  return limits_of(points, margin);
}

double aspect_of(const Limits& limits, double low, double high) {
  const double width = std::max(limits.second.x - limits.first.x, 1e-9);
  return std::clamp((limits.second.y - limits.first.y) / width, low, high);
}

MapPoints map_points(const models::StateTrace& trace, MatrixRef coords) {
  MapPoints points;
  points.row = models::distinct_rows(trace);
  for (const std::int32_t row : points.row) points.at.push_back({coords(row, 0), coords(row, 1)});
  return points;
}

render::Panel map_panel(std::string title, const Limits& limits) {
  render::Panel panel;
  panel.kind = render::PanelKind::map;
  panel.title = std::move(title);
  panel.limits = limits;
  return panel;
}

double dot_radius_pt(std::size_t count, double panel_width_pt) {
  // Small enough for a column's map, large enough to show its colour in a small multiple; thinner where dots
  // are many.
  const double crowding = std::min(1.0, std::sqrt(4000.0 / std::max<double>(1, static_cast<double>(count))));
  return crowding * std::clamp(0.45 + 0.0038 * panel_width_pt, 0.75, 1.6);
}

Classes classes_of(const std::vector<std::string>& labels, const render::Style& style) {
  static const std::array<std::pair<const char*, Color>, 4> kNamed{{{"red", {213, 94, 0, 1.0}},
                                                                    {"orange", {230, 159, 0, 1.0}},
                                                                    {"green", {0, 158, 115, 1.0}},
                                                                    {"blue", {0, 114, 178, 1.0}}}};
  constexpr std::array kShapes{MarkerShape::circle,  MarkerShape::square, MarkerShape::triangle,
                               MarkerShape::diamond, MarkerShape::cross,  MarkerShape::star};
  const auto named = [&](const std::string& label) -> const Color* {
    for (const auto& [name, color] : kNamed)
      if (label == name || label == std::string(name) + " (colour)") return &color;
    return nullptr;
  };
  // A colour that stands for its own word is not given to another label.
  std::vector<Color> free;
  for (const Color& color : render::class_colors(style, labels.size())) {
    const bool taken = std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
      const Color* own = named(label);
      return own != nullptr && *own == color;
    });
    if (!taken && !(color == style.ink)) free.push_back(color);
  }
  Classes classes;
  classes.labels = labels;
  std::size_t next = 0;
  for (const std::string& label : labels) {
    const Color* const own = named(label);
    classes.colors.push_back(own != nullptr ? *own : free[next % free.size()]);
    classes.shapes.push_back(own != nullptr ? MarkerShape::circle
                                            : kShapes[(next / free.size()) % kShapes.size()]);
    if (own == nullptr) ++next;
  }
  return classes;
}

std::vector<render::Mark> class_marks(const std::vector<Point>& at, const std::vector<std::int32_t>& values,
                                      const Classes& classes, const render::Style& style, double radius_pt,
                                      const std::vector<float>& weights) {
  std::set<std::pair<double, double>> taken;  // places of a class
  const bool several = std::any_of(classes.shapes.begin(), classes.shapes.end(),
                                   [](MarkerShape shape) { return shape != MarkerShape::circle; });
  for (std::size_t i = 0; i < at.size(); ++i)
    if (values[i] >= 0) taken.emplace(at[i].x, at[i].y);
  render::Points quiet{.colors = {style.quiet}, .radius_pt = radius_pt};
  render::Points points{.radius_pt = radius_pt};
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (values[i] < 0 && !taken.contains({at[i].x, at[i].y})) {
      quiet.at.push_back(at[i]);
      continue;
    }
    const bool none = values[i] < 0;
    const auto k = static_cast<std::size_t>(std::max(values[i], 0));
    points.at.push_back(at[i]);
    points.colors.push_back(none ? style.quiet : classes.colors[k]);
    if (several) points.shapes.push_back(none ? MarkerShape::circle : classes.shapes[k]);
    if (!weights.empty()) points.weights.push_back(weights[i]);
  }
  std::vector<render::Mark> marks;
  if (!quiet.at.empty()) marks.emplace_back(std::move(quiet));
  if (!points.at.empty()) marks.emplace_back(std::move(points));
  return marks;
}

render::Legend class_legend(const std::string& title, const Classes& classes, const std::string& quiet_label,
                            const render::Style& style) {
  render::Legend legend;
  legend.title = title;
  for (std::size_t k = 0; k < classes.labels.size(); ++k)
    legend.entries.push_back(
        {classes.labels[k], classes.colors[k], render::SwatchKind::point, classes.shapes[k]});
  if (!quiet_label.empty()) legend.entries.push_back({quiet_label, style.quiet});
  return legend;
}

std::vector<std::int32_t> values_at(const models::IntColumn& column, const std::vector<std::int32_t>& rows) {
  std::vector<std::int32_t> values;
  for (const std::int32_t row : rows) values.push_back(column.values[static_cast<std::size_t>(row)]);
  return values;
}

namespace {

// Where the steps of a series lie: as the map has them, or placed by its transform.
std::vector<Point> places_of_steps(const NetworkView& view, const models::Tokens& rows,
                                   const Execution& execution) {
  std::map<std::int32_t, Eigen::Index> place;
  for (std::size_t i = 0; i < view.trace.points(); ++i)
    place.emplace(view.trace.token[i], static_cast<Eigen::Index>(i));
  models::Tokens elsewhere;
  for (const std::int32_t row : rows)
    if (!place.contains(row)) elsewhere.push_back(row);
  Matrix placed(0, 2);
  if (!elsewhere.empty())
    placed = embed::transform(
        view.embedding, view.record(*view.network_at(-1), {elsewhere}, view.trace.what, execution).states,
        execution);
  std::vector<Point> at;
  Eigen::Index next = 0;
  for (const std::int32_t row : rows) {
    const auto found = place.find(row);
    const Matrix& coords = found == place.end() ? placed : view.embedding.coords;
    const Eigen::Index i = found == place.end() ? next++ : found->second;
    at.push_back({coords(i, 0), coords(i, 1)});
  }
  return at;
}

// Stretches that lie apart, of at most so many steps; of several sequences, one each.
std::vector<models::Tokens> stretches(const std::vector<models::Tokens>& sequences, std::size_t count,
                                      std::size_t steps) {
  std::vector<models::Tokens> chosen;
  const auto apart = [&](std::size_t i, std::size_t room) { return count < 2 ? 0 : i * room / (count - 1); };
  for (std::size_t i = 0; i < count && !sequences.empty(); ++i) {
    const models::Tokens& rows = sequences[apart(i, sequences.size() - 1)];
    const std::size_t length = std::min(steps, rows.size());
    const std::size_t first = sequences.size() > 1 ? 0 : apart(i, rows.size() - length);
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    models::Tokens part(begin, begin + static_cast<std::ptrdiff_t>(length));
    if (std::find(chosen.begin(), chosen.end(), part) == chosen.end()) chosen.push_back(std::move(part));
  }
  return chosen;
}

}  // namespace

SentencePath path_of(const NetworkView& view, const models::Tokens& tokens, const Execution& execution) {
  SentencePath path;
  path.tokens = tokens;
  for (const std::int32_t token : tokens)
    path.words.push_back(view.corpus->vocabulary[static_cast<std::size_t>(token)]);
  path.text = view.task.text(tokens);
  if (view.task.every_step()) {
    path.at = places_of_steps(view, tokens, execution);
    return path;
  }
  // How far a sentence of the sample begins as this one does, and where.
  std::size_t shared = 0;
  std::size_t start = 0;
  std::size_t row = 0;
  for (const models::Tokens& sentence : view.sentences) {
    const auto stop = std::mismatch(tokens.begin(), tokens.end(), sentence.begin(), sentence.end()).first;
    const auto length = static_cast<std::size_t>(stop - tokens.begin());
    if (length > shared) {
      shared = length;
      start = row;
    }
    row += sentence.size();
  }
  const Matrix& coords = view.embedding.coords;
  for (std::size_t i = 0; i < shared; ++i) {
    const auto r = static_cast<Eigen::Index>(start + i);
    path.at.push_back({coords(r, 0), coords(r, 1)});
  }
  if (shared == tokens.size()) return path;
  const models::StateTrace trace = view.record(*view.network_at(-1), {tokens}, view.trace.what, execution);
  const Matrix placed = embed::transform(
      view.embedding, trace.states.bottomRows(static_cast<Eigen::Index>(tokens.size() - shared)), execution);
  for (Eigen::Index r = 0; r < placed.rows(); ++r) path.at.push_back({placed(r, 0), placed(r, 1)});
  return path;
}

std::vector<models::Tokens> followed_sentences(const NetworkView& view,
                                               const std::vector<std::string>& wanted, std::size_t count,
                                               std::size_t steps) {
  std::vector<models::Tokens> chosen;
  for (const std::string& text : wanted)
    if (!text.empty()) with_context("--sentence", [&] { chosen.push_back(view.task.parse(text)); });
  if (!chosen.empty()) return chosen;
  if (view.task.every_step()) return stretches(view.sentences, count, steps);
  const models::IntColumn* const two = view.trace.integer("two_objects");
  // Sentences that leave BEGIN with different words spread over the map and keep their labels apart.
  const auto begins_differently = [&](const models::Tokens& tokens) {
    return std::none_of(chosen.begin(), chosen.end(), [&](const models::Tokens& other) {
      return tokens.size() > 2 && other.size() > 2 && tokens[1] == other[1];
    });
  };
  for (const bool need_two : {false, true}) {
    std::size_t row = 0;
    for (const models::Tokens& tokens : view.sentences) {
      const bool has_two = two != nullptr && two->values[row] == 1;
      row += tokens.size();
      if (chosen.size() >= (need_two ? count : std::min<std::size_t>(1, count))) break;
      if (has_two == need_two && begins_differently(tokens)) chosen.push_back(tokens);
    }
  }
  for (const models::Tokens& tokens : view.sentences) {
    if (chosen.size() >= count) break;
    if (std::find(chosen.begin(), chosen.end(), tokens) == chosen.end()) chosen.push_back(tokens);
  }
  return chosen;
}

std::vector<Point> with_zero_state(const NetworkView& view, std::vector<Point> at) {
  if (view.zero_state) at.push_back({view.zero_state->first, view.zero_state->second});
  return at;
}

void add_zero_state(const NetworkView& view, const render::Style& style, bool named, render::Panel& panel) {
  if (!view.zero_state) return;
  const render::Point at{view.zero_state->first, view.zero_state->second};
  render::Points mark;
  mark.at = {at};
  mark.colors = {style.paper};
  mark.shape = MarkerShape::square;
  mark.radius_pt = 3.2;
  mark.outline_pt = 0.9;
  mark.outline = style.ink;
  panel.marks.emplace_back(std::move(mark));
  if (!named) return;
  render::Label label;
  label.at = at;
  label.text = "zero state";
  label.color = style.ink;
  label.priority = 2;
  label.clear_radius_pt = 4;
  panel.labels.push_back(std::move(label));
}

std::string zero_state_caption(const NetworkView& view) {
  return view.zero_state ? "Open square: the zero state before the first word. " : "";
}

}  // namespace rssviz::cli
