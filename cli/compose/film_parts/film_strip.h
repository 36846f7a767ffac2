// Some pictures of a film side by side, for paper: its map at moments spread over the film, each a picture of
// a real network, with the time or stage above.
#pragma once

#include "render/figure/animation.h"

namespace rssviz::cli {

// The film's first panel at `stills` moments. Throws Error{usage} for fewer than 2 or more than 24, or more
// than the film has moments that aren't interpolated.
render::Figure film_strip(const render::Animation& film, int stills);

}  // namespace rssviz::cli
