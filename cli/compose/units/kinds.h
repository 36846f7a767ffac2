// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind activity_kind();
FigureKind winglets_kind();
FigureKind polyvalent_kind();
FigureKind tied_units_kind();
FigureKind ablation_kind();
FigureKind atlas_kind();

Family units_family();

}  // namespace rssviz::cli
