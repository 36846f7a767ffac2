#include "cli/compose/conditions/belief_panels.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

namespace {

// Of what beliefs are read from.
struct Inks {
  render::Color states{}, window{}, trace{};
};

Inks inks(const render::Style& style) {
  const std::vector<render::Color> steps = render::class_colors(style, 3);
  return {steps[0], steps[1], steps[2]};
}

constexpr double kLeast = 1e-6;  // not explained: what is less is drawn there

render::Rule line_across(double at, render::Color color, render::Dash dash) {
  return {true, at, color, 1.0, dash, ""};
}

std::string window_text(const BeliefStudy& study) {
  const std::size_t best = best_window(study);
  return best == 1 ? "last symbol" : "last " + std::to_string(best) + " symbols";
}

std::string left_text(const BeliefStudy& study) {
  if (std::isnan(study.beyond_next))
    return "The beliefs are a straight function of the next symbol's probabilities: a network that predicts "
           "well holds them whether or not it keeps more, and nothing is left to find beyond prediction. ";
  return "Of what the next symbol's probabilities (straight map) leave of the beliefs, R2 " +
         decimals(study.beyond_next, 3) + " is read from the states. ";
}

}  // namespace

std::vector<Option> belief_kind_options() {
  return {
      {"beliefs", OptionType::texts, "", "columns of numbers: the beliefs (default: the task's)", true, {}},
      latex_option()};
}

BeliefOptions belief_options(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  BeliefOptions options;
  options.beliefs = columns_for_role(view, &request.settings, "beliefs");
  options.next = view.task->role("next");
  options.seed = view.seed;
  if (options.beliefs.size() < 2)
    fail(ErrorKind::data, "beliefs needs two columns of beliefs or more, which the task " +
                              view.task->name() + " of " + view.id +
                              " has not; --beliefs names them (columns: " + names_of_columns(view) + ")");
  return options;
}

render::Panel belief_panel(std::string title, const MatrixD& beliefs, const MatrixD& truth,
                           const BeliefPlaces& places, double radius_pt) {
  render::Panel panel = map_panel(std::move(title), places.limits());
  places.add_frame(panel);
  render::Points dots;
  dots.at = places.places(beliefs);
  dots.colors = places.colors(truth);
  dots.radius_pt = radius_pt;
  panel.marks.emplace_back(std::move(dots));
  return panel;
}

render::Panel belief_chart(const BeliefStudy& study, const BeliefPlaces& places, double radius_pt,
                           const render::Style& style) {
  const std::string state = study.names[1].substr(study.names[1].rfind(' ') + 1);
  render::Panel panel;
  panel.title = "belief in " + state;
  panel.x.label = "true beliefs";
  panel.y.label = "read from the states";
  panel.marks.emplace_back(render::Line{{{0, 0}, {1, 1}}, style.frame, 0.8});
  render::Points dots;
  for (Eigen::Index i = 0; i < study.truth.rows(); ++i)
    dots.at.push_back({study.truth(i, 1), study.by_stage.back().found(i, 1)});
  dots.colors = places.colors(study.truth);
  dots.radius_pt = radius_pt;
  panel.marks.emplace_back(std::move(dots));
  return panel;
}

double belief_aspect(const BeliefPlaces& places) { return aspect_of(places.limits(), 0.25, 1); }

std::size_t best_window(const BeliefStudy& study) {
  return static_cast<std::size_t>(std::max_element(study.windows.begin(), study.windows.end()) -
                                  study.windows.begin()) +
         1;
}

render::Panel r2_panel(const NetworkView& view, const BeliefStudy& study, const render::Style& style) {
  const Inks ink = inks(style);
  render::Panel panel;
  panel.title = "not explained (1 - R\u00b2)";
  panel.x.label = view.counted_by_epochs ? "epoch" : "stage";
  panel.x.low = 0;
  panel.x.high = std::max(1, view.stages - 1);
  panel.y.logarithmic = true;  // what nulls leave is small already: the difference lies there
  if (!study.windows.empty())
    panel.marks.emplace_back(line_across(std::max(kLeast, 1 - study.windows[best_window(study) - 1]),
                                         ink.window, render::Dash::dashed));
  panel.marks.emplace_back(line_across(std::max(kLeast, 1 - study.trace), ink.trace, render::Dash::dotted));
  panel.marks.emplace_back(line_across(1 - study.shuffled, style.muted, render::Dash::solid));
  render::Line line;
  line.color = ink.states;
  line.width_pt = 1.3;
  double lowest = std::clamp(1 - study.trace, kLeast, 1.);
  for (std::size_t k = 0; k < study.stages.size(); ++k) {
    const double left = std::max(kLeast, 1 - study.by_stage[k].r2);
    line.at.push_back({static_cast<double>(study.stages[k]), left});
    lowest = std::min(lowest, left);
  }
  render::Points dots;
  dots.at = line.at;
  dots.colors = {ink.states};
  dots.radius_pt = 1.7;
  dots.keep_order = true;
  panel.marks.emplace_back(std::move(line));
  panel.marks.emplace_back(std::move(dots));
  panel.y.low = lowest / 1.6;
  panel.y.high = 1.6 * std::max(1., 1 - study.shuffled);
  return panel;
}

render::Legend r2_legend(const BeliefStudy& study, const render::Style& style, std::size_t panel) {
  const Inks ink = inks(style);
  render::Legend legend;
  legend.entries = {{"states", ink.states, render::SwatchKind::line}};
  if (!study.windows.empty())
    legend.entries.push_back(
        {window_text(study), ink.window, render::SwatchKind::line, {}, render::Dash::dashed});
  legend.entries.push_back({"leaky traces", ink.trace, render::SwatchKind::line, {}, render::Dash::dotted});
  legend.entries.push_back({"shuffled", style.muted, render::SwatchKind::line});
  if (panel > 0) legend.panels = {panel};
  return legend;
}

render::Caption belief_caption(const NetworkView& view, const BeliefStudy& study, const BeliefPlaces& places,
                               const Settings&) {
  const std::string sequences = view.task->wording().sequences;
  render::Caption caption;
  caption.title = "Beliefs in the states of the " + view.name + ": R2 " + decimals(study.r2(), 3) +
                  ", before training " + decimals(study.untrained(), 3);
  caption.text = places.sentence() +
                 "Read from the states: a straight map (ridge, penalty 1e-6 of the mean variance) from the " +
                 view.states_name + " of half of the recorded " + sequences +
                 " to the true beliefs, judged on the other " + std::to_string(study.judged_sequences) +
                 " (" + with_commas(static_cast<long long>(study.rows.size())) +
                 " states). R2: 1 - squared error / squared distance from the mean, all beliefs together: " +
                 decimals(study.r2(), 3) + " at the end, " + decimals(study.untrained(), 3) + " untrained, " +
                 decimals(study.shuffled, 3) + " with the beliefs of other " + sequences + ", ";
  if (!study.windows.empty())
    caption.text += decimals(study.windows[best_window(study) - 1], 3) + " from the " + window_text(study) +
                    " alone (the best of windows up to " + std::to_string(study.windows.size()) + "), ";
  caption.text += decimals(study.trace, 3) +
                  " from leaky traces of the symbols at rates 1, .5, .2 and .05; what leaves less than 1e-6 "
                  "is drawn there. A structure that the symbols "
                  "alone show too is theirs, not the network's. " +
                  left_text(study) +
                  "That a straight map finds beliefs doesn't show that the network uses them. Network: " +
                  view.description + ", " + view.training + "; " + view.task->description() +
                  ". One network from one seed.";
  return caption;
}

formats::Table table_of(const BeliefStudy& study) {
  formats::Table table;
  table.header = {"features", "stage", "r2"};
  const auto add = [&](const std::string& what, const std::string& stage, double r2) {
    table.rows.push_back({what, stage, formats::format_number(r2)});
  };
  for (std::size_t k = 0; k < study.stages.size(); ++k)
    add("states", std::to_string(study.stages[k]), study.by_stage[k].r2);
  add("shuffled", "", study.shuffled);
  for (std::size_t k = 0; k < study.windows.size(); ++k)
    add("window_" + std::to_string(k + 1), "", study.windows[k]);
  add("traces", "", study.trace);
  add("beyond_next", "", study.beyond_next);
  return table;
}

}  // namespace rssviz::cli
