// Eigenvalues of recurrent weights. Pure functions; the same bits at each call.
#pragma once

#include <complex>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// All eigenvalues, the largest first (by modulus, then real part, then imaginary part). Throws Error{numeric}
// where they can't be found.
std::vector<std::complex<double>> eigenvalues_of(MatrixDRef weights);
// The largest modulus; 0 for no weights.
double spectral_radius_of(MatrixDRef weights);

}  // namespace rssviz::models
