// Demixed principal components (Kobak et al. 2016, doi 10.7554/eLife.10989): directions of which each holds
// what one factor of the conditions does to the states, as far as a linear reader can tell factors apart.
// Averages of conditions are split into marginal averages (equation 1 of the paper: time, each factor, their
// interaction), and each is reconstructed from all by a map of low rank with a ridge penalty (its equation
// for the regularised loss), in closed form. Pure functions; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/analysis/geometry/rotations.h"

namespace rssviz::models {

// Conditions as a table of one or two factors: condition a * second + b is of level a of the first factor and
// b of the second; second = 1 where there is one factor.
struct Factors {
  int first{2}, second{1};
};

// What a factor (with time) does to the averages: rows condition after condition, steps within, as of
// `stacked`.
struct Marginal {
  std::string name{};  // "time", "first", "second", "interaction"
  MatrixD part{};      // conditions * steps x units
};

// Averages below each other, less their mean over all: conditions * steps x units.
MatrixD centred_averages(const Conditions& means);
// Sums to centred_averages. Throws Error{data} where the number of conditions isn't first * second.
std::vector<Marginal> marginals_of(const Conditions& means, const Factors& factors);

struct DemixedOptions {
  int components{3};     // of each marginal, at most
  double penalty{1e-6};  // ridge, as a share of all units' variance together

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// One direction: what it reads (decoder) and where it writes (encoder); in PCA both are the same.
struct DemixedComponent {
  std::size_t marginal{0};       // that it was made for; of PCA the one that holds most
  VectorD decoder{}, encoder{};  // units
  double share{0};               // of all averages' variance that it explains
  std::vector<double> of{};      // by marginal: the share of all variance that it explains there
};

struct Demixed {
  std::vector<std::string> names{};            // of the marginals
  std::vector<double> variances{};             // their shares of all variance
  std::vector<DemixedComponent> components{};  // by share, the largest first
  std::vector<DemixedComponent> principal{};   // as many principal components
};
Demixed demixed_of(const Conditions& means, const Factors& factors, const DemixedOptions& options);

// How far the maps of demixed_of, made from `train`, are from the marginals of `train` when they read `test`:
// the squared error over all marginals as a share of their variance. What a penalty is chosen by, as in the
// paper.
double demixing_error(const Conditions& train, const Conditions& test, const Factors& factors,
                      const DemixedOptions& options);

}  // namespace rssviz::models
