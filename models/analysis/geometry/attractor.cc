#include "models/analysis/geometry/attractor.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "models/analysis/geometry/spectrum.h"

namespace rssviz::models {
namespace {

constexpr int kParts = 8;  // of the tail, for errors of exponents

VectorD stepped(const MapSystem& system, const VectorD& state, int step) {
  VectorD next = system.step(state);
  if (!next.allFinite())
    fail(ErrorKind::numeric, "a state without input isn't finite after step " + std::to_string(step));
  return next;
}

// The smallest period at which the tail's last half comes back to itself; 0: none.
int period_of(const MatrixD& tail, double tolerance) {
  const VectorD mean = tail.colwise().mean().transpose();
  double size = 0;
  for (Eigen::Index t = 0; t < tail.rows(); ++t)
    size = std::max(size, (tail.row(t).transpose() - mean).norm());
  const double most = tolerance * std::max(1.0, size);
  const Eigen::Index half = tail.rows() / 2;
  for (Eigen::Index period = 1; period <= half; ++period) {
    bool same = true;
    for (Eigen::Index t = tail.rows() - half; t < tail.rows() && same; ++t)
      same = (tail.row(t) - tail.row(t - period)).norm() <= most;
    if (same) return static_cast<int>(period);
  }
  return 0;
}

std::vector<std::complex<double>> multipliers_of(const MapSystem& system, const MatrixD& tail, int period) {
  MatrixD product = MatrixD::Identity(tail.cols(), tail.cols());
  for (int k = period; k > 0; --k) product = system.jacobian(tail.row(tail.rows() - k).transpose()) * product;
  return eigenvalues_of(product);
}

// Means of logarithms over parts of the steps, and what these say of their error.
class StretchMeans {
 public:
  StretchMeans(Eigen::Index numbers, Eigen::Index steps)
      : steps_(steps), logs_(MatrixD::Zero(kParts, numbers)), counts_(VectorD::Zero(kParts)) {}

  // R of a QR: what the frame was stretched by at a step.
  void add(Eigen::Index step, const Eigen::MatrixXd& r) {
    const Eigen::Index part = step * kParts / steps_;
    counts_(part) += 1;
    for (Eigen::Index k = 0; k < logs_.cols(); ++k)
      logs_(part, k) += std::log(std::max(1e-300, std::abs(r(k, k))));
  }
  void tell(FoundAttractor& found) const {
    for (Eigen::Index k = 0; k < logs_.cols(); ++k) {
      double mean = 0, squares = 0;
      for (Eigen::Index part = 0; part < kParts; ++part) mean += logs_(part, k) / counts_(part) / kParts;
      for (Eigen::Index part = 0; part < kParts; ++part) {
        const double off = logs_(part, k) / counts_(part) - mean;
        squares += off * off;
      }
      found.exponents.push_back(mean);
      found.exponent_errors.push_back(std::sqrt(squares / (kParts - 1) / kParts));
    }
  }

 private:
  Eigen::Index steps_;
  MatrixD logs_;    // parts x numbers: sums
  VectorD counts_;  // steps in each part
};

// The stretching of an orthonormal frame. The tail turns the frame into place; of exponents along the tail
// itself its first fifth does.
void find_exponents(const MapSystem& system, const AttractorOptions& options, FoundAttractor& found) {
  const MatrixD& tail = found.tail;
  const Eigen::Index count = std::min<Eigen::Index>(options.exponents, tail.cols());
  const Eigen::Index settled = options.follow > 0 ? tail.rows() : tail.rows() / 5;
  const Eigen::Index all = tail.rows() + options.follow;
  Eigen::MatrixXd frame = Eigen::MatrixXd::Identity(tail.cols(), count);
  StretchMeans means(count, all - settled);
  VectorD state;
  for (Eigen::Index t = 0; t < all; ++t) {
    if (t < tail.rows())
      state = tail.row(t).transpose();
    else
      state = stepped(system, state, options.steps + static_cast<int>(t - tail.rows()));
    const Eigen::MatrixXd moved = Eigen::MatrixXd(system.jacobian(state)) * frame;
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(moved);
    frame = qr.householderQ() * Eigen::MatrixXd::Identity(tail.cols(), count);
    if (t >= settled) means.add(t - settled, qr.matrixQR());
  }
  means.tell(found);
}

Attractor by_exponents(const FoundAttractor& found, const AttractorOptions& options) {
  const auto beyond = [&](std::size_t k) {
    return std::max(1e-3, options.significant * found.exponent_errors[k]);
  };
  if (found.exponents.front() > beyond(0)) return Attractor::chaos;
  if (found.exponents.front() < -beyond(0)) return Attractor::undecided;  // it hasn't settled yet
  const bool second = found.exponents.size() < 2 || found.exponents[1] < -beyond(1);
  return second ? Attractor::circle : Attractor::undecided;
}

}  // namespace

std::string_view name_of(Attractor attractor) {
  switch (attractor) {
    case Attractor::point:
      return "point";
    case Attractor::cycle:
      return "cycle";
    case Attractor::circle:
      return "invariant circle";
    case Attractor::chaos:
      return "chaos";
    case Attractor::undecided:
      break;
  }
  return "undecided";
}

void AttractorOptions::check() const {
  check_range("steps", steps, steps >= 100 && steps <= 1'000'000, "100 to 1000000");
  check_range("tail", tail, tail >= 50 && tail <= steps, "50 to the number of steps");
  check_range("follow", follow, follow == 0 || (follow >= 50 && follow <= 1'000'000), "0, or 50 to 1000000");
  check_range("tolerance", tolerance, tolerance > 0, "above 0");
  check_range("exponents", exponents, exponents >= 1, "1 or more");
}

FoundAttractor find_attractor(const MapSystem& system, const VectorD& start,
                              const AttractorOptions& options) {
  options.check();
  FoundAttractor found;
  VectorD state = start;
  for (int step = 0; step < options.steps - options.tail; ++step) state = stepped(system, state, step);
  found.tail.resize(options.tail, start.size());
  for (int step = 0; step < options.tail; ++step) {
    state = stepped(system, state, options.steps - options.tail + step);
    found.tail.row(step) = state.transpose();
  }
  found.period = period_of(found.tail, options.tolerance);
  if (found.period > 0) {
    found.kind = found.period == 1 ? Attractor::point : Attractor::cycle;
    found.multipliers = multipliers_of(system, found.tail, found.period);
    return found;
  }
  find_exponents(system, options, found);
  found.kind = by_exponents(found, options);
  return found;
}

}  // namespace rssviz::models
