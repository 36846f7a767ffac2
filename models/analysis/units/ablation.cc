#include "models/analysis/units/ablation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

class Ablated final : public Network {
 public:
  Ablated(std::shared_ptr<const Network> network, std::span<const int> units)
      : network_(std::move(network)), silenced_(static_cast<std::size_t>(network_->state_size()), 0) {
    const auto count = static_cast<std::size_t>(unit_count(*network_));
    for (const int unit : units) {
      if (unit < 0 || static_cast<std::size_t>(unit) >= count)
        fail(ErrorKind::usage,
             "unit " + std::to_string(unit) + " is out of range: 0 to " + std::to_string(count - 1));
      for (auto k = static_cast<std::size_t>(unit); k < silenced_.size(); k += count) silenced_[k] = 1;
    }
  }

  std::string_view cell() const override { return network_->cell(); }
  int inputs() const override { return network_->inputs(); }
  int outputs() const override { return network_->outputs(); }
  int state_size() const override { return network_->state_size(); }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    network_->step(previous, tokens, next);
    for (Eigen::Index row = 0; row < next.rows(); ++row)
      for (std::size_t k = 0; k < silenced_.size(); ++k)
        if (silenced_[k] != 0) next(row, static_cast<Eigen::Index>(k)) = 0;
  }
  std::vector<std::string> trace_names() const override { return network_->trace_names(); }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef previous,
               std::span<const std::int32_t> tokens) const override {
    return network_->trace(name, states, previous, tokens);
  }
  Matrix read_out(MatrixRef states) const override { return network_->read_out(states); }
  MatrixD read_out_double(MatrixRef states) const override { return network_->read_out_double(states); }

 private:
  std::shared_ptr<const Network> network_;
  std::vector<char> silenced_;
};

// Which trace holds the activity of units.
std::string activity_trace(const Network& network) {
  const std::vector<std::string> names = network.trace_names();
  return std::find(names.begin(), names.end(), "hidden") != names.end() ? "hidden" : names.front();
}

}  // namespace

int unit_count(const Network& network) {
  const Matrix rest = Matrix::Zero(1, network.state_size());
  const std::vector<std::int32_t> token{0};
  const auto units = static_cast<int>(network.trace(activity_trace(network), rest, rest, token).cols());
  if (units < 1 || network.state_size() % units != 0)
    fail(ErrorKind::data, "a network with " + std::to_string(network.state_size()) +
                              " numbers of state and " + std::to_string(units) +
                              " units has no whole number of values a unit");
  return units;
}

MatrixD readout_weights(const Network& network) {
  if (network.outputs() == 0) return MatrixD(0, unit_count(network));
  const Eigen::Index size = network.state_size();
  const Eigen::Index units = unit_count(network);
  Matrix states = Matrix::Zero(size + 1, size);
  for (Eigen::Index k = 0; k < size; ++k) states(1 + k, k) = 1;
  const MatrixD outputs = network.read_out_double(states);
  MatrixD weights = MatrixD::Zero(outputs.cols(), units);
  // A unit's values beyond its activity (an LSTM's cell) aren't read out: their rows differ by 0.
  for (Eigen::Index k = 0; k < size; ++k)
    weights.col(k % units) += (outputs.row(1 + k) - outputs.row(0)).transpose();
  return weights;
}

std::vector<double> unit_importance(const MatrixD& weights, MatrixRef activity) {
  std::vector<double> importance;
  for (Eigen::Index unit = 0; unit < activity.cols(); ++unit) {
    const VectorD column = activity.col(unit).cast<double>();
    const double mean = column.mean();
    const double sd = std::sqrt((column.array() - mean).square().sum() /
                                std::max<double>(1, static_cast<double>(column.size())));
    importance.push_back(weights.rows() > 0 ? weights.col(unit).cwiseAbs().mean() * sd : 0.0);
  }
  return importance;
}

std::vector<double> input_drive(const Network& network) {
  const Eigen::Index words = network.inputs();
  const Matrix rest = Matrix::Zero(words, network.state_size());
  Matrix next(words, network.state_size());
  std::vector<std::int32_t> tokens(static_cast<std::size_t>(words));
  std::iota(tokens.begin(), tokens.end(), 0);
  network.step(rest, tokens, next);
  const Matrix activity = network.trace(activity_trace(network), next, rest, tokens);
  std::vector<double> drive;
  for (Eigen::Index unit = 0; unit < activity.cols(); ++unit) {
    double sum = 0;
    for (Eigen::Index word = 0; word < words; ++word)
      sum += std::abs(static_cast<double>(activity(word, unit)));
    drive.push_back(sum / static_cast<double>(words));
  }
  return drive;
}

std::unique_ptr<Network> without_units(std::shared_ptr<const Network> network, std::span<const int> units) {
  return std::make_unique<Ablated>(std::move(network), units);
}

std::vector<int> top_units(std::span<const double> scores, int count) {
  std::vector<int> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max(0, count))));
  return order;
}

std::vector<int> random_units(int units, int count, Rng rng) {
  std::vector<int> all(static_cast<std::size_t>(units));
  std::iota(all.begin(), all.end(), 0);
  rng.shuffle(std::span(all));
  all.resize(std::min(all.size(), static_cast<std::size_t>(std::max(0, count))));
  return all;
}

std::vector<int> matched_units(std::span<const double> covariate, std::span<const int> chosen, Rng rng) {
  if (2 * chosen.size() > covariate.size())
    fail(ErrorKind::usage, std::to_string(chosen.size()) + " units can't be matched by others among " +
                               std::to_string(covariate.size()));
  std::vector<char> taken(covariate.size(), 0);
  for (const int unit : chosen) taken[static_cast<std::size_t>(unit)] = 1;
  // In random order, so that no unit always has the first choice.
  std::vector<int> order(chosen.begin(), chosen.end());
  rng.shuffle(std::span(order));
  std::vector<int> matched;
  for (const int unit : order) {
    const double wanted = covariate[static_cast<std::size_t>(unit)];
    std::vector<int> free;
    for (std::size_t k = 0; k < covariate.size(); ++k)
      if (taken[k] == 0) free.push_back(static_cast<int>(k));
    const auto apart = [&](int k) { return std::abs(covariate[static_cast<std::size_t>(k)] - wanted); };
    std::sort(free.begin(), free.end(),
              [&](int a, int b) { return apart(a) != apart(b) ? apart(a) < apart(b) : a < b; });
    std::size_t near = std::min<std::size_t>(3, free.size());
    while (near < free.size() && apart(free[near]) == apart(free[near - 1])) ++near;
    matched.push_back(free[rng.below(near)]);
    taken[static_cast<std::size_t>(matched.back())] = 1;
  }
  return matched;
}

}  // namespace rssviz::models
