// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind outputs_kind();
FigureKind output_histogram_kind();
FigureKind final_outputs_kind();

Family outputs_family();

}  // namespace rssviz::cli
