// The chart of errors or losses by stage that films of learning and strips of stills share. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// A curve of learning in a film.
struct Curve {
  std::string name{};
  std::string value{};  // as metrics.csv names it
  models::Split split{};
  std::size_t color{0};  // place in the palette
  render::Dash dash{render::Dash::solid};
};
// Each measure of the task on its most telling split; of a task with one measure that on two splits.
std::vector<Curve> curves_of(const NetworkView& view);
// "share of wrong classes", "NRMSE": the task's first measure, in titles.
std::string measure_title(const models::Task& task);
// "validation sentences", "training steps".
std::string name_of_split(const models::Task& task, models::Split split);
// Whether its values are shown as logarithms.
bool is_logarithmic(const NetworkView& view);
double x_of(const models::StageMetrics& row, bool by_epoch);
// Where a curve stands at a stage: x in epochs or sentences seen.
render::Point value_at(const NetworkView& view, const Curve& curve, int stage, bool by_epoch);

// "epoch", "sentences seen", "training steps seen": the axis of stages.
std::string seen_label(const NetworkView& view, bool by_epoch);

// These curves as a chart for a film, by epoch or by sentences (or steps) seen.
render::Panel film_learning_curve(const NetworkView& view, bool by_epoch, const render::Style& style);
render::Legend film_learning_legend(const NetworkView& view, std::size_t panel, const render::Style& style);
// The mark that moves on it, at a possibly fractional stage.
std::vector<render::Mark> film_curve_marks(const NetworkView& view, bool by_epoch, double stage,
                                           const render::Style& style);

}  // namespace rssviz::cli
