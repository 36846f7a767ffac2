// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind match_kind();

Family matching_family();

}  // namespace rssviz::cli
