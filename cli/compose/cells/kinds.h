// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind ngram_losses_kind();
FigureKind error_overlap_kind();
FigureKind symbol_gain_kind();
FigureKind error_breakdown_kind();
FigureKind ngram_distance_kind();
FigureKind memory_curve_kind();
FigureKind causal_memory_kind();
FigureKind loss_table_kind();
FigureKind model_map_kind();
FigureKind resampled_unit_kind();

Family cells_family();

}  // namespace rssviz::cli
