// R14: how loss and errors fell while the network learned.
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/error_text.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/network_view.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using models::Split;
using models::StageMetrics;

using Value = std::optional<double> StageMetrics::*;

double x_of(const StageMetrics& row, bool by_epoch) {
  return by_epoch ? static_cast<double>(row.epoch.value_or(row.stage)) : static_cast<double>(row.sentences);
}

render::Line curve(const NetworkView& view, Split split, Value value, bool by_epoch) {
  render::Line line;
  for (const StageMetrics& row : view.metrics) {
    if (row.split != split || !(row.*value)) continue;
    line.at.push_back({x_of(row, by_epoch), *(row.*value)});
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
void add_band(const NetworkView& view, Value value, bool by_epoch, render::Color color,
              render::Panel& panel) {
  render::Band band;
  band.color = color;
  band.color.alpha = 0.22;
  for (const StageMetrics& row : view.metrics) {
    if (row.split != Split::validation) continue;
    const std::optional<StatedError> error = stated_error(row, value, *view.corpus);
    if (!error) continue;
    band.x.push_back(x_of(row, by_epoch));
    band.low.push_back(error->interval.low);
    band.high.push_back(error->interval.high);
  }
  if (!band.x.empty()) panel.marks.emplace_back(std::move(band));
}

// Of a target at every step: the loss that was chosen, on training and test steps; of classes the RMSE beside
// it.
render::Figure curves_of_steps(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, view.task.loss == "class");
  render::Figure figure = figure_with(look);
  const bool by_epoch = view.cell != "esn";
  const std::vector<render::Color> palette = render::class_colors(look.style, 0);
  const auto panel_of = [&](const std::string& title, Value value, bool logarithmic) {
    render::Panel panel;
    panel.title = title;
    panel.x.label = by_epoch ? "epoch" : "training steps seen";
    panel.x.low = 0;
    panel.y.logarithmic = logarithmic;
    if (!logarithmic) panel.y.low = 0;
    panel.column = static_cast<int>(figure.panels.size());
    add_curve(curve(view, Split::test, value, by_epoch), palette[0], render::Dash::solid, panel);
    add_curve(curve(view, Split::train, value, by_epoch), palette[1], render::Dash::dashed, panel);
    figure.panels.push_back(std::move(panel));
  };
  if (view.task.loss == "nrmse") panel_of("NRMSE", &StageMetrics::loss, true);
  if (view.task.loss == "class") panel_of("share of wrong classes", &StageMetrics::loss, false);
  if (view.task.loss != "nrmse") panel_of("RMSE", &StageMetrics::rmse, view.task.loss != "class");
  render::Legend splits;
  splits.entries = {{"training steps", palette[1], render::SwatchKind::line, {}, render::Dash::dashed},
                    {"test steps", palette[0], render::SwatchKind::line}};
  figure.legends = {std::move(splits)};
  if (figure.panels.size() > 1) letter_panels(figure, look);
  const StageMetrics* const last = models::find_metrics(view.metrics, view.stages - 1, Split::test);
  figure.caption.title = "How the " + view.name + " learns";
  figure.caption.text =
      "Network: " + view.description + ", " + view.training + "; " + view.task.description + ". " +
      (by_epoch ? "Epoch 0 is the untrained network. "
                : "Each point is the readout after that many steps; before the first it is 0. ") +
      (view.task.loss == "nrmse"
           ? "NRMSE: the RMSE divided by the standard deviation of the targets of the split; 1 is "
             "what their mean reaches. "
           : "");
  if (last != nullptr && last->loss)
    figure.caption.text += "On the test steps at the end: " +
                           std::string(view.task.loss == "class"   ? "share of wrong classes"
                                       : view.task.loss == "nrmse" ? "NRMSE"
                                                                   : "RMSE") +
                           " " + decimals(*last->loss, 4) + ". ";
  figure.caption.text += "One network from one seed.";
  return figure;
}

}  // namespace

render::Figure make_learning_curves(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.task.every_step()) return curves_of_steps(request);
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const bool by_epoch = view.cell != "esn";
  const std::vector<render::Color> palette = render::class_colors(look.style, 0);
  const std::string x_label = by_epoch ? "epoch" : "sentences seen";

  render::Panel loss;
  loss.title = by_epoch ? "Loss" : "RMSE over all outputs";
  loss.x.label = x_label;
  loss.y.label = by_epoch ? "mean squared error" : "RMSE";
  loss.x.low = 0;
  loss.y.logarithmic = true;
  const Value measure = by_epoch ? &StageMetrics::loss : &StageMetrics::rmse;
  add_curve(curve(view, Split::train, measure, by_epoch), palette[1], render::Dash::dashed, loss);
  add_curve(curve(view, Split::validation, measure, by_epoch), palette[0], render::Dash::solid, loss);
  render::Legend splits;
  splits.entries = {{"training sentences", palette[1], render::SwatchKind::line, {}, render::Dash::dashed},
                    {"validation sentences", palette[0], render::SwatchKind::line}};
  splits.panels = {0};

  render::Panel errors;
  errors.title = "Errors on validation sentences";
  errors.column = 1;
  errors.x.label = x_label;
  errors.x.low = 0;
  errors.y.label = "share of sentences";
  errors.y.low = 0;
  errors.y.high = 1.02;
  errors.y.ticks = {{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}};
  add_band(view, &StageMetrics::exact_error, by_epoch, palette[3], errors);
  add_band(view, &StageMetrics::valid_error, by_epoch, palette[2], errors);
  add_curve(curve(view, Split::validation, &StageMetrics::exact_error, by_epoch), palette[3],
            render::Dash::dashed, errors);
  add_curve(curve(view, Split::validation, &StageMetrics::valid_error, by_epoch), palette[2],
            render::Dash::solid, errors);
  render::Legend kinds;
  kinds.entries = {{"not exact", palette[3], render::SwatchKind::line, {}, render::Dash::dashed},
                   {"not valid", palette[2], render::SwatchKind::line}};
  kinds.panels = {1};

  figure.panels = {std::move(loss), std::move(errors)};
  figure.legends = {std::move(splits), std::move(kinds)};
  letter_panels(figure, look);
  figure.caption.title = "How the " + view.name + " learns";
  figure.caption.text =
      "Network: " + view.description + ", " + view.training + "; " + view.task.description + ". " +
      (by_epoch ? "Epoch 0 is the untrained network. "
                : "Each point is the readout after that many sentences. ") +
      "Not valid: something that the sentence states is not matched; not exact: or something is claimed that "
      "it leaves "
      "open. The error has a floor above 0, since the teacher fills what a sentence leaves open at random. "
      "Bands: 95 % intervals of the errors on " +
      with_commas(static_cast<long long>(view.corpus->validation.size())) +
      " validation sentences (Wilson). At the end, with such intervals, on the " +
      with_commas(static_cast<long long>(view.corpus->test.size())) + " " +
      errors_line(view.metrics, *view.corpus, view.stages - 1, Split::test) +
      ". One network from one seed: how seeds differ the bands don't show.";
  return figure;
}

}  // namespace rssviz::cli
