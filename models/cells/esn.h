// Echo state network: a leaky reservoir with a linear readout.
//   x' = (1 - leak) x + leak tanh(W_in [1; u] + W x),  x = 0 at the start;  y = W_out [1; x']
// and, of networks that other programs made, another f than tanh, or the external form, in which f stands
// outside the leak (reservoirpy's equation="external"):
//   s' = (1 - leak) s + leak (W_in [1; u] + W f(s)),  x' = f(s')
// Source: Jaeger 2001; the laws of W_in and W are those of Variengien and Hinaut 2020's code.
// Immutable values; safe to use from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/matrix.h"
#include "models/cells/network.h"

namespace rssviz::models {

// All of it changes results.
struct EsnOptions {
  int units{1000};              // N
  double spectral_radius{1.1};  // asked for: sets the range of W's entries
  double density{0.85};         // probability of an entry of W to be non-zero
  double leak_rate{0.05};
  double input_scaling{1.0};             // entries of W_in are 0 or +-this
  double input_density{0.1};             // probability of an entry of W_in to be non-zero
  std::optional<double> bias_scaling{};  // the bias column's; derived: input_scaling
  bool rescale_radius{false};            // rescale W to exactly the spectral radius asked for

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

enum class Equation { internal, external };
enum class Activation { tanh, relu, identity, sigmoid };
std::string_view name_of(Equation equation);
std::string_view name_of(Activation activation);
// Throw Error{usage} naming the names there are.
Equation equation_named(std::string_view name);
Activation activation_named(std::string_view name);

// W_in and W as drawn. The entries are rounded to float, so that both precisions run the same network.
template <class Scalar>
struct Reservoir {
  Scalar leak_rate{};
  MatrixOf<Scalar>
      input{};  // (1 + inputs) x units, row-major: row 0 the bias, row 1 + k the column of token k
  MatrixOf<Scalar> recurrent{};  // units x units: W
  Equation equation{Equation::internal};
  Activation activation{Activation::tanh};
  // Of a readout that takes the input too, y = W_out [1; x; u]: inputs x passed, what each token gives
  // straight to it (the identity; over rows of numbers these rows). Empty elsewhere.
  MatrixOf<Scalar> direct{};

  int passed() const { return static_cast<int>(direct.cols()); }
  int units() const { return static_cast<int>(recurrent.rows()); }
  int inputs() const { return static_cast<int>(input.rows()) - 1; }
};

// Entries are drawn by row from streams (seed, "reservoir ...", row).
Reservoir<float> make_reservoir(const EsnOptions& options, int inputs, std::uint64_t seed);
Reservoir<double> in_double(const Reservoir<float>& reservoir);

// The largest absolute eigenvalue, by Arnoldi iteration (Spectra), or by all eigenvalues (Eigen) where that
// doesn't converge. Takes some tenths of a second at 1,000 units: ask only where it is shown.
double measure_spectral_radius(MatrixRef w);
// That of (1 - leak) I + leak W, the reservoir linearised at 0.
double measure_effective_radius(const Reservoir<float>& reservoir);

// next = one step from previous (rows x units) with one token a row; rows hold x, or s of the external form.
template <class Scalar>
void esn_step(const Reservoir<Scalar>& reservoir, Eigen::Ref<const MatrixOf<Scalar>> previous,
              std::span<const std::int32_t> tokens, Eigen::Ref<MatrixOf<Scalar>> next);

// x from the carried states: f(s) of the external form, themselves otherwise.
Matrix reservoir_states(const Reservoir<float>& reservoir, MatrixRef carried);

// `readout`: outputs x (1 + units + passed), the bias first; may have no rows. What is passed to it is
// carried behind the units' states. Traces: "reservoir", "output".
std::unique_ptr<Network> make_esn_network(std::shared_ptr<const Reservoir<float>> reservoir, MatrixD readout);

}  // namespace rssviz::models
