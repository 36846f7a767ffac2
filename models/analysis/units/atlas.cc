#include "models/analysis/units/atlas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "models/analysis/geometry/linear_probe.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/units/class_pairs.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

using Lanes = std::array<double, kUnitsAtOnce>;

// Moments of a number over the points where it is scored; the same for all units.
struct NumberMoments {
  std::vector<std::uint32_t> points{};
  double mean{0};
  double spread{0};  // the sum of squared deviations

  explicit NumberMoments(const std::vector<float>& values) {
    double n = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      points.push_back(static_cast<std::uint32_t>(i));
      ++n;
      mean += static_cast<double>(values[i]);
    }
    mean /= n;
    for (const std::uint32_t i : points) {
      const double away = static_cast<double>(values[i]) - mean;
      spread += away * away;
    }
  }
};

// Lines from units to a number, one a lane.
struct LineFits {
  Lanes r{};  // correlation; NaN where the unit or the number doesn't vary
  Lanes slope{}, offset{};
};

LineFits fit_lines(const UnitBlock& block, const std::vector<float>& y, const NumberMoments& known) {
  LineFits fits;
  fits.r.fill(kNone);
  if (known.points.size() < 2) return fits;
  const auto n = static_cast<double>(known.points.size());
  Lanes mean{}, xx{}, xy{};
  for (const std::uint32_t i : known.points)
    for (std::size_t u = 0; u < kUnitsAtOnce; ++u) mean[u] += static_cast<double>(block.at(i)[u]);
  for (double& one : mean) one /= n;
  for (const std::uint32_t i : known.points) {
    const double dy = static_cast<double>(y[i]) - known.mean;
    for (std::size_t u = 0; u < kUnitsAtOnce; ++u) {
      const double dx = static_cast<double>(block.at(i)[u]) - mean[u];
      xx[u] += dx * dx;
      xy[u] += dx * dy;
    }
  }
  for (std::size_t u = 0; u < kUnitsAtOnce; ++u) {
    if (!(xx[u] > 0 && known.spread > 0)) continue;
    fits.r[u] = xy[u] / std::sqrt(xx[u] * known.spread);
    fits.slope[u] = xy[u] / xx[u];
    fits.offset[u] = known.mean - fits.slope[u] * mean[u];
  }
  return fits;
}

// 1 - squared error over squared deviation from the mean of the scored points; at least 0.
double r2(double error, const NumberMoments& asked) {
  if (asked.points.size() < 2) return kNone;
  return asked.spread > 0 ? std::max(0., 1 - error / asked.spread) : kNone;
}

Lanes r2_of_lines(const LineFits& fits, const UnitBlock& block, const std::vector<float>& y,
                  const NumberMoments& asked) {
  Lanes error{};
  for (const std::uint32_t i : asked.points) {
    const auto value = static_cast<double>(y[i]);
    for (std::size_t u = 0; u < kUnitsAtOnce; ++u) {
      const double away = value - (fits.offset[u] + fits.slope[u] * static_cast<double>(block.at(i)[u]));
      error[u] += away * away;
    }
  }
  Lanes found{};
  for (std::size_t u = 0; u < kUnitsAtOnce; ++u) found[u] = r2(error[u], asked);
  return found;
}

// What one unit is worth for one property: how far out it is on the text to choose on, and its effect.
struct OneEffect {
  double chosen_by{kNone};
  double effect{kNone};
};

// What is asked of every block of units.
class EffectsOfUnits {
 public:
  EffectsOfUnits(const AtlasPart& choose, const AtlasPart& judge)
      : choose_(choose), judge_(judge), known_classes_(choose.properties), asked_classes_(judge.properties) {
    for (std::size_t p = 0; p < choose.properties.size(); ++p) {
      if (!choose.properties[p].number) continue;
      numbers_.push_back(p);
      known_.emplace_back(choose.properties[p].values);
      asked_.emplace_back(judge.properties[p].values);
    }
  }

  // Calls put(property, unit, effect) for units first .. first + count - 1 and all properties.
  template <class Put>
  void measure(std::size_t first, std::size_t count, const Put& put) const {
    const UnitBlock choose = block_of(choose_.states, first, count);
    const UnitBlock judge = block_of(judge_.states, first, count);
    for (std::size_t k = 0; k < numbers_.size(); ++k) {
      const std::size_t p = numbers_[k];
      const LineFits fits = fit_lines(choose, choose_.properties[p].values, known_[k]);
      const Lanes effects = r2_of_lines(fits, judge, judge_.properties[p].values, asked_[k]);
      for (std::size_t u = 0; u < count; ++u)
        put(p, first + u, std::isnan(fits.r[u]) ? OneEffect{} : OneEffect{std::abs(fits.r[u]), effects[u]});
    }
    for (std::size_t u = 0; known_classes_.width > 0 && u < count; ++u) {
      const std::vector<double> known = PairCounter(known_classes_).aurocs(choose, u, order_of(choose, u));
      const std::vector<double> seen = PairCounter(asked_classes_).aurocs(judge, u, order_of(judge, u));
      for (std::size_t k = 0; k < known.size(); ++k)
        put(known_classes_.properties[k], first + u,
            std::isnan(known[k])
                ? OneEffect{}
                : OneEffect{std::abs(known[k] - 0.5), known[k] < 0.5 ? 1 - seen[k] : seen[k]});
    }
  }

 private:
  const AtlasPart& choose_;
  const AtlasPart& judge_;
  const ClassTable known_classes_, asked_classes_;
  std::vector<std::size_t> numbers_{};            // places of the properties that are numbers
  std::vector<NumberMoments> known_{}, asked_{};  // of each of them
};

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
  const EffectsOfUnits of_units(choose, judge);
  execution.workers.for_each((units + kUnitsAtOnce - 1) / kUnitsAtOnce, [&](std::size_t piece) {
    execution.progress.check_stop();
    const std::size_t first = piece * kUnitsAtOnce;
    of_units.measure(first, std::min(kUnitsAtOnce, units - first),
                     [&](std::size_t property, std::size_t unit, const OneEffect& one) {
                       const auto p = static_cast<Eigen::Index>(property),
                                  u = static_cast<Eigen::Index>(unit);
                       chosen_by(p, u) = one.chosen_by;
                       effects.all(p, u) = one.effect;
                     });
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
    double error = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double away = static_cast<double>(values[i]) - outputs(static_cast<Eigen::Index>(i), 0);
      error += away * away;
    }
    return r2(error, NumberMoments(values));
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
