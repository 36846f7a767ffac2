// What the figures of single units share: the units that the readout reads with their weights, how much they
// vary over the sample, and their activity along a sentence. Pure functions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "models/analysis/units/importance.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// The units of the last stage that are read out, with their states over the sample of the map.
struct UnitView {
  std::unique_ptr<models::Network> network{};
  models::UnitReadout readout{};
  models::StateTrace trace{};        // of readout.trace, over the view's sentences
  std::vector<double> deviations{};  // by unit, over the distinct states
  int units() const { return static_cast<int>(readout.weights.cols()); }
};
UnitView unit_view(const NetworkView& view, const Execution& execution);

// The absolute change of each unit at each point since the word before; since the zero state at the first
// word. points x units.
Matrix absolute_change(const models::StateTrace& trace);

// How much of what changes along the sentences the chosen units make up, beside their share of all units;
// nothing of all units. `values`: one a sentence, steps x units: activities, or absolute changes.
std::vector<Finding> change_shown(const std::vector<Matrix>& values, const std::vector<int>& units,
                                  bool activities);

// The number of a unit, of --units-shown. Throws Error{usage} where there is none of it.
int unit_number(const std::string& text, int units);

// What --importance says, or `otherwise`.
models::Importance importance_setting(const Settings& settings, models::Importance otherwise);
// "abs(weight) x sd(activity)".
std::string importance_text(models::Importance importance);
// One line a unit: values steps x units, of the chosen units.
render::Panel unit_lines(MatrixRef values, const std::vector<int>& units,
                         const std::vector<render::Color>& colors);
// Names at their right ends: "unit 3" and what stands behind it (empty, or one a unit).
void name_unit_lines(MatrixRef values, const std::vector<int>& units,
                     const std::vector<render::Color>& colors, const std::vector<std::string>& behind,
                     const render::Style& style, render::Panel& panel);
// Colours for lines of units: the style's; they repeat from the eighth on.
std::vector<render::Color> unit_colors(std::size_t count, const render::Style& style);

}  // namespace rssviz::cli
