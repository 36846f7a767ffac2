// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind reservoirs_kind();
FigureKind reservoirs_check_kind();
FigureKind predictors_kind();
FigureKind reservoirs_capacity_kind();
FigureKind capacity_kind();  // of runs

Family reservoirs_family();

}  // namespace rssviz::cli
