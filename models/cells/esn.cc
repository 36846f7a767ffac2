#include "models/cells/esn.h"

#include <Spectra/GenEigsSolver.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "core/error.h"
#include "core/memory.h"
#include "core/rng.h"
#include "models/cells/activation.h"
#include "models/cells/esn_map.h"
#include "models/cells/named_weights.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace rssviz::models {
namespace {

// Rows of W_in' from their streams: row 0 the bias, row 1 + k token k.
Matrix draw_input(const EsnOptions& options, int inputs, std::uint64_t seed) {
  Matrix input = Matrix::Zero(inputs + 1, options.units);
  for (Eigen::Index row = 0; row < input.rows(); ++row) {
    Rng rng(seed, "reservoir input", static_cast<std::uint64_t>(row));
    const double scaling =
        row == 0 ? options.bias_scaling.value_or(options.input_scaling) : options.input_scaling;
    for (Eigen::Index unit = 0; unit < input.cols(); ++unit) {
      if (rng.uniform() >= options.input_density) continue;
      input(row, unit) = static_cast<float>(rng.uniform() < 0.5 ? -scaling : scaling);
    }
  }
  return input;
}

Matrix draw_recurrent(const EsnOptions& options, std::uint64_t seed) {
  const Eigen::Index n = options.units;
  Matrix w = Matrix::Zero(n, n);
  const double range = options.spectral_radius * std::sqrt(3.0 / (options.density * static_cast<double>(n)));
  for (Eigen::Index row = 0; row < n; ++row) {
    Rng rng(seed, "reservoir recurrent", static_cast<std::uint64_t>(row));
    for (Eigen::Index column = 0; column < n; ++column) {
      if (rng.uniform() < options.density) w(row, column) = static_cast<float>(rng.uniform(-range, range));
    }
  }
  return w;
}

// Products with a float matrix in double vectors, as Spectra asks for them. The matrix stays in float: it is
// read some hundred times, and half of it is read twice as fast. Each element is summed in four parts by
// column.
class FloatProduct {
 public:
  using Scalar = double;
  explicit FloatProduct(MatrixRef w) : w_(w) {}
  Eigen::Index rows() const { return w_.rows(); }
  Eigen::Index cols() const { return w_.cols(); }
  void perform_op(const double* in, double* out) const {
    for (Eigen::Index row = 0; row < w_.rows(); row += kRows)
      few_rows(row, std::min(kRows, w_.rows() - row), in, out);
  }

 private:
  using Part = double __attribute__((vector_size(32)));
  using FourFloats = float __attribute__((vector_size(16)));
  static constexpr Eigen::Index kRows = 4;

  static Part in_double(FourFloats w) {
#if defined(__AVX2__)
    return static_cast<Part>(_mm256_cvtps_pd(static_cast<__m128>(w)));  // GCC 12 converts two by two
#else
    return __builtin_convertvector(w, Part);
#endif
  }
  void few_rows(Eigen::Index first, Eigen::Index count, const double* in, double* out) const {
    const Eigen::Index columns = w_.cols(), whole = columns / 4 * 4;
    const float* rows[kRows];
    for (Eigen::Index r = 0; r < kRows; ++r) rows[r] = w_.row(first + std::min(r, count - 1)).data();
    Part sums[kRows] = {};
    for (Eigen::Index j = 0; j < whole; j += 4) {
      Part x;
      std::memcpy(&x, in + j, sizeof(x));
      for (Eigen::Index r = 0; r < kRows; ++r) {
        FourFloats w;
        std::memcpy(&w, rows[r] + j, sizeof(w));
        sums[r] += in_double(w) * x;
      }
    }
    for (Eigen::Index r = 0; r < count; ++r) {
      double sum = (sums[r][0] + sums[r][2]) + (sums[r][1] + sums[r][3]);
      for (Eigen::Index j = whole; j < columns; ++j) sum += static_cast<double>(rows[r][j]) * in[j];
      out[first + r] = sum;
    }
  }

  MatrixRef w_;
};

double radius_by_all_eigenvalues(MatrixRef w) {
  return Eigen::EigenSolver<Eigen::MatrixXd>(w.cast<double>(), false).eigenvalues().cwiseAbs().maxCoeff();
}

}  // namespace

void EsnOptions::check() const {
  check_range("units", units, units >= 1 && units <= 100000, "1 to 100000");
  check_range("spectral_radius", spectral_radius, spectral_radius >= 0, "0 or more");
  check_range("density", density, density > 0 && density <= 1, "above 0, at most 1");
  check_range("leak_rate", leak_rate, leak_rate > 0 && leak_rate <= 1, "above 0, at most 1");
  check_range("input_scaling", input_scaling, true, "finite");
  check_range("input_density", input_density, input_density >= 0 && input_density <= 1, "0 to 1");
  check_range("bias_scaling", bias_scaling.value_or(0.0), true, "finite");
}

std::string_view name_of(Equation equation) {
  return equation == Equation::internal ? "internal" : "external";
}

std::string_view name_of(Activation activation) {
  switch (activation) {
    case Activation::tanh:
      return "tanh";
    case Activation::relu:
      return "relu";
    case Activation::identity:
      return "identity";
    case Activation::sigmoid:
      return "sigmoid";
  }
  return "";
}

Equation equation_named(std::string_view name) {
  for (const Equation equation : {Equation::internal, Equation::external})
    if (name == name_of(equation)) return equation;
  fail(ErrorKind::usage, "equation = " + std::string(name) + " is neither internal nor external");
}

Activation activation_named(std::string_view name) {
  for (const Activation activation :
       {Activation::tanh, Activation::relu, Activation::identity, Activation::sigmoid})
    if (name == name_of(activation)) return activation;
  fail(ErrorKind::usage,
       "activation = " + std::string(name) + " is not one of tanh, relu, identity, sigmoid");
}

namespace {

// Before any of it is taken: what training needs besides is planned there.
void check_memory(const EsnOptions& options, int inputs) {
  const auto n = static_cast<double>(options.units);
  const double needed = 4. * n * (n + 1. + static_cast<double>(inputs)), available = available_memory();
  if (available > 0. && needed > available)
    fail(ErrorKind::retry, "a reservoir of " + std::to_string(options.units) + " units needs " +
                               megabytes(needed) + ", but only " + megabytes(available) +
                               " of memory are free; fewer units or a larger machine would do");
}

}  // namespace

Reservoir<float> make_reservoir(const EsnOptions& options, int inputs, std::uint64_t seed) {
  options.check();
  check_memory(options, inputs);
  Reservoir<float> reservoir;
  reservoir.leak_rate = static_cast<float>(options.leak_rate);
  reservoir.input = draw_input(options, inputs, seed);
  reservoir.recurrent = draw_recurrent(options, seed);
  if (options.rescale_radius) {
    const double measured = measure_spectral_radius(reservoir.recurrent);
    if (measured > 0) reservoir.recurrent *= static_cast<float>(options.spectral_radius / measured);
  }
  return reservoir;
}

Reservoir<double> in_double(const Reservoir<float>& reservoir) {
  return {static_cast<double>(reservoir.leak_rate),
          reservoir.input.cast<double>(),
          reservoir.recurrent.cast<double>(),
          reservoir.equation,
          reservoir.activation,
          reservoir.direct.cast<double>()};
}

double measure_spectral_radius(MatrixRef w) {
  constexpr Eigen::Index kSmall = 100;
  if (w.rows() <= kSmall) return radius_by_all_eigenvalues(w);
  FloatProduct product(w);
  // The eigenvalues crowd along a circle: a few of them in a large space of Krylov vectors.
  constexpr Eigen::Index kWanted = 4;
  const Eigen::Index vectors = std::min<Eigen::Index>(w.rows() - 1, 80);
  Spectra::GenEigsSolver<FloatProduct> solver(product, kWanted, vectors);
  solver.init();
  constexpr Eigen::Index kMostRestarts = 60;
  constexpr double kTolerance = 1e-6;
  solver.compute(Spectra::SortRule::LargestMagn, kMostRestarts, kTolerance);
  if (solver.info() != Spectra::CompInfo::Successful) return radius_by_all_eigenvalues(w);
  return solver.eigenvalues().cwiseAbs().maxCoeff();
}

double measure_effective_radius(const Reservoir<float>& reservoir) {
  Matrix effective = reservoir.leak_rate * reservoir.recurrent;
  effective.diagonal().array() += 1.0F - reservoir.leak_rate;
  return measure_spectral_radius(effective);
}

namespace {

// Keeps a product from being fused with the sum that it goes into.
template <class Value>
inline Value rounded(Value x) {
#if defined(__x86_64__)
  asm("" : "+x"(x));
#endif
  return x;
}

// x = (1 - leak) before + leak x, each product rounded, whatever else the compiler would make of it.
template <class Scalar>
void mix(Scalar leak, const Scalar* before, Scalar* x, std::size_t count) {
  using Vector = typename activation::Shape<Scalar>::Vector;
  constexpr std::size_t kLanes = sizeof(Vector) / sizeof(Scalar);
  const Scalar keep = Scalar(1) - leak;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    Vector old, fresh;
    std::memcpy(&old, before + i, sizeof(old));
    std::memcpy(&fresh, x + i, sizeof(fresh));
    fresh = rounded<Vector>(keep * old) + rounded<Vector>(leak * fresh);
    std::memcpy(x + i, &fresh, sizeof(fresh));
  }
  for (; i < count; ++i) x[i] = rounded(keep * before[i]) + rounded(leak * x[i]);
}

template <class Scalar, class Function>
void internal_step(const Reservoir<Scalar>& reservoir, Eigen::Ref<const MatrixOf<Scalar>> previous,
                   std::span<const std::int32_t> tokens, Eigen::Ref<MatrixOf<Scalar>> next, Function f) {
  const Scalar leak = reservoir.leak_rate;
  const Eigen::Index units = reservoir.recurrent.rows();
  next.noalias() = previous * reservoir.recurrent.transpose();
  const Scalar* const bias = reservoir.input.data();
  for (Eigen::Index row = 0; row < next.rows(); ++row) {
    const Scalar* const input = reservoir.input.row(1 + tokens[static_cast<std::size_t>(row)]).data();
    const Scalar* const before = previous.row(row).data();
    Scalar* const x = next.row(row).data();
    for (Eigen::Index i = 0; i < units; ++i) x[i] += bias[i] + input[i];
    f(x, static_cast<std::size_t>(units));
    mix(leak, before, x, static_cast<std::size_t>(units));
  }
}

// Calls work(f) with the function that `activation` names; f(values, count) puts it in the values' place.
template <class Scalar, class Work>
void with_function(Activation activation, const Work& work) {
  switch (activation) {
    case Activation::tanh:
      return work([](Scalar* values, std::size_t count) { tanh_in_place(values, count); });
    case Activation::relu:
      return work([](Scalar* values, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) values[i] = values[i] > 0 ? values[i] : Scalar(0);
      });
    case Activation::identity:
      return work([](Scalar*, std::size_t) {});
    case Activation::sigmoid:
      return work([](Scalar* values, std::size_t count) { sigmoid_in_place(values, count); });
  }
}

template <class Scalar>
MatrixOf<Scalar> applied(Activation activation, Eigen::Ref<const MatrixOf<Scalar>> values) {
  MatrixOf<Scalar> result = values;
  with_function<Scalar>(activation,
                        [&](auto f) { f(result.data(), static_cast<std::size_t>(result.size())); });
  return result;
}

}  // namespace

template <class Scalar>
void esn_step(const Reservoir<Scalar>& reservoir, Eigen::Ref<const MatrixOf<Scalar>> previous,
              std::span<const std::int32_t> tokens, Eigen::Ref<MatrixOf<Scalar>> next) {
  if (reservoir.equation == Equation::internal) {
    with_function<Scalar>(reservoir.activation,
                          [&](auto f) { internal_step(reservoir, previous, tokens, next, f); });
    return;
  }
  MatrixOf<Scalar> before = applied<Scalar>(reservoir.activation, previous);
  // A network begins at x = 0, which is f(0) for all but the sigmoid; s is exactly 0 only there.
  if (reservoir.activation == Activation::sigmoid)
    for (Eigen::Index row = 0; row < previous.rows(); ++row)
      if ((previous.row(row).array() == Scalar(0)).all()) before.row(row).setZero();
  next.noalias() = before * reservoir.recurrent.transpose();
  for (Eigen::Index row = 0; row < next.rows(); ++row) {
    next.row(row) += reservoir.input.row(0) + reservoir.input.row(1 + tokens[static_cast<std::size_t>(row)]);
  }
  next = (Scalar(1) - reservoir.leak_rate) * previous + reservoir.leak_rate * next;
}

Matrix reservoir_states(const Reservoir<float>& reservoir, MatrixRef carried) {
  if (reservoir.equation == Equation::internal) return carried;
  return applied<float>(reservoir.activation, carried);
}

template void esn_step<float>(const Reservoir<float>&, Eigen::Ref<const MatrixOf<float>>,
                              std::span<const std::int32_t>, Eigen::Ref<MatrixOf<float>>);
template void esn_step<double>(const Reservoir<double>&, Eigen::Ref<const MatrixOf<double>>,
                               std::span<const std::int32_t>, Eigen::Ref<MatrixOf<double>>);

namespace {

class EsnNetwork final : public Network, public HasStateMap, public HasWeights {
 public:
  EsnNetwork(std::shared_ptr<const Reservoir<float>> reservoir, MatrixD readout)
      : reservoir_(std::move(reservoir)), readout_(std::move(readout)) {}

  std::string_view cell() const override { return "esn"; }
  int inputs() const override { return reservoir_->inputs(); }
  int outputs() const override { return static_cast<int>(readout_.rows()); }
  int state_size() const override { return reservoir_->units() + reservoir_->passed(); }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    if (reservoir_->passed() == 0) {
      esn_step<float>(*reservoir_, previous, tokens, next);
      return;
    }
    Matrix states(next.rows(), reservoir_->units());
    esn_step<float>(*reservoir_, previous.leftCols(reservoir_->units()), tokens, states);
    next.leftCols(states.cols()) = states;
    for (Eigen::Index row = 0; row < next.rows(); ++row)
      next.row(row).tail(reservoir_->passed()) =
          reservoir_->direct.row(tokens[static_cast<std::size_t>(row)]);
  }
  std::vector<std::string> trace_names() const override {
    return outputs() > 0 ? std::vector<std::string>{"reservoir", "output"}
                         : std::vector<std::string>{"reservoir"};
  }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef,
               std::span<const std::int32_t>) const override {
    if (name == "reservoir") return reservoir_states(*reservoir_, states.leftCols(reservoir_->units()));
    if (name == "output" && outputs() > 0) return read_out(states);
    unknown_trace(*this, name);
  }
  Matrix read_out(MatrixRef states) const override { return read_out_double(states).cast<float>(); }
  MatrixD read_out_double(MatrixRef states) const override {
    if (outputs() == 0) return MatrixD(states.rows(), 0);
    const Eigen::Index units = reservoir_->units();
    const MatrixD in_double = reservoir_states(*reservoir_, states.leftCols(units)).cast<double>();
    MatrixD result = in_double * readout_.middleCols(1, units).transpose();
    result.rowwise() += readout_.col(0).transpose();
    if (const int passed = reservoir_->passed(); passed > 0)
      result += states.rightCols(passed).cast<double>() * readout_.rightCols(passed).transpose();
    return result;
  }
  Matrix input_weights() const override { return reservoir_->input; }
  std::unique_ptr<StateMap> state_map() const override { return make_esn_map(*reservoir_); }
  std::vector<NamedWeights> weights() const override {
    return {{0, "", "input", reservoir_->input.bottomRows(reservoir_->inputs())},
            {0, "", "recurrent", reservoir_->recurrent},
            {0, "", "bias", reservoir_->input.topRows(1)}};
  }

 private:
  std::shared_ptr<const Reservoir<float>> reservoir_;
  MatrixD readout_;
};

}  // namespace

std::unique_ptr<Network> make_esn_network(std::shared_ptr<const Reservoir<float>> reservoir,
                                          MatrixD readout) {
  if (readout.rows() > 0 && readout.cols() != reservoir->units() + reservoir->passed() + 1) {
    fail(ErrorKind::data, "a readout of " + std::to_string(readout.cols()) +
                              " columns doesn't fit a reservoir of " + std::to_string(reservoir->units()) +
                              " units and a bias");
  }
  return std::make_unique<EsnNetwork>(std::move(reservoir), std::move(readout));
}

}  // namespace rssviz::models
