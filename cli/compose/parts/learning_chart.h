// The chart of errors or losses by stage that films of learning and strips of stills share. Pure functions.
#pragma once

#include <optional>
#include <vector>

#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// A curve of learning in a film.
struct Curve {
  const char* name;
  std::optional<double> models::StageMetrics::*value;
  models::Split split;
  std::size_t color;  // place in the palette
  render::Dash dash;
};
const std::vector<Curve>& curves_of(const NetworkView& view);
// Whether its values are shown as logarithms.
bool is_logarithmic(const NetworkView& view);
// Where a curve stands at a stage: x in epochs or sentences seen.
render::Point value_at(const NetworkView& view, const Curve& curve, int stage, bool by_epoch);

// Errors on validation sentences as a chart for a film: not exact and not valid, by epoch or by sentences
// seen; of a target at every step the loss on training and test steps.
render::Panel film_learning_curve(const NetworkView& view, bool by_epoch, const render::Style& style);
render::Legend film_learning_legend(const NetworkView& view, std::size_t panel, const render::Style& style);
// The mark that moves on it, at a possibly fractional stage.
std::vector<render::Mark> film_curve_marks(const NetworkView& view, bool by_epoch, double stage,
                                           const render::Style& style);

}  // namespace rssviz::cli
