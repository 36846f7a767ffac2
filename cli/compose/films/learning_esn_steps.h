// film learning-esn where every step has a target: a fixed map of the steps' states, coloured by how far the
// readout of each stage is from its targets; the loss, and outputs over targets along a stretch of the input.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

render::Animation learning_of_readout_by_step(const FigureRequest& request);

}  // namespace rssviz::cli
