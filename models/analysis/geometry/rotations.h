// Rotational structure of trajectories of conditions: jPCA (Churchland et al. 2012) in closed form, and how
// tangled trajectories are (Russo et al. 2018). Pure functions; one thread.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// One matrix a condition: steps x dimensions, all of equal shape.
using Conditions = std::vector<MatrixD>;

// The mean over conditions at each step taken away from each. Throws Error{data} for fewer than two
// conditions or unequal shapes, naming both.
Conditions without_common_mean(Conditions conditions);
// Each unit divided by its range over all conditions and steps plus `soften` times the largest range, so that
// weak units don't count as much as strong ones.
Conditions softly_normalised(Conditions conditions, double soften);

struct Rotations {
  MatrixD axes{};     // dimensions x components kept: principal axes of all conditions together
  double kept{0};     // share of variance in them
  MatrixD skew{};     // components square, M = -M': x. = M x at the middle between two steps
  double r2_skew{0};  // of x. that a skew map explains, and any linear map
  double r2_free{0};
  std::vector<double> turns{};   // rotations a step of each plane, that of most variance first
  MatrixD planes{};              // components x 2 * planes: orthonormal pairs of directions
  std::vector<double> shares{};  // of the kept components' variance in each plane
};

// `components`: even, at most the dimensions. Slopes are differences of neighbouring steps and states their
// means, for which a rotation by w a step is exactly x. = 2 tan(w / 2) J x. The least-squares skew map solves
// M S + S M = G with S = X'X, G = X.'X - X'X.: in S's eigenbasis M_ij = G_ij / (l_i + l_j). Throws
// Error{usage} for components out of range, Error{data} for fewer than three steps.
Rotations rotations_of(const Conditions& conditions, int components);
// Trajectories in the plane k: one matrix a condition, steps x 2.
Conditions in_plane(const Conditions& conditions, const Rotations& rotations, std::size_t k);

// Q(t) = max over t' of |x.(t) - x.(t')|^2 / (|x(t) - x(t')|^2 + eps), eps = .1 times the mean squared length
// of the centred states; slopes as central differences. One vector a condition: a value a step, ends left
// out.
std::vector<std::vector<double>> tangling_of(const Conditions& conditions);

}  // namespace rssviz::models
