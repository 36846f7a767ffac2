#include "cli/studies/run_states.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/analysis/geometry/spectrum.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kBlock = 250;  // sequences run together

std::vector<std::int32_t> tokens_at(const std::vector<models::Tokens>& tokens, std::size_t from,
                                    std::size_t count, std::size_t step) {
  std::vector<std::int32_t> at(count);
  for (std::size_t i = 0; i < count; ++i) at[i] = tokens[from + i][step];
  return at;
}

// One block of sequences of run_on_outputs.
void run_on_block(const models::Network& network, const std::vector<models::Tokens>& tokens, std::size_t from,
                  std::size_t count, std::int32_t blank, std::vector<Matrix>& outputs) {
  const std::size_t steps = tokens.front().size();
  const auto rows = static_cast<Eigen::Index>(count);
  const std::vector<std::int32_t> blanks(count, blank);
  Matrix state = Matrix::Zero(rows, network.state_size()), next(rows, network.state_size());
  for (std::size_t t = 0; t < steps; ++t) {
    network.step(state, tokens_at(tokens, from, count, t), next);
    state.swap(next);
    Matrix on = state;
    for (std::size_t u = t + 1; u < steps; ++u) {
      network.step(on, blanks, next);
      on.swap(next);
    }
    outputs[t].middleRows(static_cast<Eigen::Index>(from), rows) = network.read_out(on);
  }
}

}  // namespace

std::string read_trace(const models::Network& network) {
  const std::vector<std::string> names = network.trace_names();
  return std::find(names.begin(), names.end(), "hidden") != names.end() ? "hidden" : names.front();
}

models::StepStates states_along(const NetworkView& view, const models::Network& network,
                                const std::vector<models::Tokens>& sequences, const std::string& column,
                                const Execution& execution) {
  return models::step_states(view.record(network, sequences, read_trace(network), execution), column,
                             view.id);
}

RunStates run_states(const NetworkView& view, const std::string& column, const models::Sample& sample,
                     const Execution& execution) {
  RunStates run;
  run.network = view.network_at(-1);
  run.sequences = view.task->sequences(sample);
  run.states = states_along(view, *run.network, run.sequences, column, execution);
  for (const std::int32_t sequence : run.states.kept)
    run.tokens.push_back(run.sequences[static_cast<std::size_t>(sequence)]);
  return run;
}

std::vector<Matrix> inputs_by_step(const NetworkView& view, const RunStates& run) {
  std::vector<Matrix> inputs;
  for (std::size_t step = 0; step < run.states.steps.size(); ++step) {
    models::Tokens tokens;
    for (const std::int32_t sequence : run.states.members[step])
      tokens.push_back(run.tokens[static_cast<std::size_t>(sequence)][step]);
    inputs.push_back(view.task->inputs_of(tokens));
  }
  return inputs;
}

std::vector<Matrix> run_on_outputs(const models::Network& network, const std::vector<models::Tokens>& tokens,
                                   std::int32_t blank, const Execution& execution) {
  std::vector<Matrix> outputs(tokens.front().size(),
                              Matrix(static_cast<Eigen::Index>(tokens.size()), network.outputs()));
  execution.workers.for_each((tokens.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    execution.progress.check_stop();
    const std::size_t from = block * kBlock;
    run_on_block(network, tokens, from, std::min(kBlock, tokens.size() - from), blank, outputs);
  });
  return outputs;
}

Matrix outputs_after(const models::Network& network, const std::vector<models::Tokens>& tokens,
                     const Execution& execution) {
  const auto last = static_cast<std::int32_t>(tokens.front().size()) - 1;
  return states_at(network, tokens, -1, {last}, execution).outputs.front();
}

StatesAt states_at(const models::Network& network, const std::vector<models::Tokens>& tokens,
                   std::int32_t blank, const std::vector<std::int32_t>& wanted, const Execution& execution) {
  const std::string what = read_trace(network);
  StatesAt all;
  all.states.resize(wanted.size());
  all.outputs.assign(wanted.size(), Matrix(static_cast<Eigen::Index>(tokens.size()), network.outputs()));
  const std::vector<std::int32_t> one_token(1, 0);
  const Matrix zero = Matrix::Zero(1, network.state_size());
  const Eigen::Index units = network.trace(what, zero, zero, one_token).cols();
  for (Matrix& states : all.states) states.resize(static_cast<Eigen::Index>(tokens.size()), units);
  execution.workers.for_each((tokens.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t from = block * kBlock, count = std::min(kBlock, tokens.size() - from);
    const auto first = static_cast<Eigen::Index>(from), rows = static_cast<Eigen::Index>(count);
    Matrix state = Matrix::Zero(rows, network.state_size()), next(rows, network.state_size());
    std::size_t place = 0;
    for (std::int32_t step = 0; place < wanted.size(); ++step) {
      execution.progress.check_stop();
      const auto at = static_cast<std::size_t>(step);
      const std::vector<std::int32_t> given = at < tokens.front().size()
                                                  ? tokens_at(tokens, from, count, at)
                                                  : std::vector<std::int32_t>(count, blank);
      network.step(state, given, next);
      state.swap(next);  // next holds the states before the step
      if (wanted[place] != step) continue;
      all.states[place].middleRows(first, rows) = network.trace(what, state, next, given);
      all.outputs[place].middleRows(first, rows) = network.read_out(state);
      ++place;
    }
  });
  return all;
}

std::vector<int> spread_numbers(int count, int most) {
  std::vector<int> numbers;
  const int shown = std::min(count, std::max(2, most));
  for (int k = 0; k < shown; ++k)
    numbers.push_back(shown == 1 ? 0 : static_cast<int>(std::lround(static_cast<double>(k) * (count - 1) / (shown - 1))));
  return numbers;
}

std::unique_ptr<models::Network> untrained_network(const NetworkView& view, double& radius) {
  radius = 0;
  const MatrixD trained = view.run->recurrent_weights(-1), drawn = view.run->recurrent_weights(0);
  std::unique_ptr<models::Network> as_drawn = view.network_at(0);
  const double before = models::spectral_radius_of(drawn);
  if (!(before > 0)) return as_drawn;
  radius = models::spectral_radius_of(trained);
  const auto scaled = view.run->with_recurrent_weights(0, drawn * (radius / before));
  return view.task->network(*scaled, 0);
}

}  // namespace rssviz::cli
