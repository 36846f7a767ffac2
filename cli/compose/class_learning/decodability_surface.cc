// decodability-surface: what a fresh probe tells more than the trained output, by step and stage of learning.
#include "cli/compose/class_learning/kinds.h"
#include "cli/compose/class_parts/decodability.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kSteps = 8;
constexpr int kStages = 10;

render::Panel panel_of(const Decodability& all, const std::string& title, double (*value)(const Told&),
                       const std::string& palette) {
  render::Panel panel;
  panel.title = title;
  panel.x.label = "step";
  panel.x.low = panel.y.low = -0.5;
  panel.x.high = static_cast<double>(all.steps.size()) - 0.5;
  panel.y.high = static_cast<double>(all.stages.size()) - 0.5;
  render::Rectangles cells;
  cells.tiled = true;
  for (std::size_t s = 0; s < all.stages.size(); ++s) {
    const auto y = static_cast<double>(s);
    panel.y.ticks.push_back({y, std::to_string(all.stages[s])});
    for (std::size_t t = 0; t < all.steps.size(); ++t) {
      const auto x = static_cast<double>(t);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(render::sample_palette(palette, value(all.mean_at(s, t))));
    }
  }
  for (std::size_t t = 0; t < all.steps.size(); ++t)
    panel.x.ticks.push_back({static_cast<double>(t), std::to_string(all.steps[t])});
  panel.marks.emplace_back(std::move(cells));
  return panel;
}

formats::Table table_of(const Decodability& all) {
  formats::Table table;
  table.header = {"stage", "step", "probe", "output", "difference"};
  for (std::size_t s = 0; s < all.stages.size(); ++s)
    for (std::size_t t = 0; t < all.steps.size(); ++t) {
      const Told cell = all.mean_at(s, t);
      table.rows.push_back({std::to_string(all.stages[s]), std::to_string(all.steps[t]),
                            formats::format_number(cell.probe), formats::format_number(cell.output),
                            formats::format_number(cell.probe - cell.output)});
    }
  return table;
}

void add_bar(const std::string& palette, std::size_t panel, render::Figure& figure) {
  render::ColorBar bar;
  bar.palette = palette;
  bar.low = 0;
  bar.high = 1;
  bar.side = render::Side::bottom;
  bar.panels = {panel};
  figure.color_bars.push_back(std::move(bar));
}

}  // namespace

// After learning: where the probe is furthest above the output.
static std::vector<Finding> findings_of(const Decodability& all) {
  const std::size_t last = all.stages.size() - 1;
  std::size_t widest = 0;
  const auto gap = [&](std::size_t step) {
    const Told told = all.mean_at(last, step);
    return told.probe - told.output;
  };
  for (std::size_t step = 0; step < all.steps.size(); ++step)
    if (gap(step) > gap(widest)) widest = step;
  return {{"after learning, widest of probe less output", gap(widest)},
          {"after learning, step of the widest", static_cast<double>(all.steps[widest])}};
}

static Drawn make_decodability_surface(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const Decodability all = decodability_of(request, kStages, kSteps);
  const std::string palette = scale_palette(request.settings, "viridis");
  render::Figure figure = figure_with(look);
  const std::pair<const char*, double (*)(const Told&)> shown[] = {
      {"Probe", [](const Told& c) { return c.probe; }},
      {"Trained output", [](const Told& c) { return c.output; }},
      {"Probe less output", [](const Told& c) { return c.probe - c.output; }}};
  for (const auto& [title, value] : shown) {
    const std::size_t place = figure.panels.size();
    figure.panels.push_back(panel_of(all, title, value, place == 2 ? "magma" : palette));
    figure.panels.back().column = static_cast<int>(place);
    add_bar(place == 2 ? "magma" : palette, place, figure);
  }
  figure.panels[0].y.label = all.of.front().view->counted_by_epochs ? "epoch" : "stage";
  figure.row_aspects = {0.9};
  letter_panels(figure, look);
  figure.caption = {"What can be told and isn't read, by step and through learning",
                    sample_sentence(all.of) +
                        "Accuracy of a probe trained anew at each step and stage (held out, " +
                        std::to_string(request.settings.integer("folds")) + " folds, noise of " +
                        percent(request.settings.number("noise")) +
                        " of the root mean square state, one penalty a network), of the output as it was "
                        "trained until then, and "
                        "the difference of both, at " +
                        std::to_string(all.steps.size()) + " steps and " + std::to_string(all.stages.size()) +
                        " stages. Stage 0, the network before training, is the null of the probe" +
                        (all.of.size() > 1 ? "; means over networks. " : "; one network. ") +
                        note_sentences(all.of.front().file.states.notes) + network_sentence(request)};
  Drawn drawn{std::move(figure), table_of(all)};
  drawn.findings = findings_of(all);
  return drawn;
}

FigureKind decodability_surface_kind() {
  std::vector<Option> options = decodability_options();
  options.push_back(palette_of_scales());
  options.push_back(latex_option());
  return {.name = "decodability-surface",
          .summary = "what a probe tells more than the output, by step and stage of learning",
          .of = Networks::several,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {"class"},
          .options = options,
          .make = make_decodability_surface};
}

}  // namespace rssviz::cli
