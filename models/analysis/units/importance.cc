#include "models/analysis/units/importance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"

namespace rssviz::models {
namespace {

// The trace that the readout reads: hidden states where there are some, reservoir states elsewhere.
std::string read_trace(const Network& network) {
  const std::vector<std::string> names = network.trace_names();
  for (const char* name : {"hidden", "reservoir"})
    if (std::find(names.begin(), names.end(), name) != names.end()) return name;
  return names.front();
}

// States that are 1 at one place each, and which unit of the trace each place is (-1: none).
struct Probe {
  Matrix states{};
  std::vector<int> unit{};
  int units{0};
};

Probe probe_of(const Network& network, const std::string& trace) {
  const Eigen::Index size = network.state_size();
  Probe probe{Matrix::Identity(size, size), std::vector<int>(static_cast<std::size_t>(size), -1), 0};
  const std::vector<std::int32_t> tokens(static_cast<std::size_t>(size), 0);
  const Matrix seen = network.trace(trace, probe.states, Matrix::Zero(size, size), tokens);
  probe.units = static_cast<int>(seen.cols());
  for (Eigen::Index row = 0; row < size; ++row)
    for (Eigen::Index unit = 0; unit < seen.cols(); ++unit)
      if (seen(row, unit) != 0) probe.unit[static_cast<std::size_t>(row)] = static_cast<int>(unit);
  return probe;
}

}  // namespace

UnitReadout unit_readout(const Network& network) {
  if (network.outputs() == 0)
    fail(ErrorKind::data,
         "the " + std::string(network.cell()) + " has no readout: its units are tied to no output");
  UnitReadout readout;
  readout.trace = read_trace(network);
  const Probe probe = probe_of(network, readout.trace);
  readout.bias = network.read_out_double(Matrix::Zero(1, network.state_size())).row(0).transpose();
  const MatrixD seen = network.read_out_double(probe.states);
  readout.weights = MatrixD::Zero(network.outputs(), probe.units);
  for (std::size_t i = 0; i < probe.unit.size(); ++i)
    if (probe.unit[i] >= 0)
      readout.weights.col(probe.unit[i]) = seen.row(static_cast<Eigen::Index>(i)).transpose() - readout.bias;
  return readout;
}

namespace {

// The activity of each unit after each word alone, from rest.
Matrix after_one_word(const Network& network, std::string_view trace) {
  const Eigen::Index words = network.inputs();
  std::vector<std::int32_t> tokens(static_cast<std::size_t>(words));
  std::iota(tokens.begin(), tokens.end(), 0);
  const Matrix rest = Matrix::Zero(words, network.state_size());
  Matrix states(words, network.state_size());
  network.step(rest, tokens, states);
  return network.trace(trace, states, rest, tokens);
}

}  // namespace

InputWiring input_wiring(const Network& network, std::string_view trace) {
  Matrix word;
  Vector bias;
  const Matrix weights = network.input_weights();
  if (weights.rows() > 0) {
    word = weights.bottomRows(weights.rows() - 1);
    bias = weights.row(0).transpose();
  } else {
    word = after_one_word(network, trace);
    bias = Vector::Zero(word.cols());
    for (Eigen::Index unit = 0; unit < word.cols(); ++unit) {
      double sum = 0;
      for (Eigen::Index w = 0; w < word.rows(); ++w) sum += static_cast<double>(word(w, unit));
      bias[unit] = static_cast<float>(sum / static_cast<double>(word.rows()));
      for (Eigen::Index w = 0; w < word.rows(); ++w) word(w, unit) -= bias[unit];
    }
  }
  InputWiring wiring;
  wiring.word = word.cwiseAbs();
  wiring.bias = bias.cwiseAbs().transpose().replicate(word.rows(), 1);
  wiring.both = word.array().rowwise() * bias.transpose().array();
  return wiring;
}

std::vector<double> unit_deviations(MatrixRef activity) {
  const auto units = static_cast<std::size_t>(activity.cols());
  const auto points = static_cast<double>(std::max<Eigen::Index>(1, activity.rows()));
  std::vector<double> mean(units, 0), squares(units, 0);
  for (Eigen::Index row = 0; row < activity.rows(); ++row)
    for (std::size_t u = 0; u < units; ++u)
      mean[u] += static_cast<double>(activity(row, static_cast<Eigen::Index>(u)));
  for (double& value : mean) value /= points;
  for (Eigen::Index row = 0; row < activity.rows(); ++row)
    for (std::size_t u = 0; u < units; ++u) {
      const double off = static_cast<double>(activity(row, static_cast<Eigen::Index>(u))) - mean[u];
      squares[u] += off * off;
    }
  for (double& value : squares) value = std::sqrt(value / points);
  return squares;
}

MatrixD output_importance(const MatrixD& weights, std::span<const double> deviations, Importance kind) {
  if (static_cast<Eigen::Index>(deviations.size()) != weights.cols())
    fail(ErrorKind::data, "there are " + std::to_string(deviations.size()) + " deviations for " +
                              std::to_string(weights.cols()) + " units");
  MatrixD importance = weights.cwiseAbs();
  if (kind == Importance::weight) return importance;
  for (Eigen::Index unit = 0; unit < importance.cols(); ++unit)
    importance.col(unit) *= deviations[static_cast<std::size_t>(unit)];
  return importance;
}

std::vector<int> places_of_largest(std::span<const double> values, int count) {
  std::vector<int> places(values.size());
  std::iota(places.begin(), places.end(), 0);
  const auto middle = places.begin() + std::clamp<std::ptrdiff_t>(count, 0, std::ssize(places));
  std::partial_sort(places.begin(), middle, places.end(), [&](int a, int b) {
    const double left = values[static_cast<std::size_t>(a)];
    const double right = values[static_cast<std::size_t>(b)];
    return left > right || (left == right && a < b);
  });
  places.erase(middle, places.end());
  return places;
}

int one_percent_of(int units) { return std::max(1, static_cast<int>(std::lround(units / 100.0))); }

}  // namespace rssviz::models
