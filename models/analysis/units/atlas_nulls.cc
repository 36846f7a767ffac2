// What the atlas is held against: other directions, traces of the last symbols, the text moved along.
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/units/atlas.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kShiftsAtOnce = 32;
constexpr std::size_t kLeastShifts = 19;
// Weights of the newest symbol in a trace: half-lives of none, 1, 3 and 10 steps.
constexpr double kLeaks[] = {1, 0.5, 0.2, 0.067};

}  // namespace

MatrixD drawn_rotation(Eigen::Index units, std::uint64_t seed, std::uint64_t draw, std::uint64_t group) {
  Rng rng(seed, "rotation", 1000 * draw + group);
  Eigen::MatrixXd normal(units, units);
  for (Eigen::Index i = 0; i < units; ++i)
    for (Eigen::Index k = 0; k < units; ++k) normal(i, k) = rng.normal();
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal);
  return MatrixD(qr.householderQ() * Eigen::MatrixXd::Identity(units, units));
}

Matrix rotated(MatrixRef states, std::span<const MatrixD> rotations) {
  Matrix result(states.rows(), states.cols());
  Eigen::Index from = 0;
  for (const MatrixD& rotation : rotations) {
    const Eigen::Index units = rotation.rows();
    if (from + units > states.cols()) fail(ErrorKind::internal, "rotations: have more units than the states");
    const Matrix single = rotation.cast<float>();
    result.middleCols(from, units).noalias() = states.middleCols(from, units) * single;
    from += units;
  }
  if (from != states.cols()) fail(ErrorKind::internal, "rotations: have fewer units than the states");
  return result;
}

Matrix symbol_traces(std::span<const std::int32_t> symbols, std::span<const std::int32_t> sequence,
                     std::span<const std::int32_t> order_of_symbols, int horizon, int features) {
  const std::size_t rates = std::size(kLeaks);
  const std::size_t count =
      std::min(static_cast<std::size_t>(std::max(0, features)), rates * order_of_symbols.size());
  std::map<std::int32_t, std::size_t> place;
  for (std::size_t k = 0; k < order_of_symbols.size(); ++k) place[order_of_symbols[k]] = k;
  Matrix traces = Matrix::Zero(static_cast<Eigen::Index>(symbols.size()), static_cast<Eigen::Index>(count));
  std::vector<std::vector<double>> weights(rates);
  for (std::size_t r = 0; r < rates; ++r)
    for (int back = 0; back < horizon; ++back)
      weights[r].push_back(back == 0 ? kLeaks[r] : weights[r].back() * (1 - kLeaks[r]));
  for (std::size_t t = 0; t < symbols.size(); ++t)
    for (std::size_t back = 0; back < static_cast<std::size_t>(horizon) && back <= t; ++back) {
      if (sequence[t - back] != sequence[t]) break;
      const auto found = place.find(symbols[t - back]);
      if (found == place.end()) continue;
      for (std::size_t r = 0; r < rates; ++r) {
        const std::size_t feature = found->second * rates + r;
        if (feature < count)
          traces(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(feature)) +=
              static_cast<float>(weights[r][back]);
      }
    }
  return traces;
}

namespace {

// Weights of the points whose sum with a unit's values is the statistic; they sum to 0.
std::vector<float> statistic_weights(const AtlasProperty& property) {
  double n = 0, mean = 0, ones = 0;
  for (const float value : property.values) {
    if (std::isnan(value)) continue;
    ++n;
    mean += static_cast<double>(value);
    ones += value == 1 ? 1 : 0;
  }
  mean /= n;
  double spread = 0;
  for (const float value : property.values)
    if (!std::isnan(value))
      spread += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  const double scale = std::sqrt(spread / n) * n;
  std::vector<float> weights;
  for (const float value : property.values) {
    const double weight = std::isnan(value) ? 0
                          : property.number ? (static_cast<double>(value) - mean) / scale
                          : value == 1      ? 1 / ones
                                            : -1 / (n - ones);
    weights.push_back(static_cast<float>(weight));
  }
  return weights;
}

// units x points: ranks from 0 to 1, or standardised values.
Matrix transformed(MatrixRef states, bool ranked, const Execution& execution) {
  Matrix made(states.cols(), states.rows());
  execution.workers.for_each(static_cast<std::size_t>(states.cols()), [&](std::size_t u) {
    const auto unit = static_cast<Eigen::Index>(u);
    std::vector<double> values;
    for (Eigen::Index i = 0; i < states.rows(); ++i) values.push_back(static_cast<double>(states(i, unit)));
    double low = 0, scale = 0;
    if (ranked) {
      values = ranks(values);
      low = static_cast<double>(values.size() + 1) / 2;
      scale = static_cast<double>(values.size());
    } else {
      low = std::accumulate(values.begin(), values.end(), 0.) / static_cast<double>(values.size());
      for (const double value : values) scale += (value - low) * (value - low);
      scale = std::sqrt(scale / static_cast<double>(values.size()));
    }
    for (std::size_t i = 0; i < values.size(); ++i)
      made(unit, static_cast<Eigen::Index>(i)) =
          scale > 0 ? static_cast<float>((values[i] - low) / scale) : 0.F;
  });
  return made;
}

std::vector<std::size_t> drawn_shifts(std::size_t points, std::size_t longest, int shifts,
                                      std::uint64_t seed) {
  std::vector<std::size_t> possible;
  for (std::size_t shift = longest + 1; shift + longest < points; ++shift) possible.push_back(shift);
  Rng rng(seed, "circular shifts");
  rng.shuffle(std::span(possible));
  possible.resize(std::min(possible.size(), static_cast<std::size_t>(shifts)));
  return possible;
}

// The largest absolute statistic over all units, of each shift.
std::vector<double> largest_by_shift(const Matrix& units, const std::vector<float>& weights,
                                     const std::vector<std::size_t>& shifts, const Execution& execution) {
  const std::size_t points = weights.size();
  std::vector<double> largest(shifts.size());
  execution.workers.for_each((shifts.size() + kShiftsAtOnce - 1) / kShiftsAtOnce, [&](std::size_t piece) {
    execution.progress.check_stop();
    const std::size_t first = piece * kShiftsAtOnce;
    const std::size_t count = std::min(kShiftsAtOnce, shifts.size() - first);
    Matrix moved(static_cast<Eigen::Index>(points), static_cast<Eigen::Index>(count));
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t i = 0; i < points; ++i)
        moved(static_cast<Eigen::Index>((i + shifts[first + k]) % points), static_cast<Eigen::Index>(k)) =
            weights[i];
    const Matrix statistics = units * moved;
    for (std::size_t k = 0; k < count; ++k)
      largest[first + k] =
          static_cast<double>(statistics.col(static_cast<Eigen::Index>(k)).cwiseAbs().maxCoeff());
  });
  return largest;
}

}  // namespace

AtlasShifts atlas_shifts(const AtlasPart& judge, std::span<const int> units, std::size_t longest, int shifts,
                         std::uint64_t seed, const Execution& execution) {
  const auto points = static_cast<std::size_t>(judge.states.rows());
  const std::vector<std::size_t> drawn = drawn_shifts(points, longest, shifts, seed);
  AtlasShifts result{std::vector<double>(judge.properties.size(), kNone), drawn.size()};
  if (drawn.size() < kLeastShifts) return result;
  for (const bool number : {false, true}) {
    if (std::none_of(judge.properties.begin(), judge.properties.end(),
                     [&](const AtlasProperty& one) { return one.number == number; }))
      continue;
    const Matrix values = transformed(judge.states, !number, execution);
    for (std::size_t p = 0; p < judge.properties.size(); ++p) {
      if (judge.properties[p].number != number || units[p] < 0) continue;
      const std::vector<float> weights = statistic_weights(judge.properties[p]);
      double observed = 0;
      for (std::size_t i = 0; i < points; ++i)
        observed += static_cast<double>(weights[i]) *
                    static_cast<double>(values(units[p], static_cast<Eigen::Index>(i)));
      const std::vector<double> largest = largest_by_shift(values, weights, drawn, execution);
      double reached = 1;
      for (const double one : largest) reached += one >= std::abs(observed) ? 1 : 0;
      result.p[p] = reached / (1 + static_cast<double>(largest.size()));
    }
  }
  return result;
}

}  // namespace rssviz::models
