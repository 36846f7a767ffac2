// Whether two frames of a film show the same, so that a held picture is drawn once. Pure.
#pragma once

#include "render/figure/animation.h"

namespace rssviz::render {

// True where all that is drawn is equal; not-a-number equals nothing (such frames are merely drawn again).
bool frames_equal(const Frame& a, const Frame& b);

}  // namespace rssviz::render
