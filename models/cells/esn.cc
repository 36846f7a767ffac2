#include "models/cells/esn.h"

#include <Spectra/GenEigsSolver.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/memory.h"
#include "core/rng.h"
#include "models/cells/esn_map.h"
#include "models/cells/esn_step.h"
#include "models/cells/named_weights.h"
#include "models/cells/shared_steps.h"

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

class EsnNetwork final : public Network, public SharesSteps, public HasStateMap, public HasWeights {
 public:
  EsnNetwork(std::shared_ptr<const Reservoir<float>> reservoir, MatrixD readout)
      : reservoir_(std::move(reservoir)), readout_(std::move(readout)) {}

  std::string_view cell() const override { return "esn"; }
  int inputs() const override { return reservoir_->inputs(); }
  int outputs() const override { return static_cast<int>(readout_.rows()); }
  int state_size() const override { return reservoir_->units() + reservoir_->passed(); }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    Matrix parts(previous.rows(), parts_of_steps());
    begin_steps(previous, parts);
    for (Eigen::Index row = 0; row < next.rows(); ++row)
      finish_step(previous.row(row).data(), parts.row(row).data(), tokens[static_cast<std::size_t>(row)],
                  next.row(row).data());
  }
  int parts_of_steps() const override { return reservoir_->units(); }
  void begin_steps(MatrixRef states, Eigen::Ref<Matrix> parts) const override {
    stepper().begin(states.leftCols(reservoir_->units()), parts);
  }
  void finish_step(const float* state, const float* part, std::int32_t token, float* next) const override {
    stepper().finish(state, part, token, next);
    if (const int passed = reservoir_->passed(); passed > 0)
      std::copy_n(reservoir_->direct.row(token).data(), passed, next + reservoir_->units());
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
  // Made when a step is first asked for: many networks are only read out.
  const ReservoirStep<float>& stepper() const {
    std::call_once(once_, [&] { stepper_.emplace(*reservoir_); });
    return *stepper_;
  }

  std::shared_ptr<const Reservoir<float>> reservoir_;
  MatrixD readout_;
  mutable std::once_flag once_{};
  mutable std::optional<ReservoirStep<float>> stepper_{};
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
