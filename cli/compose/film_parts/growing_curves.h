// Charts of a film that draw as it goes: their axes stand from the first frame on, their curves end where the
// film is, so that nothing tells the end before it comes. Pure.
#pragma once

#include <vector>

#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct GrowingCurves {
  std::vector<render::Mark> marks{};  // lines, points and upright rules, as on the whole chart
  bool logarithmic_x{false};
  bool logarithmic_y{false};
};

// Takes the lines, points and upright rules off a chart of the still and fixes its axes as if they were on
// it.
GrowingCurves growing_curves(render::Panel& chart);

// What of them lies up to `x` (data units): lines end there, between two of their points on the way from one
// to the next; each point of a line that has few of them is a dot, since it was measured and what lies
// between was not.
std::vector<render::Mark> drawn_until(const GrowingCurves& curves, double x);

// The errors of learning (parts/learning_chart) up to a possibly fractional stage, with the mark that moves
// on them.
std::vector<render::Mark> errors_at(const NetworkView& view, bool by_epoch, double stage,
                                    const GrowingCurves& curves, const render::Style& style);
inline std::vector<render::Mark> errors_at(const NetworkView& view, bool by_epoch, std::size_t stage,
                                           const GrowingCurves& curves, const render::Style& style) {
  return errors_at(view, by_epoch, static_cast<double>(stage), curves, style);
}

}  // namespace rssviz::cli
