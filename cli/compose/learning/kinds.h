// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind learning_strip_kind();
FigureKind learning_curves_kind();
FigureKind error_by_time_kind();
FigureKind nesting_kind();

Family learning_family();

}  // namespace rssviz::cli
