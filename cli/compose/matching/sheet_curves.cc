// The upper half of a sheet: curves, words below them, lengths.
#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/compose/matching/sheet_parts.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostNamed = 8;  // cells in the legend

struct Shown {
  std::size_t first, last;  // steps
};

Shown shown_steps(const SheetPart& part) {
  const SheetLayer& layer = part.layer;
  const models::SequenceStarts& sequences = layer.corpus->sequences;
  const std::size_t s = sequences.of(layer.begin), first = sequences.starts[s], last = sequences.end(s);
  const std::size_t begin =
      layer.begin - std::min(layer.begin - first, std::min(part.options.before, kMostShown / 2));
  return {begin, std::min({last, layer.end + part.options.after, begin + kMostShown})};
}

// Values as they are held against the threshold: rows of the steps x cells, doubled where signed.
Matrix shown_values(const SheetPart& part, Shown shown) {
  Matrix room;
  Matrix values = part.layer.rows->read(static_cast<Eigen::Index>(shown.first),
                                        static_cast<Eigen::Index>(shown.last - shown.first), room);
  const models::OnRule& rule = part.layer.answer->rule;
  if (rule.transform == models::Transform::tanh)
    values = values.unaryExpr([](float value) { return std::tanh(value); });
  return values;
}

// Bursts of at most `most` steps above the threshold are taken off the curve.
void take_off_bursts(std::vector<double>& values, double threshold, int most) {
  for (std::size_t t = 0; t < values.size();) {
    std::size_t end = t;
    while (end < values.size() && values[end] >= threshold) ++end;
    if (end > t && end - t <= static_cast<std::size_t>(most))
      std::fill(values.begin() + static_cast<std::ptrdiff_t>(t),
                values.begin() + static_cast<std::ptrdiff_t>(end), std::numeric_limits<double>::quiet_NaN());
    t = std::max(end, t + 1);
  }
}

// The curve of a unit; a selected negative part is drawn as the unit itself, with its threshold mirrored.
render::Line curve_of(const Matrix& values, Eigen::Index unit, Shown shown, const SheetPart& part, int sign) {
  const auto threshold = static_cast<double>(part.layer.answer->rule.threshold);
  std::vector<double> curve;
  for (Eigen::Index t = 0; t < values.rows(); ++t)
    curve.push_back(sign * static_cast<double>(values(t, unit)));
  if (part.options.min_burst > 0) take_off_bursts(curve, threshold, part.options.min_burst);
  render::Line line;
  for (std::size_t t = 0; t < curve.size(); ++t)
    line.at.push_back({static_cast<double>(shown.first + t) + 0.5, sign * curve[t]});
  return line;
}

struct Selected {
  Eigen::Index unit;
  int sign;
};

Selected unit_of(int cell, const MatchAnswer& answer) {
  const int units =
      answer.rule.with_negative ? static_cast<int>(answer.width / 2) : static_cast<int>(answer.width);
  return {cell >= units ? cell - units : cell, cell >= units ? -1 : 1};
}

void add_curves(const SheetPart& part, Shown shown, render::Panel& panel, render::Legend& legend) {
  const MatchAnswer& answer = *part.layer.answer;
  const Matrix values = shown_values(part, shown);
  std::vector<bool> selected(static_cast<std::size_t>(values.cols()), false);
  for (const int cell : answer.cells) selected[static_cast<std::size_t>(unit_of(cell, answer).unit)] = true;
  const double alpha = std::max(0.12, 1 / std::sqrt(static_cast<double>(values.cols())));
  for (Eigen::Index unit = 0; unit < values.cols(); ++unit) {
    if (selected[static_cast<std::size_t>(unit)]) continue;
    render::Line line = curve_of(values, unit, shown, part, 1);
    line.color = render::with_alpha(part.style.muted, alpha);
    line.width_pt = 0.5;
    panel.marks.emplace_back(std::move(line));
  }
  const std::vector<render::Color> colors =
      render::class_colors(part.style, std::min<std::size_t>(answer.cells.size(), 7));
  constexpr render::Dash kDashes[] = {render::Dash::solid, render::Dash::dashed, render::Dash::dotted};
  for (std::size_t i = 0; i < answer.cells.size(); ++i) {
    const Selected one = unit_of(answer.cells[i], answer);
    render::Line line = curve_of(values, one.unit, shown, part, one.sign);
    line.color = colors[i % colors.size()];
    line.width_pt = 1.0;
    line.dash = kDashes[i % 3];  // what a grey print tells apart
    if (i < kMostNamed)
      legend.entries.push_back({"cell " + name_of_cell(answer.cells[i], answer.rule, answer.width),
                                line.color, render::SwatchKind::line, render::MarkerShape::circle,
                                line.dash});
    panel.marks.emplace_back(std::move(line));
  }
  if (answer.cells.size() > kMostNamed)
    legend.entries.push_back({"and " + std::to_string(answer.cells.size() - kMostNamed) + " more",
                              part.style.muted, render::SwatchKind::none});
  if (answer.cells.size() < selected.size())
    legend.entries.push_back({"other cells", render::with_alpha(part.style.muted, std::max(alpha, 0.4)),
                              render::SwatchKind::line});
}

// -1 or 0 to 1, or as far as the curves go; the first mark is the shade of the range.
std::pair<double, double> value_range(const render::Panel& panel, bool positive) {
  double low = positive ? 0 : -1, high = 1;
  for (std::size_t i = 1; i < panel.marks.size(); ++i)
    for (const render::Point& at : std::get<render::Line>(panel.marks[i]).at)
      if (std::isfinite(at.y)) low = std::min(low, at.y), high = std::max(high, at.y);
  return {low, high};
}

}  // namespace

render::Panel curves_panel(const SheetPart& part, render::Legend& legend) {
  const Shown shown = shown_steps(part);
  const SheetLayer& layer = part.layer;
  const bool tanh = layer.answer->rule.transform == models::Transform::tanh;
  render::Panel panel;
  panel.title = (part.named ? layer.corpus->name + ": " : std::string()) + (tanh ? "tanh of " : "") +
                layer.answer->set->name + ", " + layer.about;
  panel.x.low = static_cast<double>(shown.first);
  panel.x.high = static_cast<double>(shown.last);
  panel.x.show_ticks = false;
  panel.marks.emplace_back(
      render::Rectangles{.boxes = {{static_cast<double>(layer.begin), -1e6,
                                    static_cast<double>(std::min(layer.end, shown.last)), 1e6}},
                         .colors = {render::with_alpha(part.style.quiet, 0.45)}});
  add_curves(part, shown, panel, legend);
  const auto [low, high] = value_range(panel, layer.answer->set->positive);
  auto& range = std::get<render::Rectangles>(panel.marks.front()).boxes.front();
  range.y0 = low;
  range.y1 = high;
  panel.y.low = low;
  panel.y.high = high;
  if (part.low && high <= 1 && low >= -1)
    panel.y.ticks = low < 0 ? std::vector<render::Tick>{{-1, "−1"}, {0, "0"}, {1, "1"}}
                            : std::vector<render::Tick>{{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  const auto threshold = static_cast<double>(layer.answer->rule.threshold);
  panel.marks.emplace_back(render::Rule{.at = threshold, .color = part.style.ink, .text = "threshold"});
  if (layer.answer->rule.with_negative)
    panel.marks.emplace_back(render::Rule{.at = -threshold, .color = part.style.ink});
  return panel;
}

render::Panel strip_panel(const SheetPart& part, double cell_pt) {
  const Shown shown = shown_steps(part);
  const MatchAnswer& answer = *part.layer.answer;
  render::Panel panel;
  panel.x.low = static_cast<double>(shown.first);
  panel.x.high = static_cast<double>(shown.last);
  panel.y.low = 0;
  panel.y.high = 1;
  panel.y.show_ticks = false;
  panel.x.slanted = true;
  render::Rectangles shades{.tiled = true};
  bool fits = true;
  for (std::size_t t = shown.first; t < shown.last; ++t) {
    const auto x = static_cast<double>(t);
    shades.boxes.push_back({x, 0, x + 1, 1});
    shades.colors.push_back(part.words ? part.words->at(t, part.style)
                                       : count_color(answer.counts[t], answer.cells.size(), part.style));
    const std::string word = plain_text(part.layer.corpus->word(t));
    fits = fits && part.metrics.measure(word, {part.style.note_pt}).width_pt <= cell_pt - 1.5;
    panel.x.ticks.push_back({x + 0.5, word.empty() ? std::to_string(t) : word});
  }
  if (fits && !part.layer.corpus->words.empty()) {
    panel.x.show_ticks = false;
    for (std::size_t t = shown.first; t < shown.last; ++t)
      panel.labels.push_back({.at = {static_cast<double>(t) + 0.5, 0.5},
                              .text = plain_text(part.layer.corpus->word(t)),
                              .color = text_on(shades.colors[t - shown.first], part.style),
                              .centred = true});
  }
  panel.marks.emplace_back(std::move(shades));
  return panel;
}

namespace {

std::vector<render::Tick> root_ticks(std::int64_t most) {
  std::vector<render::Tick> ticks{{0, "0"}};
  std::int64_t step = 1;
  while (step * 100 < most) step *= 10;
  for (const std::int64_t value : {step, step * 4, step * 10, step * 25, step * 50, step * 100})
    if (value <= most)
      ticks.push_back({std::sqrt(static_cast<double>(value)), with_commas(static_cast<long long>(value))});
  return ticks;
}

void add_bars(const std::vector<std::int64_t>& counts, double width, render::Color color,
              render::Panel& panel) {
  render::Rectangles bars{.colors = {color}};
  for (std::size_t length = 0; length < counts.size(); ++length)
    if (counts[length] > 0) {
      const auto x = static_cast<double>(length);
      bars.boxes.push_back({x - width / 2, 0, x + width / 2, std::sqrt(static_cast<double>(counts[length]))});
    }
  panel.marks.emplace_back(std::move(bars));
}

}  // namespace

render::Panel lengths_panel(const SheetPart& part, render::Legend& legend) {
  const MatchAnswer& answer = *part.layer.answer;
  render::Panel panel;
  panel.title = "Lengths of runs";
  panel.x.label = "steps";
  panel.y.label = "runs (root)";
  const std::vector<std::int64_t>& fuzzy = answer.matches.fuzzy;
  const std::int64_t most =
      fuzzy.empty() ? 1 : std::max<std::int64_t>(1, *std::max_element(fuzzy.begin(), fuzzy.end()));
  panel.x.low = 1;
  panel.x.high = std::max<double>(6, static_cast<double>(fuzzy.size()));
  panel.y.low = 0;
  panel.y.high = std::sqrt(static_cast<double>(most)) * 1.06;
  panel.y.ticks = root_ticks(most);
  const render::Color all = render::mix(part.style.paper, part.style.muted, 0.45);
  const render::Color strict = count_color(1, 1, part.style);
  add_bars(fuzzy, 0.8, all, panel);
  add_bars(answer.matches.strict, 0.45, strict, panel);
  if (fuzzy.empty()) panel.notes.push_back({render::Corner::top_left, "no run but the whole"});
  legend.entries.push_back({"all candidates", all, render::SwatchKind::box});
  legend.entries.push_back(
      {answer.cells.size() == 1 ? "the cell itself" : "all " + std::to_string(answer.cells.size()) + " cells",
       strict, render::SwatchKind::box});
  return panel;
}

}  // namespace rssviz::cli
