// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind text_kind();
FigureKind predictions_kind();
FigureKind gate_saturation_kind();
FigureKind samples_kind();

Family text_family();

}  // namespace rssviz::cli
