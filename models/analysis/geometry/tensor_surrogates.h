// Surrogates of conditions x steps x units that keep the means and the covariance across each of the three,
// and are as random as that allows: tensor maximum entropy (Elsayed and Cunningham 2017). The null of
// structure that is more than smoothness, few dimensions and alike conditions. Pure functions.
#pragma once

#include <array>
#include <cstdint>

#include "models/analysis/geometry/rotations.h"

namespace rssviz::models {

// A normal tensor: independent in the eigenbases of the three covariances, with variances 1 / (l_i + m_j +
// n_k), so that each basis holds the variances of the data.
struct SurrogateModel {
  std::array<MatrixD, 3> bases{};  // steps, units, conditions: eigenvectors in columns
  std::array<VectorD, 3> multipliers{};
  Conditions mean{};  // what was taken away first: sums of the means along each of the three
  double misfit{0};   // largest relative error of a marginal variance
};

SurrogateModel fit_surrogates(const Conditions& conditions);
// The draw `item` under a seed: of the shape of the data.
Conditions draw_surrogate(const SurrogateModel& model, std::uint64_t seed, std::size_t item);

}  // namespace rssviz::models
