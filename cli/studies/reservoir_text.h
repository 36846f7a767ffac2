// What captions say of how the numbers of untrained reservoirs were measured: all that it takes to compute
// them again. Pure functions.
#pragma once

#include <string>

#include "cli/studies/reservoir_study.h"

namespace rssviz::cli {

// "Word memory: ridge regression with \u03bb = 10^\u22123.5, ... Lyapunov exponent: 16 streams of ...".
std::string how_measured(const ReservoirBench& bench);

}  // namespace rssviz::cli
