// outputs: the outputs along a sentence, as the probabilities that decoding compares: 3 x 2 panels, a line a
// concept.
#include <algorithm>
#include <cmath>

#include "cli/compose/outputs/kinds.h"
#include "cli/compose/outputs/outputs_by_step.h"
#include "cli/compose/parts/answer_findings.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/line_names.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

// Where a class of the column is named for the first time; -1 nowhere.
int first_heard(const models::IntColumn& column, int value) {
  for (std::size_t i = 0; i < column.values.size(); ++i)
    if (column.values[i] == value) return static_cast<int>(i);
  return -1;
}

void add_concept(const std::vector<render::Point>& at, render::Color color, bool trained_at_end,
                 render::Panel& panel) {
  render::Line line;
  line.at = at;
  line.width_pt = 1.1;
  line.color = trained_at_end ? render::with_alpha(color, 0.4) : color;
  panel.marks.emplace_back(line);
  if (!trained_at_end || at.size() < 2) return;
  render::Points end;
  end.at = {at.back()};
  end.colors = {color};
  end.radius_pt = 2.2;
  end.keep_order = true;
  panel.marks.emplace_back(std::move(end));
}

// A readout alone was trained, after the last step: what it says before is extrapolation.
bool faint_before_end(const NetworkView& view) {
  return view.states_stay && !view.trained_at_every_word && !is_imported(view);
}

// Open circles on the curves, at the steps where their classes are named.
void add_named(const models::IntColumn& heard, const std::vector<std::vector<render::Point>>& curves,
               const Classes& classes, const render::Style& style, render::Panel& panel) {
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const int step = first_heard(heard, static_cast<int>(k));
    if (step < 0) continue;
    render::Points named;
    named.at = {curves[k][static_cast<std::size_t>(step)]};
    named.colors = {style.paper};
    named.outline = classes.colors[k];
    named.outline_pt = 1.0;
    named.radius_pt = 2.2;
    named.keep_order = true;
    panel.marks.emplace_back(std::move(named));
  }
}

render::Panel outputs_panel(const NetworkView& view, const models::StateTrace& trace,
                            const OutputGroup& group, const Classes& classes, const render::Style& style) {
  render::Panel panel;
  const auto steps = static_cast<Eigen::Index>(trace.points());
  std::vector<std::vector<render::Point>> curves(group.outputs.size());
  for (Eigen::Index t = 0; t < steps; ++t) {
    const std::vector<double> shares = group_probabilities(trace.outputs, t, group.outputs);
    for (std::size_t k = 0; k < shares.size(); ++k) curves[k].push_back({static_cast<double>(t), shares[k]});
  }
  if (group.threshold > 0)
    panel.marks.emplace_back(render::Rule{true, group.threshold, style.muted, 0.6, render::Dash::dashed, ""});
  for (std::size_t k = 0; k < curves.size(); ++k)
    add_concept(curves[k], classes.colors[k], faint_before_end(view), panel);
  if (const models::IntColumn* const heard = trace.integer(group.heard))
    add_named(*heard, curves, classes, style, panel);
  for (std::size_t k = 0; k < curves.size(); ++k)
    name_line_end(classes.labels[k], curves[k].back().y, classes.colors[k], style, panel);
  panel.x.low = -0.4;
  panel.x.high = static_cast<double>(steps) - 0.8;  // curves end where their names begin
  panel.y.low = 0;
  panel.y.high = 1.04;
  panel.y.ticks = {{0, "0"}, {1, "1"}};
  if (group.threshold > 0)
    panel.y.ticks.insert(panel.y.ticks.begin() + 1, {group.threshold, decimals(group.threshold, 2)});
  else
    panel.y.ticks.insert(panel.y.ticks.begin() + 1, {0.5, ".5"});
  return panel;
}

// No higher than what is drawn, and the same for all panels: a network that ends at .65 fills its panels.
void share_height(render::Figure& figure) {
  double most = 0;
  for (const render::Panel& panel : figure.panels)
    for (const render::Mark& mark : panel.marks) {
      if (const auto* const line = std::get_if<render::Line>(&mark))
        for (const render::Point& point : line->at) most = std::max(most, point.y);
      if (const auto* const rule = std::get_if<render::Rule>(&mark)) most = std::max(most, rule->at);
    }
  if (most > 0.9) return;
  const double end = std::ceil(most * 10 + 0.3) / 10;
  for (render::Panel& panel : figure.panels) {
    panel.y.high = 1.04 * end;
    panel.y.ticks.back() = {end, decimals(end, 1)};
  }
}

std::vector<render::Tick> words_of(const NetworkView& view, const models::Tokens& tokens) {
  std::vector<render::Tick> words;
  for (std::size_t t = 0; t < tokens.size(); ++t)
    words.push_back({static_cast<double>(t), view.corpus->vocabulary[static_cast<std::size_t>(tokens[t])]});
  return words;
}

// A panel a group, with the names of its concepts at the ends of their curves.
void add_panels(const NetworkView& view, const models::StateTrace& trace,
                const std::vector<render::Tick>& words, render::Figure& figure) {
  const GroupGrid grid = grid_of(*view.task);
  for (std::size_t g = 0; g < view.task->groups().size(); ++g) {
    const OutputGroup& group = view.task->groups()[g];
    const Classes classes = classes_of(group.labels, figure.style);
    render::Panel panel = outputs_panel(view, trace, group, classes, figure.style);
    panel.title = title_of(group, grid);
    panel.row = grid.row_of(g);
    panel.column = group.slot;
    panel.x.ticks = words;
    panel.x.slanted = true;
    panel.x.show_ticks = grid.last_row(g);
    panel.y.show_ticks = group.slot == 0;
    if (group.slot == 0) panel.y.label = "probability";
    figure.panels.push_back(std::move(panel));
  }
  share_height(figure);
  figure.row_aspects.assign(grid.rows, 0.36);
}

// Whether the task tells when what is right is named.
bool names_answers(const models::Task& task) {
  return std::any_of(task.groups().begin(), task.groups().end(),
                     [](const OutputGroup& group) { return !group.heard.empty(); });
}

render::Legend marks_legend(const NetworkView& view, const render::Style& style) {
  const models::Wording wording = view.task->wording();
  render::Legend marks;
  if (has_thresholds(*view.task))
    marks.entries.push_back(
        {"below: no claim", style.muted, render::SwatchKind::line, {}, render::Dash::dashed});
  if (names_answers(*view.task))
    marks.entries.push_back({"named by this " + wording.step,
                             style.paper,
                             render::SwatchKind::point,
                             render::MarkerShape::circle,
                             {},
                             1.0,
                             style.muted});
  if (faint_before_end(view))
    marks.entries.push_back({"after " + wording.last + ", where the readout was trained", style.muted});
  return marks;
}

// What outputs before the last step are worth.
std::string training_text(const NetworkView& view) {
  const models::Wording wording = view.task->wording();
  if (is_imported(view)) return "Whether outputs before " + wording.last + " were ever taught isn't known. ";
  if (faint_before_end(view))
    return "The readout was trained on the state after " + wording.last +
           " only (dots): the faint curves before it are extrapolation. ";
  if (view.trained_at_every_word)
    return "The readout was trained on the state after every " + wording.step + ", with what the whole " +
           wording.sequence + " says. ";
  return "The network was trained on the output after " + wording.last +
         " only: earlier outputs were never taught. ";
}

std::string caption_text(const NetworkView& view) {
  const models::Wording wording = view.task->wording();
  return std::string(grid_of(*view.task).slots > 1 ? "For each object (columns) and question (rows)"
                                                   : "For each question (rows)") +
         ": the softmax of the group's outputs after each " + wording.step +
         ", which is what decoding compares; the largest wins" +
         (has_thresholds(*view.task) ? " unless it lies below the dashed threshold 1.3 / z for z concepts. "
                                     : ". ") +
         (names_answers(*view.task) ? "Open circles: the " + wording.step + " that names the concept. "
                                    : "") +
         training_text(view) + "Network: " + view.description + ", " + view.training + "; " +
         view.task->description() + ". One " + wording.sequence + "; it need not be typical.";
}

}  // namespace

static Drawn make_outputs(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.task->every_step()) return outputs_by_step(request);
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  if (request.settings.texts("sentence").size() > 1)
    fail(ErrorKind::usage, "outputs shows one " + view.task->wording().sequence + " a figure, got " +
                               std::to_string(request.settings.texts("sentence").size()) +
                               "; draw a figure for each");
  const models::Tokens tokens = followed_sentence(view, request.settings.texts("sentence"));
  const models::StateTrace trace = view.record(*view.network_at(-1), {tokens}, "", request.execution);
  add_panels(view, trace, words_of(view, tokens), figure);
  render::Legend marks = marks_legend(view, look.style);
  if (!marks.entries.empty()) figure.legends.push_back(std::move(marks));
  figure.caption.title =
      "What the " + view.name + " claims while it reads \"" + view.task->text(tokens) + "\"";
  figure.caption.text = caption_text(view);
  Drawn drawn{std::move(figure)};
  add_right_answers(view, trace, drawn.findings);
  return drawn;
}

FigureKind outputs_kind() {
  return {.name = "outputs",
          .summary = "outputs along a sentence",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {},
          .options = {sentence_option(), zoom_option(), strict_option()},
          .make = make_outputs};
}

}  // namespace rssviz::cli
