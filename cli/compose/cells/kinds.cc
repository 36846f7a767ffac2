#include "cli/compose/cells/kinds.h"

namespace rssviz::cli {

Family cells_family() {
  return {"Predictions of a text",
          {loss_table_kind(), model_map_kind(), ngram_losses_kind(), error_overlap_kind(), symbol_gain_kind(),
           error_breakdown_kind(), ngram_distance_kind(), memory_curve_kind(), causal_memory_kind(),
           resampled_unit_kind()},
          {}};
}

}  // namespace rssviz::cli
