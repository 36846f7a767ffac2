#include "models/cells/cell_step.h"

namespace rssviz::models {
namespace {

void apply(CellFunction function, Eigen::Ref<Matrix> block) {
  for (Eigen::Index row = 0; row < block.rows(); ++row)
    apply_in_place(function, block.row(row).data(), static_cast<std::size_t>(block.cols()));
}

}  // namespace

Matrix gates_in_form(const RecurrentParameters<float>& parameters, int block, MatrixRef hidden,
                     MatrixRef input_part) {
  const RecurrentShape& shape = parameters.shape;
  const CellForm& form = shape.form;
  const Eigen::Index n = shape.units;
  Matrix z = input_part;
  z.rowwise() += parameters.bias(block).row(0);
  Matrix recurrent = hidden * parameters.recurrent(block);
  if (shape.has_recurrent_bias()) recurrent.rowwise() += parameters.recurrent_bias(block).row(0);
  if (shape.cell != Cell::gru) {
    z += recurrent;
    if (shape.cell == Cell::rnn) {
      apply(form.activation, z);
      return z;
    }
    apply(form.recurrent_activation, z.leftCols(2 * n));
    apply(form.activation, z.middleCols(2 * n, n));
    apply(form.recurrent_activation, z.rightCols(n));
    return z;
  }
  z.leftCols(2 * n) += recurrent.leftCols(2 * n);
  apply(form.recurrent_activation, z.leftCols(2 * n));
  const auto reset = z.middleCols(n, n).array();
  if (form.reset_after) {
    z.rightCols(n).array() += reset * recurrent.rightCols(n).array();
  } else {
    const Matrix kept = reset * hidden.array();
    z.rightCols(n) += kept * parameters.recurrent(block).rightCols(n);
    z.rightCols(n).rowwise() += parameters.recurrent_bias(block).row(0).tail(n);
  }
  apply(form.activation, z.rightCols(n));
  return z;
}

void advance_in_form(const RecurrentShape& shape, MatrixRef gates, MatrixRef before,
                     Eigen::Ref<Matrix> after) {
  const Eigen::Index n = shape.units;
  const auto gate = [&](Eigen::Index k) { return gates.middleCols(k * n, n).array(); };
  if (shape.cell == Cell::rnn) {
    after = gates;
  } else if (shape.cell == Cell::gru) {
    after = ((1 - gate(0)) * gate(2) + gate(0) * before.array()).matrix();
  } else {
    after.rightCols(n) = (gate(1) * before.rightCols(n).array() + gate(0) * gate(2)).matrix();
    after.leftCols(n) = after.rightCols(n);
    apply(shape.form.activation, after.leftCols(n));
    after.leftCols(n).array() *= gate(3);
  }
}

std::vector<std::string> gate_names(Cell cell) {
  if (cell == Cell::lstm) return {"input_gate", "forget_gate", "candidate", "output_gate"};
  if (cell == Cell::gru) return {"update_gate", "reset_gate", "candidate"};
  return {};
}

}  // namespace rssviz::models
