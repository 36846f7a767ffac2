// nesting: are states nested like a fractal: groups inside groups, with one pattern repeated in each? Tested
// in state space: shares of variance by level, the cosine between patterns of different groups, and a probe
// that is trained in one group and used in others; by stage of learning, against words alone and permuted
// labels.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "cli/compose/learning/kinds.h"
#include "cli/compose/learning/nesting_text.h"
#include "cli/compose/learning/nesting_trees.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/nesting_study.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using Measure = std::function<double(const NestingMeasured&)>;

struct Ink {
  std::vector<render::Color> networks{};
  std::array<render::Color, 3> levels{};
  render::Color null{176, 176, 176, 0.35};  // permuted labels: of all networks one band over another
};

Ink inks(const render::Style& style) {
  const std::vector<render::Color> steps = render::class_colors(style, 5);
  return {{steps[1], steps[0], steps[4], steps[2]}, {{style.ink, steps[4], steps[2]}}};
}

// Stacked shares: a bar a network, untrained and trained, the inputs alone and permuted labels.
render::Panel shares_panel(const std::vector<NestingStudy>& studies, const render::Style& style) {
  render::Panel panel;
  panel.title = "Variance by level";
  std::vector<std::pair<std::string, std::vector<double>>> bars;
  for (const NestingStudy& study : studies) {
    if (study.learns())
      bars.emplace_back(study.view->name + " untrained", study.stages.front().numbers.levels);
    bars.emplace_back(study.view->name, study.stages.back().numbers.levels);
  }
  bars.emplace_back(names_of(studies.front()).alone(), studies.front().words.numbers.levels);
  for (const NestingStudy& study : studies) {
    std::vector<double> null;
    for (std::size_t k = 0; k < 3; ++k)
      null.push_back(null_mean(study, [k](const NestingNumbers& n) { return n.levels[k]; }));
    bars.emplace_back(study.view->name + " permuted", null);
  }
  render::Rectangles boxes;
  const Ink ink = inks(style);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double y = -static_cast<double>(i);
    panel.y.ticks.push_back({y, bars[i].first});
    double x = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      boxes.boxes.push_back({x, y - 0.36, x + bars[i].second[k], y + 0.36});
      boxes.colors.push_back(ink.levels[k]);
      x += bars[i].second[k];
    }
    boxes.boxes.push_back({x, y - 0.36, 1, y + 0.36});
    boxes.colors.push_back(style.quiet);
  }
  panel.marks.emplace_back(std::move(boxes));
  panel.x.low = 0;
  panel.x.high = 1;
  panel.x.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  panel.y.low = 0.4 - static_cast<double>(bars.size());
  panel.y.high = 0.6;
  return panel;
}

render::Line line_of_words(double of_words, double last, const render::Style& style) {
  render::Line words;
  words.at = {{0, of_words}, {last, of_words}};
  words.color = style.ink;
  words.dash = render::Dash::dashed;
  return words;
}

void set_axes(const std::vector<NestingStudy>& studies, double last, double low, render::Panel& panel) {
  const bool learns =
      std::any_of(studies.begin(), studies.end(), [](const NestingStudy& s) { return s.learns(); });
  panel.x.low = 0;
  panel.x.high = last * 1.02;
  panel.x.show_ticks = learns;
  if (learns) panel.x.label = "epoch";
  panel.y.low = low < -0.25 ? -1.02 : low < -0.02 ? -0.27 : -0.02;
  panel.y.high = 1.04;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
}

// Further seeds: thin lines at the end of the axis, where they were measured.
void add_seeds(const NestingStudy& study, const Measure& value, double last, render::Color color,
               std::vector<render::Mark>& lines) {
  for (const NestingMeasured& other : study.others) {
    render::Line line;
    line.at = {{0.8 * last, value(other)}, {last, value(other)}};
    line.color = color;
    line.width_pt = 0.5;
    lines.emplace_back(std::move(line));
  }
}

// A number by epoch for networks that learn, a line across for a reservoir and the inputs; `null`: of numbers
// that permuted labels have too, their band.
render::Panel curve_panel(const std::vector<NestingStudy>& studies, const std::string& title,
                          const Measure& value, const std::optional<NestingValue>& null,
                          const render::Style& style) {
  render::Panel panel;
  panel.title = title;
  double last = 1;
  for (const NestingStudy& study : studies)
    last = std::max(last, static_cast<double>(study.stages.size()) - 1);
  const Ink ink = inks(style);
  std::vector<render::Mark> lines;
  double low = 0;
  for (std::size_t s = 0; s < studies.size(); ++s) {
    const NestingStudy& study = studies[s];
    const render::Color color = ink.networks[s % ink.networks.size()];
    if (null) {
      const models::Interval band = null_of(study, *null);
      low = std::min(low, band.low);
      panel.marks.emplace_back(
          render::Band{{0, last}, {band.low, band.low}, {band.high, band.high}, ink.null});
    }
    render::Line line;
    line.color = color;
    line.width_pt = 1.3;
    line.dash = s % 2 == 0 ? render::Dash::solid : render::Dash::dotted;
    for (const NestingMeasured& stage : study.stages) {
      line.at.push_back({static_cast<double>(stage.stage), value(stage)});
      low = std::min(low, value(stage));
    }
    if (!study.learns()) line.at = {{0, line.at.front().y}, {last, line.at.front().y}};
    lines.emplace_back(std::move(line));
    add_seeds(study, value, last, color, lines);
  }
  panel.marks.emplace_back(line_of_words(value(studies.front().words), last, style));
  for (render::Mark& line : lines) panel.marks.push_back(std::move(line));
  set_axes(studies, last, low, panel);
  return panel;
}

void add_legends(const std::vector<NestingStudy>& studies, const render::Style& style,
                 render::Figure& figure) {
  const Ink ink = inks(style);
  render::Legend levels;
  const NestingNames names = names_of(studies.front());
  const std::array<std::string, 3> levels_of{"part of " + names.words.sequence, names.outer, names.given};
  for (std::size_t k = names.part.empty() ? 1 : 0; k < levels_of.size(); ++k)
    levels.entries.push_back({levels_of[k], ink.levels[k], render::SwatchKind::box});
  levels.entries.push_back({"rest", style.quiet, render::SwatchKind::box});
  levels.title = "share of variance";
  render::Legend lines;
  for (std::size_t s = 0; s < studies.size(); ++s)
    lines.entries.push_back({studies[s].view->name,
                             ink.networks[s % ink.networks.size()],
                             render::SwatchKind::line,
                             {},
                             s % 2 == 0 ? render::Dash::solid : render::Dash::dotted});
  lines.entries.push_back({names.alone(), style.ink, render::SwatchKind::line, {}, render::Dash::dashed});
  if (std::any_of(studies.begin(), studies.end(), [](const NestingStudy& s) { return !s.others.empty(); }))
    lines.entries.push_back({"thin: further seeds", style.muted, render::SwatchKind::line});
  lines.entries.push_back({"permuted", ink.null, render::SwatchKind::band});
  figure.legends.push_back(std::move(levels));
  figure.legends.push_back(std::move(lines));
}

// A network with its nulls; of several networks each, and at the end the inputs alone. As many as columns.
std::vector<const ClassDistances*> shown_distances(const std::vector<NestingStudy>& studies) {
  constexpr std::size_t kColumns = 3;
  std::vector<const ClassDistances*> shown;
  if (studies.size() == 1)
    for (const ClassDistances& of : studies.front().distances) shown.push_back(&of);
  for (std::size_t s = 0; studies.size() > 1 && s < std::min(kColumns - 1, studies.size()); ++s)
    shown.push_back(&studies[s].distances.front());
  if (studies.size() > 1) shown.push_back(&studies.front().distances.back());
  return shown;
}

// Trees with the classes' colours below and the scale of distances.
void add_trees(const std::vector<NestingStudy>& studies, const render::Style& style, render::Figure& figure) {
  const NestingStudy& study = studies.front();
  const auto classes = [&](const std::string& column) {
    std::vector<std::string> labels = study.view->trace.require_integer(column).labels;
    for (std::size_t k = labels.size(); k < 64; ++k) labels.push_back(std::to_string(k));
    return labels;
  };
  const auto known = [&](const std::string& column, const std::vector<std::int32_t>& values) {
    std::vector<std::string> labels = classes(column);
    labels.resize(static_cast<std::size_t>(*std::max_element(values.begin(), values.end())) + 1);
    return classes_of(labels, style);
  };
  const ClassDistances& first = study.distances.front();
  const Classes outer = known(study.columns.outer, first.outer),
                inner = known(study.columns.inner, first.inner);
  std::vector<std::size_t> panels;
  for (const ClassDistances* const of : shown_distances(studies)) {
    panels.push_back(figure.panels.size());
    figure.panels.push_back(tree_panel(*of, outer, inner, style));
    figure.panels.back().column = static_cast<int>(panels.back());
  }
  render::Legend legend = class_legend("", outer, "", style);
  for (render::LegendEntry& entry : legend.entries) entry.swatch = render::SwatchKind::box;
  legend.panels = panels;
  figure.legends.push_back(std::move(legend));
  if (outer.labels != inner.labels) {
    render::Legend below = class_legend("", inner, "", style);
    for (render::LegendEntry& entry : below.entries) entry.swatch = render::SwatchKind::box;
    below.panels = panels;
    figure.legends.push_back(std::move(below));
  }
  figure.color_bars.push_back(distance_bar(std::move(panels)));
}

void add_rows(const std::vector<NestingStudy>& studies, const NestingNames& names, const render::Style& style,
              render::Figure& figure) {
  const auto add = [&](render::Panel panel, int row, int column) {
    panel.row = row;
    panel.column = column;
    figure.panels.push_back(std::move(panel));
  };
  add(curve_panel(
          studies, "By " + names.outer, [](const NestingMeasured& m) { return m.numbers.second[0]; },
          [](const NestingNumbers& n) { return n.second[0]; }, style),
      1, 0);
  figure.panels.back().y.label = "share of variance";
  add(curve_panel(
          studies, "units scaled", [](const NestingMeasured& m) { return m.unit_scaled.second[0]; }, {},
          style),
      1, 1);
  add(curve_panel(
          studies, "no heaviest unit", [](const NestingMeasured& m) { return m.without_heaviest.second[0]; },
          {}, style),
      1, 2);
  add(shares_panel(studies, style), 2, 0);
  add(curve_panel(
          studies, "Repeated: cosine", [](const NestingMeasured& m) { return m.numbers.cosine; },
          [](const NestingNumbers& n) { return n.cosine; }, style),
      2, 1);
  add(curve_panel(
          studies, "Probe elsewhere", [](const NestingMeasured& m) { return m.numbers.probe.across; },
          [](const NestingNumbers& n) { return n.probe.across; }, style),
      2, 2);
}

NestingColumns columns_of(const NetworkView& view, const Settings& settings) {
  const std::vector<std::string> parts = view.task->role("part");
  return {parts.empty() ? "" : parts.front(), role_column(view, settings, "outer"),
          role_column(view, settings, "inner")};
}

void add_findings(const std::vector<NestingStudy>& studies, Drawn& drawn) {
  for (const NestingStudy& study : studies) {
    const std::string outer = names_of(study).outer;
    const NestingMeasured& last = study.stages.back();
    drawn.findings.push_back({outer + ": share of variance, " + study.view->name, last.numbers.second[0]});
    drawn.findings.push_back({"with units scaled, " + study.view->name, last.unit_scaled.second[0]});
    drawn.findings.push_back({"inputs alone, " + study.view->name, study.words.numbers.second[0]});
  }
}

}  // namespace

static Drawn make_nesting(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const auto seeds = static_cast<int>(request.settings.integer("seeds"));
  if (seeds < 1) fail(ErrorKind::usage, "--seeds must be at least 1");
  std::vector<NestingStudy> studies;
  for (const NetworkView* const view : request.networks)
    studies.push_back(study_nesting(*view, columns_of(*view, request.settings), seeds,
                                    static_cast<std::uint64_t>(request.settings.integer("seed")),
                                    request.execution));
  const NestingNames names = names_of(studies.front());
  render::Figure figure = figure_with(look);
  add_trees(studies, look.style, figure);
  add_rows(studies, names, look.style, figure);
  letter_panels(figure, look);
  figure.row_aspects = {1.6, 0.75, 0.75};
  add_legends(studies, look.style, figure);
  figure.caption = caption_of(studies, seeds);
  Drawn drawn{std::move(figure), table_of(studies)};
  add_findings(studies, drawn);
  return drawn;
}

FigureKind nesting_kind() {
  return {
      .name = "nesting",
      .summary = "whether states are nested and a pattern repeats in each group, by epoch",
      .of = Networks::several,
      .reads = kReadsMap | kReadsNetwork | kReadsStages,
      .needs = {"outer", "inner"},
      .options =
          {{"seeds", OptionType::integer, "3", "networks in all, trained again from further seeds", true, {}},
           latex_option()},
      .make = make_nesting};
}

}  // namespace rssviz::cli
