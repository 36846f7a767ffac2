// A network as recording and figures see it: states carried from token to token, named traces of them, a
// linear readout. The seam between cells and everything else: a new cell implements it. Implementations are
// immutable: safe to use from any thread. Matrices of states are float, row-major, one row a point.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

class Network {
 public:
  virtual ~Network() = default;
  virtual std::string_view cell() const = 0;  // "esn", "lstm", "input-trace"
  virtual int inputs() const = 0;             // tokens it knows
  virtual int outputs() const = 0;            // 0 for a network without readout
  // Numbers carried from step to step: N of a reservoir, 2 units (hidden, cell) of an LSTM.
  virtual int state_size() const = 0;
  // One token further, for a block of points: `previous` rows x state_size (zero before the first token),
  // one token a row, `next` rows x state_size. The rows don't depend on each other.
  virtual void step(MatrixRef previous, std::span<const std::int32_t> tokens,
                    Eigen::Ref<Matrix> next) const = 0;
  // The traces there are; the first is the default. "output" is one where there is a readout.
  virtual std::vector<std::string> trace_names() const = 0;
  // The named trace at points whose states are `states` and whose states one token before, and tokens, are
  // given (gates need them): points x units of the trace. Throws Error{usage} naming the traces there are.
  virtual Matrix trace(std::string_view name, MatrixRef states, MatrixRef previous,
                       std::span<const std::int32_t> tokens) const = 0;
  // points x outputs from points x state_size; summed in double.
  virtual Matrix read_out(MatrixRef states) const = 0;
  virtual MatrixD read_out_double(MatrixRef states) const = 0;
  // (1 + inputs) x units: what the bias (row 0) and each token's one-hot add inside the units' non-linearity.
  // Empty where a token reaches a unit in several ways (gates).
  virtual Matrix input_weights() const { return {}; }
};

// Throws Error{usage} naming the traces that the network has: for implementations of trace().
[[noreturn]] void unknown_trace(const Network& network, std::string_view name);

}  // namespace rssviz::models
