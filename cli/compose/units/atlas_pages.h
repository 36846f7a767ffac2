// Pages of text for the units that an atlas found: the property itself, the unit, and a rotated direction on
// the same passage. Pure.
#pragma once

#include <vector>

#include "cli/compose/parts/look.h"
#include "cli/studies/atlas_study.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// One a strip of the atlas, in its order.
std::vector<render::Figure> atlas_pages(const Atlas& atlas, const Look& look);

}  // namespace rssviz::cli
