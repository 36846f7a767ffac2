// Errors of steps as colours of a map's dots, with their key. Pure functions.
#pragma once

#include <vector>

#include "cli/studies/step_errors.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// One a distinct state, at the stage of that place.
std::vector<render::Color> error_colors(const StepErrors& errors, std::size_t stage,
                                        const render::Style& style);
// The legend, or the bar, of the colours.
void add_key(const StepErrors& errors, std::vector<std::size_t> panels, render::Figure& figure);

}  // namespace rssviz::cli
