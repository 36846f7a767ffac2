#include "models/cells/recurrent_map.h"

#include <string>
#include <vector>

#include "core/error.h"
#include "models/cells/smooth_function.h"

namespace rssviz::models {
namespace {

// The parameters of a layer, transposed: a gate's row holds what every unit gives to it.
struct Layer {
  MatrixD recurrent{};       // gates x units
  MatrixD input{};           // gates x inputs of the layer
  VectorD bias{};            // gates
  VectorD recurrent_bias{};  // gates; gru only
};

// What a step of a layer depends on: derivatives of the layer's next state ([hidden | cell]) by its own state
// and by its input. Filled where `wanted`.
struct LayerJacobians {
  bool wanted{false};
  MatrixD by_state{};  // layer state x layer state
  MatrixD by_input{};  // layer state x layer inputs; of the layers above the first alone
};

// One step of a gru: gates z and r after their function, u = h U + s, the candidate, slopes of both
// functions.
struct GruStep {
  VectorD recurrent{};
  VectorD gates{};
  VectorD gate_slopes{};
  VectorD candidate{};
  VectorD slopes{};
};

// Of an lstm: derivatives of c' by the gates i, f, g and of h' by o (before their functions) and by c'.
struct LstmStep {
  VectorD by_i{}, by_f{}, by_g{}, by_o{}, by_cell{};
};

class RecurrentMap final : public StateMap {
 public:
  explicit RecurrentMap(const RecurrentParameters<float>& parameters) : shape_(parameters.shape) {
    for (int layer = 0; layer < shape_.layers; ++layer) {
      Layer& made = layers_.emplace_back();
      made.recurrent = parameters.recurrent(layer).cast<double>().transpose();
      made.input = parameters.input(layer).cast<double>().transpose();
      made.bias = parameters.bias(layer).cast<double>().transpose();
      if (shape_.has_recurrent_bias())
        made.recurrent_bias = parameters.recurrent_bias(layer).cast<double>().transpose();
    }
  }

  Eigen::Index size() const override { return Eigen::Index{shape_.layers} * shape_.layer_state(); }
  Eigen::Index inputs() const override { return shape_.inputs; }
  VectorD drive(const VectorD& input) const override {
    return layers_.front().bias + layers_.front().input * input;
  }
  // Hidden states are convex means of bounded numbers; an LSTM's cell is bounded since its forget gate stays
  // below 1 where the hidden state is bounded.
  bool is_bounded() const override {
    const CellForm& form = shape_.form;
    if (!models::is_bounded(form.activation)) return false;
    if (shape_.cell == Cell::gru) return models::is_bounded(form.recurrent_activation);
    return shape_.cell == Cell::rnn || form.recurrent_activation == CellFunction::sigmoid;
  }
  Eigen::Index diagonal_tail() const override {
    return shape_.has_cell() && shape_.layers == 1 ? shape_.units : 0;
  }

  void step(const VectorD& state, const VectorD& drive, VectorD& next, MatrixD* jacobian) const override {
    const Eigen::Index width = shape_.layer_state();
    const Eigen::Index n = shape_.units;
    next.resize(size());
    if (jacobian != nullptr && jacobian->rows() != size()) jacobian->resize(size(), size());
    if (jacobian != nullptr && shape_.layers > 1) jacobian->setZero();
    LayerJacobians of_layer{.wanted = jacobian != nullptr};
    for (int k = 0; k < shape_.layers; ++k) {
      const Layer& layer = layers_[static_cast<std::size_t>(k)];
      const Eigen::Index start = k * width;
      VectorD from_input = drive;
      if (k > 0) from_input = layer.bias + layer.input * next.segment(start - width, n);
      step_layer(layer, k > 0, state.segment(start, width), from_input, next.segment(start, width), of_layer);
      if (jacobian == nullptr) continue;
      jacobian->block(start, start, width, width) = of_layer.by_state;
      // The layer below has moved already: its new hidden state depends on all states below.
      if (k > 0)
        jacobian->block(start, 0, width, start).noalias() =
            of_layer.by_input * jacobian->block(start - width, 0, n, start);
    }
  }

 private:
  using Segment = Eigen::Ref<const VectorD>;

  void step_layer(const Layer& layer, bool by_input, Segment state, const VectorD& from_input,
                  Eigen::Ref<VectorD> next, LayerJacobians& jacobians) const {
    if (jacobians.wanted) {
      jacobians.by_state.resize(state.size(), state.size());
      if (by_input) jacobians.by_input.resize(state.size(), layer.input.cols());
    }
    const MatrixD* const input = by_input ? &layer.input : nullptr;
    if (shape_.cell == Cell::rnn) return step_rnn(layer, input, state, from_input, next, jacobians);
    if (shape_.cell == Cell::gru) return step_gru(layer, input, state, from_input, next, jacobians);
    step_lstm(layer, input, state, from_input, next, jacobians);
  }

  void step_rnn(const Layer& layer, const MatrixD* input, Segment state, const VectorD& from_input,
                Eigen::Ref<VectorD> next, LayerJacobians& jacobians) const {
    VectorD z = from_input;
    z.noalias() += layer.recurrent * state;
    VectorD slopes(z.size());
    apply_with_slopes(shape_.form.activation, z, slopes);
    next = z;
    if (!jacobians.wanted) return;
    jacobians.by_state.noalias() = slopes.asDiagonal() * layer.recurrent;
    if (input != nullptr) jacobians.by_input.noalias() = slopes.asDiagonal() * *input;
  }

  // h' = (1 - z) n + z h. With a = x K + b and u = h U + s: n = f(a_n + r u_n), or f(a_n + (r h) U_n + s_n)
  // where the reset comes before the product.
  void step_gru(const Layer& layer, const MatrixD* input, Segment h, const VectorD& from_input,
                Eigen::Ref<VectorD> next, LayerJacobians& jacobians) const {
    const Eigen::Index n = shape_.units;
    const Eigen::Index plain = shape_.form.reset_after ? 3 * n : 2 * n;
    GruStep step;
    step.recurrent = layer.recurrent_bias;
    step.recurrent.head(plain).noalias() += layer.recurrent.topRows(plain) * h;
    step.gates = from_input.head(2 * n) + step.recurrent.head(2 * n);
    step.gate_slopes.resize(2 * n);
    apply_with_slopes(shape_.form.recurrent_activation, step.gates, step.gate_slopes);
    const auto z = step.gates.head(n).array();
    const auto r = step.gates.tail(n).array();
    step.candidate = from_input.tail(n);
    if (shape_.form.reset_after) {
      step.candidate.array() += r * step.recurrent.tail(n).array();
    } else {
      const VectorD kept = r * h.array();
      step.candidate += step.recurrent.tail(n);
      step.candidate.noalias() += layer.recurrent.bottomRows(n) * kept;
    }
    step.slopes.resize(n);
    apply_with_slopes(shape_.form.activation, step.candidate, step.slopes);
    next = ((1.0 - z) * step.candidate.array() + z * h.array()).matrix();
    if (!jacobians.wanted) return;
    gru_jacobian(step, layer.recurrent, h, true, jacobians.by_state);
    if (input != nullptr) gru_jacobian(step, *input, h, false, jacobians.by_input);
    jacobians.by_state.diagonal().array() += z;
    if (shape_.form.reset_after) return;
    const VectorD by_n = (1.0 - z) * step.slopes.array();
    const MatrixD through = by_n.asDiagonal() * layer.recurrent.bottomRows(n);
    add_through_reset(step, layer.recurrent, h, through, jacobians.by_state);
    jacobians.by_state.noalias() += through * r.matrix().asDiagonal();
    if (input != nullptr) add_through_reset(step, *input, h, through, jacobians.by_input);
  }

  // Of h' by what enters through `kernel` (gates x numbers), the reset of the other form and the part z of h
  // itself apart.
  void gru_jacobian(const GruStep& step, const MatrixD& kernel, Segment h, bool recurrent,
                    MatrixD& jacobian) const {
    const Eigen::Index n = shape_.units;
    const bool after = shape_.form.reset_after;
    const auto z = step.gates.head(n).array();
    const auto r = step.gates.tail(n).array();
    const VectorD by_z = (h - step.candidate).array() * step.gate_slopes.head(n).array();
    const VectorD by_n = (1.0 - z) * step.slopes.array();
    const auto rows = [&](Eigen::Index gate) { return kernel.middleRows(gate * n, n); };
    jacobian.noalias() = by_z.asDiagonal() * rows(0);
    if (!recurrent) jacobian += by_n.asDiagonal() * rows(2);
    if (!after) return;
    const VectorD by_u = by_n.array() * r;
    const VectorD by_r = by_n.array() * step.recurrent.tail(n).array() * step.gate_slopes.tail(n).array();
    if (recurrent) jacobian += by_u.asDiagonal() * rows(2);
    jacobian += by_r.asDiagonal() * rows(1);
  }

  // d(r h)/d(.) through r alone, where the reset comes before the product.
  void add_through_reset(const GruStep& step, const MatrixD& kernel, Segment h, const MatrixD& through,
                         MatrixD& jacobian) const {
    const Eigen::Index n = shape_.units;
    const VectorD kept_slopes = h.array() * step.gate_slopes.tail(n).array();
    const MatrixD of_reset = kept_slopes.asDiagonal() * kernel.middleRows(n, n);
    jacobian.noalias() += through * of_reset;
  }

  // c' = f c + i g; h' = o phi(c').
  void step_lstm(const Layer& layer, const MatrixD* input, Segment state, const VectorD& from_input,
                 Eigen::Ref<VectorD> next, LayerJacobians& jacobians) const {
    const Eigen::Index n = shape_.units;
    const CellForm& form = shape_.form;
    VectorD gates = from_input;
    gates.noalias() += layer.recurrent * state.head(n);
    VectorD slopes(4 * n);
    apply_with_slopes(form.recurrent_activation, gates.head(2 * n), slopes.head(2 * n));
    apply_with_slopes(form.activation, gates.segment(2 * n, n), slopes.segment(2 * n, n));
    apply_with_slopes(form.recurrent_activation, gates.tail(n), slopes.tail(n));
    const auto gate = [&](Eigen::Index k) { return gates.segment(k * n, n).array(); };
    const auto slope = [&](Eigen::Index k) { return slopes.segment(k * n, n).array(); };
    const auto cell = state.tail(n).array();
    next.tail(n) = (gate(1) * cell + gate(0) * gate(2)).matrix();
    VectorD squashed = next.tail(n);
    VectorD squashed_slopes(n);
    apply_with_slopes(form.activation, squashed, squashed_slopes);
    next.head(n) = (gate(3) * squashed.array()).matrix();
    if (!jacobians.wanted) return;
    const LstmStep step{gate(2) * slope(0), cell * slope(1), gate(0) * slope(2), squashed.array() * slope(3),
                        gate(3) * squashed_slopes.array()};
    MatrixD& j = jacobians.by_state;
    lstm_jacobian(step, layer.recurrent, j.topLeftCorner(n, n), j.bottomLeftCorner(n, n));
    j.rightCols(n).setZero();
    j.topRightCorner(n, n).diagonal() = step.by_cell.array() * gate(1);
    j.bottomRightCorner(n, n).diagonal() = gate(1).matrix();
    MatrixD& of_input = jacobians.by_input;
    if (input != nullptr) lstm_jacobian(step, *input, of_input.topRows(n), of_input.bottomRows(n));
  }

  // Of [h' | c'] by what enters the gates through `kernel` (gates x numbers).
  void lstm_jacobian(const LstmStep& step, const MatrixD& kernel, Eigen::Ref<MatrixD> hidden,
                     Eigen::Ref<MatrixD> cell) const {
    const auto rows = [&](Eigen::Index gate) { return kernel.middleRows(gate * shape_.units, shape_.units); };
    cell.noalias() = step.by_i.asDiagonal() * rows(0);
    cell += step.by_f.asDiagonal() * rows(1);
    cell += step.by_g.asDiagonal() * rows(2);
    hidden.noalias() = step.by_o.asDiagonal() * rows(3);
    hidden += step.by_cell.asDiagonal() * cell;
  }

  RecurrentShape shape_;
  std::vector<Layer> layers_;
};

}  // namespace

std::unique_ptr<StateMap> make_recurrent_map(const RecurrentParameters<float>& parameters) {
  if (parameters.shape.reading != Reading::forward)
    fail(ErrorKind::data, "an " + std::string(name_of(parameters.shape.cell)) +
                              " that reads backwards has no map from state to state");
  return std::make_unique<RecurrentMap>(parameters);
}

}  // namespace rssviz::models
