#include "models/analysis/units/atlas.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "models/analysis/geometry/linear_probe.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kUnitsAtOnce = 8;

std::vector<float> column_of(MatrixRef states, Eigen::Index unit) {
  std::vector<float> values(static_cast<std::size_t>(states.rows()));
  for (Eigen::Index i = 0; i < states.rows(); ++i) values[static_cast<std::size_t>(i)] = states(i, unit);
  return values;
}

// Points in ascending order of a unit's values.
std::vector<std::uint32_t> order_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  });
  return order;
}

// The chance that a point of class 1 lies above one of class 0, ties counted half.
double auroc_in_order(const std::vector<float>& values, const std::vector<std::uint32_t>& order,
                      const std::vector<float>& classes) {
  double below = 0, pairs = 0, ones = 0;
  for (std::size_t i = 0; i < order.size();) {
    double tied_ones = 0, tied_zeros = 0;
    const float value = values[order[i]];
    for (; i < order.size() && values[order[i]] == value; ++i) {
      const float which = classes[order[i]];
      if (which == 1) ++tied_ones;
      if (which == 0) ++tied_zeros;
    }
    pairs += tied_ones * (below + 0.5 * tied_zeros);
    below += tied_zeros;
    ones += tied_ones;
  }
  return below > 0 && ones > 0 ? pairs / (below * ones) : kNone;
}

// Moments of a unit and a number over the scored points.
struct LineFit {
  double r{kNone};  // correlation
  double slope{0}, offset{0};
};

LineFit fit_line(const std::vector<float>& x, const std::vector<float>& y) {
  double n = 0, mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(y[i])) continue;
    ++n;
    mean_x += static_cast<double>(x[i]);
    mean_y += static_cast<double>(y[i]);
  }
  if (n < 2) return {};
  mean_x /= n;
  mean_y /= n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(y[i])) continue;
    const double dx = static_cast<double>(x[i]) - mean_x, dy = static_cast<double>(y[i]) - mean_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (!(xx > 0 && yy > 0)) return {};
  const double slope = xy / xx;
  return {xy / std::sqrt(xx * yy), slope, mean_y - slope * mean_x};
}

// 1 - squared error over squared deviation from the mean of the scored points; at least 0.
template <class Told>
double r2_of(const std::vector<float>& y, const Told& told) {
  double n = 0, mean = 0;
  for (const float value : y)
    if (!std::isnan(value)) ++n, mean += static_cast<double>(value);
  if (n < 2) return kNone;
  mean /= n;
  double error = 0, spread = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (std::isnan(y[i])) continue;
    const double value = static_cast<double>(y[i]);
    error += (value - told(i)) * (value - told(i));
    spread += (value - mean) * (value - mean);
  }
  return spread > 0 ? std::max(0., 1 - error / spread) : kNone;
}

// What one unit is worth for one property: how far out it is on the text to choose on, and its effect.
struct OneEffect {
  double chosen_by{kNone};
  double effect{kNone};
};

struct UnitInBoth {
  std::vector<float> choose{}, judge{};
  std::vector<std::uint32_t> choose_order{}, judge_order{};
};

OneEffect effect_of(const UnitInBoth& unit, const AtlasProperty& choose, const AtlasProperty& judge) {
  if (choose.number) {
    const LineFit line = fit_line(unit.choose, choose.values);
    if (std::isnan(line.r)) return {};
    return {std::abs(line.r), r2_of(judge.values, [&](std::size_t i) {
              return line.offset + line.slope * static_cast<double>(unit.judge[i]);
            })};
  }
  const double known = auroc_in_order(unit.choose, unit.choose_order, choose.values);
  if (std::isnan(known)) return {};
  const double seen = auroc_in_order(unit.judge, unit.judge_order, judge.values);
  return {std::abs(known - 0.5), known < 0.5 ? 1 - seen : seen};
}

void require_alike(const AtlasPart& choose, const AtlasPart& judge) {
  if (choose.states.cols() != judge.states.cols() || choose.properties.size() != judge.properties.size())
    fail(ErrorKind::internal, "atlas: the two parts have other units or properties");
  for (const AtlasPart* const part : {&choose, &judge})
    for (const AtlasProperty& property : part->properties)
      if (property.values.size() != static_cast<std::size_t>(part->states.rows()))
        fail(ErrorKind::internal, "atlas: " + property.name + " hasn't a value for each point");
}

}  // namespace

double AtlasEffects::readable_share(std::span<const AtlasProperty> properties) const {
  if (all.cols() == 0) return 0;
  double readable = 0;
  for (Eigen::Index u = 0; u < all.cols(); ++u) {
    bool any = false;
    for (std::size_t p = 0; p < properties.size(); ++p)
      any = any || all(static_cast<Eigen::Index>(p), u) >= readable_from(properties[p]);
    readable += any ? 1 : 0;
  }
  return readable / static_cast<double>(all.cols());
}

AtlasEffects atlas_effects(const AtlasPart& choose, const AtlasPart& judge, const Execution& execution) {
  require_alike(choose, judge);
  const std::size_t properties = choose.properties.size();
  const auto units = static_cast<std::size_t>(choose.states.cols());
  MatrixD chosen_by(static_cast<Eigen::Index>(properties), choose.states.cols());
  AtlasEffects effects;
  effects.all.resize(static_cast<Eigen::Index>(properties), choose.states.cols());
  execution.workers.for_each((units + kUnitsAtOnce - 1) / kUnitsAtOnce, [&](std::size_t piece) {
    execution.progress.check_stop();
    for (std::size_t u = piece * kUnitsAtOnce; u < std::min(units, (piece + 1) * kUnitsAtOnce); ++u) {
      const auto column = static_cast<Eigen::Index>(u);
      UnitInBoth unit{column_of(choose.states, column), column_of(judge.states, column), {}, {}};
      unit.choose_order = order_of(unit.choose);
      unit.judge_order = order_of(unit.judge);
      for (std::size_t p = 0; p < properties; ++p) {
        const OneEffect one = effect_of(unit, choose.properties[p], judge.properties[p]);
        chosen_by(static_cast<Eigen::Index>(p), column) = one.chosen_by;
        effects.all(static_cast<Eigen::Index>(p), column) = one.effect;
      }
    }
  });
  for (Eigen::Index p = 0; p < chosen_by.rows(); ++p) {
    int best = -1;
    for (Eigen::Index u = 0; u < chosen_by.cols(); ++u)
      if (!std::isnan(chosen_by(p, u)) && (best < 0 || chosen_by(p, u) > chosen_by(p, best)))
        best = static_cast<int>(u);
    effects.unit.push_back(best);
    effects.effect.push_back(best < 0 ? kNone : effects.all(p, best));
  }
  return effects;
}

namespace {

// The rows of a part where a property is scored, and its values there.
struct Scored {
  Matrix states{};
  MatrixD values{};  // scored x 1
};

Scored scored_of(const AtlasPart& part, const AtlasProperty& property) {
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < property.values.size(); ++i)
    if (!std::isnan(property.values[i])) rows.push_back(static_cast<Eigen::Index>(i));
  Scored scored{Matrix(static_cast<Eigen::Index>(rows.size()), part.states.cols()),
                MatrixD(static_cast<Eigen::Index>(rows.size()), 1)};
  for (std::size_t k = 0; k < rows.size(); ++k) {
    scored.states.row(static_cast<Eigen::Index>(k)) = part.states.row(rows[k]);
    scored.values(static_cast<Eigen::Index>(k), 0) =
        static_cast<double>(property.values[static_cast<std::size_t>(rows[k])]);
  }
  return scored;
}

double judged_probe(const LinearProbe& probe, const Scored& judge, bool number) {
  const MatrixD outputs = probe.outputs(judge.states);
  if (number) {
    std::vector<float> values;
    for (Eigen::Index i = 0; i < outputs.rows(); ++i)
      values.push_back(static_cast<float>(judge.values(i, 0)));
    return r2_of(values, [&](std::size_t i) { return outputs(static_cast<Eigen::Index>(i), 0); });
  }
  std::vector<double> scores;
  std::vector<std::int32_t> positive;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    scores.push_back(outputs(i, 0));
    positive.push_back(judge.values(i, 0) == 1 ? 1 : 0);
  }
  return auroc(scores, positive);
}

}  // namespace

std::vector<double> atlas_ceilings(const AtlasPart& choose, const AtlasPart& judge, double penalty,
                                   const Execution& execution) {
  require_alike(choose, judge);
  std::vector<double> ceilings(choose.properties.size(), kNone);
  execution.workers.for_each(ceilings.size(), [&](std::size_t p) {
    execution.progress.check_stop();
    const Scored known = scored_of(choose, choose.properties[p]);
    const Scored asked = scored_of(judge, judge.properties[p]);
    if (known.states.rows() < 2 || asked.states.rows() < 2) return;
    const double lambda = relative_lambda(known.states, penalty);
    if (!(lambda > 0)) return;
    const LinearProbe probe = fit_linear(known.states, known.values, lambda);
    ceilings[p] = judged_probe(probe, asked, choose.properties[p].number);
  });
  return ceilings;
}

}  // namespace rssviz::models
