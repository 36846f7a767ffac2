#include "models/analysis/dynamics/input_capacity.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {
namespace {

constexpr double kLeastVariance = 1e-12;  // of the largest
constexpr int kPatience = 5;              // delays in a row without a polynomial above chance
constexpr int kMemoryPatience = 3;
constexpr std::size_t kTogether = 64;  // targets of a product

// One factor of a polynomial: the Legendre polynomial of `degree` of an input so many steps ago.
struct Factor {
  int variable{0};  // delay * inputs + input
  int degree{0};
};
using Polynomial = std::vector<Factor>;

// All polynomials of a degree whose longest delay is `delay`.
class Polynomials {
 public:
  Polynomials(int degree, int delay, int inputs) : first_(delay * inputs) {
    extend(degree, first_ + inputs - 1);
  }
  const std::vector<Polynomial>& all() const { return all_; }

 private:
  void extend(int rest, int last) {
    if (rest == 0) {
      all_.push_back(now_);
      return;
    }
    const int least = now_.empty() ? first_ : 0;
    for (int variable = last; variable >= least; --variable)
      for (int degree = 1; degree <= rest; ++degree) {
        now_.push_back({variable, degree});
        extend(rest - degree, variable - 1);
        now_.pop_back();
      }
  }
  int first_;
  Polynomial now_{};
  std::vector<Polynomial> all_{};
};

// Legendre polynomials of each input: [degree - 1], rows x inputs (recursion of Bonnet).
std::vector<Eigen::MatrixXd> legendre(MatrixDRef inputs, int degree, double amplitude) {
  const Eigen::ArrayXXd x = inputs.array() / amplitude;
  std::vector<Eigen::MatrixXd> tables{x.matrix()};
  Eigen::ArrayXXd before = Eigen::ArrayXXd::Ones(x.rows(), x.cols());
  for (int n = 1; n < degree; ++n) {
    const Eigen::ArrayXXd now = tables.back().array();
    tables.push_back((((2 * n + 1) * x * now - n * before) / (n + 1)).matrix());
    before = now;
  }
  return tables;
}

// The span of the centred states: an orthonormal basis, rows x rank.
struct Span {
  Eigen::MatrixXd basis{};
  double participation{0};
};

Span span_of(MatrixDRef states, Eigen::Index washout) {
  Eigen::MatrixXd x = states.bottomRows(states.rows() - washout);
  x.rowwise() -= x.colwise().mean().eval();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(x.transpose() * x);
  const Eigen::VectorXd& variances = solver.eigenvalues();
  const double largest = variances[variances.size() - 1];
  if (!(largest > 0)) fail(ErrorKind::data, "the states don't vary with the input: there is nothing to read");
  Eigen::Index first = 0;
  while (variances[first] < kLeastVariance * largest) ++first;
  const Eigen::Index rank = variances.size() - first;
  Span span;
  span.basis = x * (solver.eigenvectors().rightCols(rank) *
                    variances.tail(rank).cwiseSqrt().cwiseInverse().asDiagonal());
  span.participation = variances.sum() * variances.sum() / variances.squaredNorm();
  return span;
}

// Shares of the variance of each (centred) target that lie in the span.
std::vector<double> shares_of(const Eigen::MatrixXd& basis, Eigen::MatrixXd targets) {
  targets.rowwise() -= targets.colwise().mean().eval();
  const Eigen::MatrixXd along = basis.transpose() * targets;
  std::vector<double> shares;
  for (Eigen::Index k = 0; k < targets.cols(); ++k) {
    const double all = targets.col(k).squaredNorm();
    shares.push_back(all > 0 ? along.col(k).squaredNorm() / all : 0);
  }
  return shares;
}

class Measure {
 public:
  Measure(MatrixDRef states, MatrixDRef inputs, const CapacityOptions& options, const Execution& execution)
      : options_(options),
        execution_(execution),
        inputs_(static_cast<int>(inputs.cols())),
        span_(span_of(states, options.washout)),
        tables_(legendre(inputs, std::max(1, options.degree), options.amplitude)) {
    found_.inputs = inputs.cols();
    found_.size = states.cols();
    found_.rank = span_.basis.cols();
    found_.participation = span_.participation;
    expected_ = static_cast<double>(found_.rank) / static_cast<double>(options.steps - 1);
  }

  InputCapacity measured() {
    chance();
    memory();
    for (int degree = 1; degree <= options_.degree; ++degree) found_.ended.push_back(polynomials(degree));
    return std::move(found_);
  }

 private:
  // An input, or its Legendre polynomial, `delay` steps before each counted step.
  Eigen::VectorXd series(int variable, int degree) const {
    const int delay = variable / inputs_, input = variable % inputs_;
    return tables_[static_cast<std::size_t>(degree - 1)].col(input).segment(options_.washout - delay,
                                                                            options_.steps);
  }

  void chance() {
    std::vector<double> shares;
    for (int k = 0; k < options_.surrogates; ++k) {
      execution_.progress.check_stop();
      Eigen::MatrixXd targets(options_.steps, inputs_);
      for (int input = 0; input < inputs_; ++input) {
        const Eigen::VectorXd truth = series(input, 1);
        std::vector<double> values(truth.data(), truth.data() + truth.size());
        Rng rng(options_.seed, "capacity surrogate", static_cast<std::uint64_t>(k * inputs_ + input));
        rng.shuffle(std::span(values));
        targets.col(input) =
            Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
      }
      for (const double share : shares_of(span_.basis, targets)) shares.push_back(share);
    }
    const auto count = static_cast<double>(shares.size());
    for (const double share : shares) found_.chance += share / count;
    for (const double share : shares)
      found_.chance_spread += (share - found_.chance) * (share - found_.chance) / (count - 1);
    found_.chance_spread = std::sqrt(found_.chance_spread);
  }

  void memory() {
    const int most = options_.delays > 0 ? options_.delays : options_.washout;
    const double unclear = inputs_ * 2 * found_.chance_spread;
    for (int delay = 0, alike = 0; delay <= most && alike < kMemoryPatience; ++delay) {
      Eigen::MatrixXd targets(options_.steps, inputs_);
      for (int input = 0; input < inputs_; ++input) targets.col(input) = series(delay * inputs_ + input, 1);
      double sum = 0;
      for (const double share : shares_of(span_.basis, std::move(targets))) sum += share - found_.chance;
      found_.memory.push_back(sum);
      if (options_.delays == 0) alike = sum > unclear ? 0 : alike + 1;
    }
  }

  // Whether trying ended because nothing more was found.
  bool polynomials(int degree) {
    std::int64_t tried = 0;
    int without = 0;
    for (int delay = 0; delay <= options_.washout && without < kPatience; ++delay) {
      const Polynomials made(degree, delay, inputs_);
      tried += static_cast<std::int64_t>(made.all().size());
      if (tried > options_.most) return false;
      const CapacityPart part = tried_of(degree, delay, made.all());
      without = part.kept > 0 ? 0 : without + 1;
      found_.parts.push_back(part);
    }
    return without == kPatience;
  }

  CapacityPart tried_of(int degree, int delay, const std::vector<Polynomial>& all) const {
    std::vector<double> shares(all.size());
    execution_.workers.for_each((all.size() + kTogether - 1) / kTogether, [&](std::size_t block) {
      execution_.progress.check_stop();
      const std::size_t from = block * kTogether, to = std::min(all.size(), from + kTogether);
      Eigen::MatrixXd targets(options_.steps, static_cast<Eigen::Index>(to - from));
      for (std::size_t k = from; k < to; ++k) {
        Eigen::VectorXd product = Eigen::VectorXd::Ones(options_.steps);
        for (const Factor& factor : all[k]) product.array() *= series(factor.variable, factor.degree).array();
        targets.col(static_cast<Eigen::Index>(k - from)) = product;
      }
      const std::vector<double> of_block = shares_of(span_.basis, std::move(targets));
      std::copy(of_block.begin(), of_block.end(), shares.begin() + static_cast<std::ptrdiff_t>(from));
    });
    CapacityPart part{degree, delay, static_cast<std::int64_t>(all.size()), 0, 0};
    const auto rank = static_cast<double>(found_.rank);
    for (const double share : shares) {
      if (chi_squared_above(share * options_.steps, rank) >= options_.p) continue;
      ++part.kept;
      part.capacity += (share - expected_) / (1 - expected_);
    }
    return part;
  }

  const CapacityOptions& options_;
  const Execution& execution_;
  int inputs_;
  Span span_;
  std::vector<Eigen::MatrixXd> tables_;
  InputCapacity found_{};
  double expected_{0};
};

}  // namespace

void CapacityOptions::check() const {
  check_range("steps", steps, steps >= 100 && steps <= 10'000'000, "100 to 10000000");
  check_range("washout", washout, washout >= 0 && washout <= 100'000, "0 to 100000");
  check_range("amplitude", amplitude, amplitude > 0 && std::isfinite(amplitude), "above 0");
  check_range("degree", degree, degree >= 0 && degree <= 9, "0 to 9");
  check_range("delays", delays, delays >= 0 && delays <= washout, "0 to the washout");
  check_range("surrogates", surrogates, surrogates >= 2, "2 or more");
  check_range("p", p, p > 0 && p < 1, "above 0, below 1");
  check_range("most", static_cast<double>(most), most >= 1, "1 or more");
}

double InputCapacity::memory_capacity() const {
  double sum = 0;
  for (std::size_t delay = 1; delay < memory.size(); ++delay) sum += memory[delay];
  return sum;
}

double InputCapacity::of_degree(int degree) const {
  double sum = 0;
  for (const CapacityPart& part : parts)
    if (part.degree == degree) sum += part.capacity;
  return sum;
}

double InputCapacity::total() const {
  double sum = 0;
  for (const CapacityPart& part : parts) sum += part.capacity;
  return sum;
}

MatrixD capacity_inputs(const CapacityOptions& options, Eigen::Index inputs) {
  options.check();
  Rng rng(options.seed, "capacity input");
  MatrixD made(options.washout + options.steps, inputs);
  for (Eigen::Index t = 0; t < made.rows(); ++t)
    for (Eigen::Index k = 0; k < inputs; ++k) made(t, k) = options.amplitude * (2 * rng.uniform() - 1);
  return made;
}

MatrixD driven_states(const StateMap& map, MatrixDRef inputs, const Execution& execution) {
  MatrixD states(inputs.rows(), map.size());
  VectorD now = VectorD::Zero(map.size()), next = now;
  for (Eigen::Index t = 0; t < inputs.rows(); ++t) {
    if (t % 100 == 0) execution.progress.check_stop();
    map.step(now, map.drive(inputs.row(t).transpose()), next, nullptr);
    if (!next.allFinite())
      fail(ErrorKind::numeric, "the network diverges: at step " + std::to_string(t + 1) +
                                   " of the input a number of its state isn't finite");
    states.row(t) = next.transpose();
    now.swap(next);
  }
  return states;
}

InputCapacity input_capacity(MatrixDRef states, MatrixDRef inputs, const CapacityOptions& options,
                             const Execution& execution) {
  options.check();
  if (states.rows() != inputs.rows() || states.rows() != options.washout + options.steps)
    fail(ErrorKind::data, "capacities need a state and an input at each of " +
                              std::to_string(options.washout + options.steps) + " steps");
  if (options.steps <= 2 * states.cols())
    fail(ErrorKind::usage, "--steps: " + std::to_string(options.steps) + " are too few for a state of " +
                               std::to_string(states.cols()) + " numbers: chance alone would tell much of " +
                               "every target; give more than twice as many");
  return Measure(states, inputs, options, execution).measured();
}

}  // namespace rssviz::models
