// Axes of the steps of one sequence, and outputs by their names. Pure functions.
#pragma once

#include <string>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// The place of the output of this name. Throws Error{usage} naming the nearest.
int output_named(const NetworkView& view, const std::string& name);
// --concept as an output's place; throws Error{usage} naming the nearest. `otherwise` where it isn't given.
int output_setting(const NetworkView& view, const Settings& settings, int otherwise);

// The words of a sentence under an axis of steps, each at its own step; of a series, the numbers of some
// steps.
void words_below(const NetworkView& view, const models::Tokens& tokens, render::Panel& panel);

}  // namespace rssviz::cli
