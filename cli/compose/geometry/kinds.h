// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind readout_gap_kind();

Family geometry_family();

}  // namespace rssviz::cli
