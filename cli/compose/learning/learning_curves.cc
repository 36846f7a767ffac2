// learning-curves: how loss and errors fell while the network learned.
#include <cmath>

#include "cli/compose/learning/kinds.h"
#include "cli/compose/parts/error_text.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/network_view.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using models::Split;
using models::StageMetrics;

render::Line curve(const NetworkView& view, Split split, std::string_view value, bool by_epoch) {
  render::Line line;
  for (const StageMetrics& row : view.metrics) {
    if (row.split != split || !row.value(value)) continue;
    line.at.push_back({x_of(row, by_epoch), *row.value(value)});
  }
  return line;
}

// Fewer marks than points: a dot a stage where there are few.
void add_curve(render::Line line, render::Color color, render::Dash dash, render::Panel& panel) {
  line.color = color;
  line.width_pt = 1.1;
  line.dash = dash;
  panel.marks.emplace_back(std::move(line));
}

// The 95 % interval of each of the errors of a curve.
void add_band(const NetworkView& view, const Curve& curve, bool by_epoch, render::Color color,
              render::Panel& panel) {
  render::Band band;
  band.color = color;
  band.color.alpha = 0.22;
  for (const StageMetrics& row : view.metrics) {
    if (row.split != curve.split) continue;
    const std::optional<StatedError> error = stated_error(row, curve.value, *view.corpus);
    if (!error) continue;
    band.x.push_back(x_of(row, by_epoch));
    band.low.push_back(error->interval.low);
    band.high.push_back(error->interval.high);
  }
  if (!band.x.empty()) panel.marks.emplace_back(std::move(band));
}

void add_columns(render::Figure& figure) {
  for (std::size_t k = 0; k < figure.panels.size(); ++k) figure.panels[k].column = static_cast<int>(k);
}

// The one measure of a task on its two splits; of classes, or of another loss than the RMSE, that beside it.
render::Panel measure_panel(const NetworkView& view, const std::string& title, std::string_view value,
                            bool logarithmic, const std::vector<render::Color>& palette) {
  const bool by_epoch = view.counted_by_epochs;
  render::Panel panel;
  panel.title = title;
  panel.x.label = seen_label(view, by_epoch);
  panel.x.low = 0;
  panel.y.logarithmic = logarithmic;
  if (!logarithmic) panel.y.low = 0;
  for (const Curve& one : curves_of(view))
    add_curve(curve(view, one.split, value, by_epoch), palette[one.color], one.dash, panel);
  return panel;
}

std::string stages_text(const NetworkView& view) {
  if (view.counted_by_epochs) return "Epoch 0 is the untrained network. ";
  const models::Wording wording = view.task->wording();
  return view.task->every_step()
             ? "Each point is the readout after that many " + wording.steps + "; before the first it is 0. "
             : "Each point is the readout after that many " + wording.sequences + ". ";
}

std::string network_text(const NetworkView& view) {
  return "Network: " + view.description + ", " + view.training + "; " + view.task->description() + ". " +
         stages_text(view);
}

std::string measure_caption(const NetworkView& view) {
  const models::Measure measure = view.task->measures().front();
  std::string text = network_text(view);
  if (measure.name == "nrmse")
    text +=
        "NRMSE: the RMSE divided by the standard deviation of the targets of the split; 1 is what their mean "
        "reaches. ";
  const Split split = measure.splits.front();
  const StageMetrics* const last = models::find_metrics(view.metrics, view.stages - 1, split);
  if (last != nullptr && last->value(measure.key))
    text += "On the " + name_of_split(*view.task, split) + " at the end: " + measure_title(*view.task) + " " +
            decimals(*last->value(measure.key), 4) + ". ";
  return text + "One network from one seed.";
}

render::Figure curves_of_measure(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const models::Measure measure = view.task->measures().front();
  const Look look = look_of(request.settings, !measure.logarithmic);
  render::Figure figure = figure_with(look);
  const std::vector<render::Color> palette = render::class_colors(look.style, 0);
  if (measure.name != "rmse")
    figure.panels.push_back(
        measure_panel(view, measure_title(*view.task), measure.key, measure.logarithmic, palette));
  if (measure.name != "nrmse")
    figure.panels.push_back(measure_panel(view, "RMSE", "rmse", measure.logarithmic, palette));
  add_columns(figure);
  render::Legend splits;
  for (const Curve& one : curves_of(view))
    splits.entries.insert(splits.entries.begin(),
                          {one.name, palette[one.color], render::SwatchKind::line, {}, one.dash});
  figure.legends = {std::move(splits)};
  if (figure.panels.size() > 1) letter_panels(figure, look);
  if (figure.panels.size() == 1) figure.row_aspects = {0.36};
  figure.caption = {"How the " + view.name + " learns", measure_caption(view)};
  return figure;
}

// What was minimised, on the sentences that taught it and on others.
render::Panel loss_panel(const NetworkView& view, const std::vector<render::Color>& palette) {
  const bool by_epoch = view.counted_by_epochs;
  render::Panel panel;
  panel.title = by_epoch ? "Loss" : "RMSE over all outputs";
  panel.x.label = seen_label(view, by_epoch);
  panel.y.label = by_epoch ? "mean squared error" : "RMSE";
  panel.x.low = 0;
  panel.y.logarithmic = true;
  const std::string_view value = by_epoch ? "loss" : "rmse";
  add_curve(curve(view, Split::train, value, by_epoch), palette[1], render::Dash::dashed, panel);
  add_curve(curve(view, Split::validation, value, by_epoch), palette[0], render::Dash::solid, panel);
  return panel;
}

render::Panel errors_panel(const NetworkView& view, const std::vector<render::Color>& palette) {
  const bool by_epoch = view.counted_by_epochs;
  const std::vector<Curve> curves = curves_of(view);
  render::Panel panel;
  panel.title = "Errors on " + name_of_split(*view.task, curves.front().split);
  panel.x.label = seen_label(view, by_epoch);
  panel.x.low = 0;
  panel.y.label = "share of " + view.task->wording().sequences;
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}};
  for (const Curve& one : curves) add_band(view, one, by_epoch, palette[one.color], panel);
  for (const Curve& one : curves)
    add_curve(curve(view, one.split, one.value, by_epoch), palette[one.color], one.dash, panel);
  return panel;
}

std::vector<render::Legend> legends_of(const NetworkView& view, const std::vector<render::Color>& palette) {
  render::Legend splits, kinds;
  splits.entries = {{name_of_split(*view.task, Split::train),
                     palette[1],
                     render::SwatchKind::line,
                     {},
                     render::Dash::dashed},
                    {name_of_split(*view.task, Split::validation), palette[0], render::SwatchKind::line}};
  splits.panels = {0};
  for (const Curve& one : curves_of(view))
    kinds.entries.push_back({one.name, palette[one.color], render::SwatchKind::line, {}, one.dash});
  kinds.panels = {1};
  return {std::move(splits), std::move(kinds)};
}

std::string errors_caption(const NetworkView& view) {
  const std::string sequences = view.task->wording().sequences;
  return network_text(view) +
         "Not valid: something that the sentence states is not matched; not exact: or something is claimed "
         "that it leaves open. The error has a floor above 0, since the teacher fills what a sentence leaves "
         "open at random. Bands: 95 % intervals of the errors on " +
         with_commas(static_cast<long long>(view.corpus->validation.size())) + " validation " + sequences +
         " (Wilson). At the end, with such intervals, on the " +
         with_commas(static_cast<long long>(view.corpus->test.size())) + " " +
         errors_line(view.metrics, *view.task, view.stages - 1, Split::test) +
         ". One network from one seed: how seeds differ the bands don't show.";
}

}  // namespace

// The errors on what is held out at the end, with their intervals where they are shares.
static std::vector<Finding> findings_of(const NetworkView& view) {
  std::vector<Finding> findings;
  for (const Curve& curve : curves_of(view)) {
    const StageMetrics* const last = models::find_metrics(view.metrics, view.stages - 1, curve.split);
    if (last == nullptr || !last->value(curve.value)) continue;
    Finding finding{curve.name + " at the end", *last->value(curve.value)};
    if (const std::optional<StatedError> error = stated_error(*last, curve.value, *view.corpus)) {
      finding.low = error->interval.low;
      finding.high = error->interval.high;
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

static Drawn make_learning_curves(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.task->measures().size() == 1) {
    Drawn drawn{curves_of_measure(request)};
    drawn.findings = findings_of(view);
    return drawn;
  }
  const Look look = look_of(request.settings, true);
  const std::vector<render::Color> palette = render::class_colors(look.style, 0);
  render::Figure figure = figure_with(look);
  figure.panels = {loss_panel(view, palette), errors_panel(view, palette)};
  add_columns(figure);
  figure.legends = legends_of(view, palette);
  letter_panels(figure, look);
  figure.caption = {"How the " + view.name + " learns", errors_caption(view)};
  Drawn drawn{std::move(figure)};
  drawn.findings = findings_of(view);
  return drawn;
}

FigureKind learning_curves_kind() {
  return {.name = "learning-curves",
          .summary = "loss and errors while the network learned",
          .of = Networks::one,
          .reads = kReadsMetrics,
          .needs = {},
          .options = {},
          .make = make_learning_curves};
}

}  // namespace rssviz::cli
