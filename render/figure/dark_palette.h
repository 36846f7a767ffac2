// Palettes of values on dark paper, where the dark end of a palette can't be seen. Pure; any thread.
#pragma once

#include <string>

#include "render/figure/style.h"

namespace rssviz::render {

// The palette's name for this style: on dark paper a sequential one becomes "NAME on dark", which
// sample_palette knows too: the same colours from where their contrast to dark paper is 3:1.
std::string palette_on(const std::string& name, const Style& style);

}  // namespace rssviz::render
