// One step of one layer in any form (cell_form.h), for a block of rows. Pure functions; safe on any thread.
#pragma once

#include "core/matrix.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// rows x gates after their functions, of a block of parameters (a layer, or one direction of it). `hidden`:
// rows x units before the step; `input_part`: rows x gates, what the layer's inputs give through its kernel.
Matrix gates_in_form(const RecurrentParameters<float>& parameters, int block, MatrixRef hidden,
                     MatrixRef input_part);
// From the gates and the layer's state before (rows x layer_state: hidden, and cell behind it where there is
// one) to the state after.
void advance_in_form(const RecurrentShape& shape, MatrixRef gates, MatrixRef before,
                     Eigen::Ref<Matrix> after);

// The gates' traces of a cell, in the order of their columns.
std::vector<std::string> gate_names(Cell cell);

}  // namespace rssviz::models
