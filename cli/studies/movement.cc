#include "cli/studies/movement.h"

#include <cmath>

#include "cli/studies/run_states.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

constexpr int kLast = 10;  // steps at the end that are measured

// Mean length of the steps between these states, for each row; sums in the order of the units and of the
// steps.
std::vector<double> mean_steps(const std::vector<Matrix>& states, std::size_t from, std::size_t to) {
  std::vector<double> lengths(static_cast<std::size_t>(states.front().rows()), 0);
  for (std::size_t t = from + 1; t < to; ++t)
    for (Eigen::Index i = 0; i < states[t].rows(); ++i) {
      double squares = 0;
      for (Eigen::Index k = 0; k < states[t].cols(); ++k) {
        const double moved = static_cast<double>(states[t](i, k)) - static_cast<double>(states[t - 1](i, k));
        squares += moved * moved;
      }
      lengths[static_cast<std::size_t>(i)] += std::sqrt(squares) / static_cast<double>(to - from - 1);
    }
  return lengths;
}

}  // namespace

double movement_without_input(const models::Network& network, const std::vector<models::Tokens>& tokens,
                              std::int32_t blank, int after, const Execution& execution) {
  const auto steps = static_cast<std::int32_t>(tokens.front().size());
  std::vector<std::int32_t> wanted;
  for (std::int32_t step = 0; step < steps; ++step) wanted.push_back(step);
  for (int k = after - kLast; k <= after; ++k) wanted.push_back(steps - 1 + k);
  const StatesAt found = states_at(network, tokens, blank, wanted, execution);
  const auto inputs = static_cast<std::size_t>(steps);
  const std::vector<double> with = mean_steps(found.states, 0, inputs);
  std::vector<double> shares = mean_steps(found.states, inputs, found.states.size());
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = with[i] > 0 ? shares[i] / with[i] : 0;
  return models::quantile(shares, 0.5);
}

}  // namespace rssviz::cli
