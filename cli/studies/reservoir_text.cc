#include "cli/studies/reservoir_text.h"

#include <cmath>

#include "core/number_text.h"
#include "models/analysis/geometry/state_numbers.h"

namespace rssviz::cli {

std::string how_measured(const ReservoirBench& bench) {
  const models::MemoryOptions memory;
  const models::LargestExponentOptions lyapunov;
  const models::Wording words = bench.wording();
  const std::string kept = decimals(100 * (1 - memory.held_out), 0) + " % of the " + words.sequences;
  return std::string(bench.over_arrays() ? "Input" : "Word") +
         " memory: ridge regression with \u03bb = 10^\u2212" + decimals(-std::log10(memory.lambda), 1) +
         (bench.over_arrays() ? ", trained on the first half of the steps"
                              : ", trained on " + kept + " and judged on the rest (drawn by seed " +
                                    std::to_string(bench.seed()) + ")") +
         ". Lyapunov exponent: " + std::to_string(lyapunov.streams) + " streams of " +
         std::to_string(lyapunov.words) + " " + words.steps + " after " + std::to_string(lyapunov.washout) +
         ", states " + short_number(lyapunov.distance) + " of a unit apart (root mean square).";
}

}  // namespace rssviz::cli
