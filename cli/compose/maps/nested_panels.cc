#include "cli/compose/maps/nested_panels.h"

#include <algorithm>
#include <cmath>

namespace rssviz::cli {
namespace {

constexpr double kNames = 0.62;  // of the axis, left of 0: where the rows' names stand

// How each of what was measured is marked: shapes tell them apart, and no colour is needed.
struct Look {
  render::MarkerShape shape{render::MarkerShape::circle};
  double radius_pt{2.6};
  bool muted{false};
};

Look look_of(const NestedSubject& subject, std::size_t i) {
  constexpr render::MarkerShape kOthers[] = {render::MarkerShape::square, render::MarkerShape::triangle,
                                             render::MarkerShape::star, render::MarkerShape::plus};
  const NestedMeasured& one = subject.measured[i];
  if (one.variant == "another seed") return {render::MarkerShape::circle, 1.1, false};
  if (one.variant == "untrained") return {render::MarkerShape::ring, 2.6, false};
  if (one.variant == "inputs alone") return {render::MarkerShape::diamond, 2.9, true};
  std::size_t other = 0;
  for (std::size_t k = 1; k < i; ++k)
    other += subject.measured[k].variant == "trained" || subject.measured[k].variant == "reservoir" ? 1 : 0;
  if (i > 0) return {kOthers[other % std::size(kOthers)], 2.5, true};
  return {};
}

std::string name_of(const NestedSubject& subject, const NestedMeasured& one) {
  if (one.variant == "another seed") return "further seeds";
  if (one.variant == "untrained") return one.name + " untrained";
  return one.variant == "inputs alone" ? subject.inputs : one.name;
}

render::Line tick_at(double x, double y, double half, render::Color color, double width_pt) {
  return {{{x, y - half}, {x, y + half}}, color, width_pt};
}

}  // namespace

std::string level_text(const NestedSubject& subject, std::size_t level) {
  return (level == 0 ? "" : "inside: ") + subject.levels[level].name;
}

render::Panel agreement_panel(const NestedSubject& subject, const render::Style& style, double scale) {
  render::Panel panel;
  panel.title = "Neighbours that agree";
  panel.x.low = -kNames;
  panel.x.high = 1.03;
  panel.x.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  panel.x.label = "share";
  panel.y.show_ticks = false;
  const auto rows = static_cast<double>(subject.levels.size());
  panel.y.low = 0.35 - rows;
  panel.y.high = 0.65;
  panel.marks.emplace_back(render::Line{{{0, 0.65}, {0, 0.35 - rows}}, style.frame, 0.5 * scale});
  for (std::size_t level = 0; level < subject.levels.size(); ++level) {
    const double y = -static_cast<double>(level);
    render::Label name;
    name.at = {-kNames / 2, y};
    name.text = level_text(subject, level);
    name.color = style.ink;
    name.centred = true;
    panel.labels.push_back(std::move(name));
    panel.marks.emplace_back(render::Line{{{0, y}, {1, y}}, style.quiet, 0.4 * scale});
    panel.marks.emplace_back(
        tick_at(subject.measured.front().levels[level].chance, y, 0.3, style.ink, 0.8 * scale));
  }
  // The network itself on top.
  for (std::size_t i = subject.measured.size(); i-- > 0;) {
    const Look look = look_of(subject, i);
    render::Points points;
    points.shape = look.shape;
    points.radius_pt = look.radius_pt * scale;
    points.colors = {look.muted ? style.muted : style.ink};
    for (std::size_t level = 0; level < subject.levels.size(); ++level) {
      const double share = subject.measured[i].levels[level].raw;
      if (!std::isnan(share)) points.at.push_back({share, -static_cast<double>(level)});
    }
    if (!points.at.empty()) panel.marks.emplace_back(std::move(points));
  }
  return panel;
}

render::Legend agreement_legend(const NestedSubject& subject, const render::Style& style) {
  render::Legend legend;
  for (std::size_t i = 0; i < subject.measured.size(); ++i) {
    const Look look = look_of(subject, i);
    const std::string name = name_of(subject, subject.measured[i]);
    const bool there = std::any_of(legend.entries.begin(), legend.entries.end(),
                                   [&](const render::LegendEntry& entry) { return entry.text == name; });
    if (!there)
      legend.entries.push_back(
          {name, look.muted ? style.muted : style.ink, render::SwatchKind::point, look.shape});
  }
  legend.entries.push_back({"| chance", style.ink, render::SwatchKind::none});
  return legend;
}

}  // namespace rssviz::cli
