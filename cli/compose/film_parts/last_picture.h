// How long the picture stands that a film ends with. Pure.
#pragma once

#include "cli/options/option_table.h"
#include "render/figure/animation.h"

namespace rssviz::cli {

// Five more seconds of a film's last picture, unless its length was asked for.
void hold_last_picture(const Settings& settings, render::Animation& film);

}  // namespace rssviz::cli
