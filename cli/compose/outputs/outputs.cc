// R8: the outputs along a sentence, as the probabilities that decoding compares: 3 x 2 panels, a line a
// concept.
#include "cli/compose/figure_kind.h"
#include "cli/compose/outputs/outputs_by_step.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/network_view.h"
#include "models/recording/record.h"
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

// A readout alone was trained, after END: what it says before is extrapolation.
bool faint_before_end(const NetworkView& view) { return view.cell == "esn" && !view.trained_at_every_word; }

render::Panel outputs_panel(const NetworkView& view, const models::StateTrace& trace,
                            const OutputGroup& group, const Classes& classes, const render::Style& style) {
  render::Panel panel;
  panel.title = group.question + " " + std::to_string(group.object + 1);
  const auto steps = static_cast<Eigen::Index>(trace.points());
  std::vector<std::vector<render::Point>> curves(group.outputs.size());
  for (Eigen::Index t = 0; t < steps; ++t) {
    const std::vector<double> shares = group_probabilities(trace.outputs, t, group.outputs);
    for (std::size_t k = 0; k < shares.size(); ++k) curves[k].push_back({static_cast<double>(t), shares[k]});
  }
  panel.marks.emplace_back(render::Rule{true, group.threshold, style.muted, 0.6, render::Dash::dashed, ""});
  for (std::size_t k = 0; k < curves.size(); ++k)
    add_concept(curves[k], classes.colors[k], faint_before_end(view), panel);
  const models::IntColumn* const heard =
      trace.integer("heard_" + group.question + "_" + std::to_string(group.object + 1));
  for (std::size_t k = 0; heard != nullptr && k < curves.size(); ++k) {
    const int step = first_heard(*heard, static_cast<int>(k));
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
  panel.x.low = -0.4;
  panel.x.high = static_cast<double>(steps) - 0.6;
  panel.y.low = 0;
  panel.y.high = 1.04;
  panel.y.ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  return panel;
}

}  // namespace

render::Figure make_outputs(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.task.every_step()) return outputs_by_step(request);
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const std::vector<models::Tokens> chosen = followed_sentences(view, request.settings.texts("sentence"), 2);
  const models::Tokens& tokens = chosen.back();
  const auto network = view.network_at(-1);
  models::StateTrace trace = models::record_states(*network, {tokens}, view.corpus->vocabulary,
                                                   view.corpus->output_names, {}, request.execution);
  view.task.annotate(trace);
  std::vector<render::Tick> words;
  for (std::size_t t = 0; t < tokens.size(); ++t)
    words.push_back({static_cast<double>(t), view.corpus->vocabulary[static_cast<std::size_t>(tokens[t])]});
  const std::size_t rows = view.task.groups.size() / 2;
  for (std::size_t g = 0; g < view.task.groups.size(); ++g) {
    const OutputGroup& group = view.task.groups[g];
    const Classes classes = classes_of(group.labels, look.style);
    render::Panel panel = outputs_panel(view, trace, group, classes, look.style);
    panel.row = static_cast<int>(g % rows);
    panel.column = group.object;
    panel.x.ticks = words;
    panel.x.slanted = true;
    panel.x.show_ticks = panel.row + 1 == static_cast<int>(rows);
    panel.y.show_ticks = group.object == 0;
    if (group.object == 0) panel.y.label = "probability";
    if (group.object == 1) {
      render::Legend legend = class_legend("", classes, "", look.style);
      for (render::LegendEntry& entry : legend.entries) entry.swatch = render::SwatchKind::line;
      legend.side = render::Side::right;
      legend.panels = {g - rows, g};
      figure.legends.push_back(std::move(legend));
    }
    figure.panels.push_back(std::move(panel));
  }
  render::Legend marks;
  marks.entries = {{"below: no claim", look.style.muted, render::SwatchKind::line, {}, render::Dash::dashed},
                   {"named by this word",
                    look.style.paper,
                    render::SwatchKind::point,
                    render::MarkerShape::circle,
                    {},
                    1.0,
                    look.style.muted}};
  if (faint_before_end(view))
    marks.entries.push_back({"after END, where the readout was trained", look.style.muted});
  figure.legends.push_back(std::move(marks));
  figure.row_aspects.assign(rows, 0.36);
  SentencePath path;
  for (const render::Tick& word : words)
    if (word.text != "BEGIN" && word.text != "END") path.text += (path.text.empty() ? "" : " ") + word.text;
  figure.caption.title = "What the " + view.name + " claims while it reads \"" + path.text + "\"";
  figure.caption.text =
      "For each object (columns) and question (rows): the softmax of the group's outputs after each word, "
      "which is what "
      "decoding compares; the largest wins unless it lies below the dashed threshold 1.3 / z for z concepts. "
      "Open circles: the word "
      "that names the concept. " +
      std::string(
          faint_before_end(view)
              ? "The readout was trained on the state after END only (dots): the faint curves before it "
                "are extrapolation. "
          : view.trained_at_every_word
              ? "The readout was trained on the state after every word, with what the whole sentence says. "
              : "The network was trained on the output after END only: earlier outputs were never taught. ") +
      "Network: " + view.description + ", " + view.training + "; " + view.task.description +
      ". One sentence; it need not be typical.";
  return figure;
}

}  // namespace rssviz::cli
