// What a network does close to a state: the eigenvalues of its Jacobian, their time constants and directions.
// Pure functions; safe on any thread.
#pragma once

#include <complex>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// By modulus, the largest first; of two conjugate ones that with the positive imaginary part.
using Eigenvalues = std::vector<std::complex<double>>;

// All of them, in double. Throws Error{numeric} where the matrix isn't finite or the iteration fails.
Eigenvalues all_eigenvalues(const MatrixD& jacobian);
// Those of the largest modulus, among them all above 1: by Arnoldi iteration where the matrix is large, all
// of them where it is small or the iteration doesn't converge.
Eigenvalues leading_eigenvalues(const MatrixD& jacobian);

// The unit vector (of a complex pair the real part of one) along which `eigenvalue` acts, by inverse
// iteration; its largest number is positive.
VectorD direction_of(const MatrixD& jacobian, std::complex<double> eigenvalue);

// -1 / ln |l| steps: positive where it decays, negative where it grows, infinite at |l| = 1.
double time_constant(std::complex<double> eigenvalue);
// 2 pi / |arg l| steps; infinite for a positive real one.
double period(std::complex<double> eigenvalue);

}  // namespace rssviz::models
