// A second channel for classes: what a grey print and the colour-blind go by. Pure.
#pragma once

#include "cli/compose/parts/colors.h"

namespace rssviz::cli {

// The same classes with a shape each, for figures that stand still. Words for colours and parts in order keep
// their circles, since steps of lightness tell them apart; so do more classes than shapes and lightness
// together can tell.
Classes with_shapes(Classes classes);

}  // namespace rssviz::cli
