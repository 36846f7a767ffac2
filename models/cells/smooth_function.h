// The functions of cells in double, value and derivative together, for Jacobians. Pure; safe on any thread.
#pragma once

#include "core/matrix.h"
#include "models/cells/cell_form.h"

namespace rssviz::models {

// values: before -> after the function, in place; slopes: its derivative at each. At a kink the slope is the
// one of the flat side.
void apply_with_slopes(CellFunction function, Eigen::Ref<VectorD> values, Eigen::Ref<VectorD> slopes);
bool is_bounded(CellFunction function);

}  // namespace rssviz::models
