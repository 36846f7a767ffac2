// outputs where every step has a target: outputs and targets along a stretch of the input, and what is left
// between.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

render::Figure outputs_by_step(const FigureRequest& request);

}  // namespace rssviz::cli
