#include "models/analysis/geometry/demixed.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>

#include "core/error.h"
#include "models/analysis/geometry/similarity.h"

namespace rssviz::models {
namespace {

// The rows of `part` by condition and step, as averages over some of the conditions.
struct Table {
  const MatrixD& all;
  Eigen::Index steps;
  Factors factors;

  auto block(int a, int b) const { return all.middleRows((a * factors.second + b) * steps, steps); }
  MatrixD over_all() const {
    MatrixD mean = MatrixD::Zero(steps, all.cols());
    for (int a = 0; a < factors.first; ++a)
      for (int b = 0; b < factors.second; ++b) mean += block(a, b);
    return mean / (factors.first * factors.second);
  }
  MatrixD of_first(int a) const {
    MatrixD mean = MatrixD::Zero(steps, all.cols());
    for (int b = 0; b < factors.second; ++b) mean += block(a, b);
    return mean / factors.second;
  }
  MatrixD of_second(int b) const {
    MatrixD mean = MatrixD::Zero(steps, all.cols());
    for (int a = 0; a < factors.first; ++a) mean += block(a, b);
    return mean / factors.first;
  }
};

// What reads x (units) and gives the marginal: encoder * decoder, both units x rank.
struct LowRank {
  MatrixD encoder{}, decoder{};
};

LowRank reconstruction(const MatrixD& all, const MatrixD& part, const DemixedOptions& options) {
  const MatrixD gram = product_over_points(all, all), cross = product_over_points(part, all);
  MatrixD penalised = gram;
  penalised.diagonal().array() += options.penalty * gram.trace() + 1e-300;
  // A = X_m' X (X' X + l I)^-1, units square; its best map of low rank keeps the leading directions of A X'.
  const MatrixD map = penalised.ldlt().solve(cross.transpose()).transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(Eigen::MatrixXd(map * gram * map.transpose()));
  const Eigen::Index rank = std::min<Eigen::Index>(options.components, all.cols());
  LowRank made;
  made.encoder = solver.eigenvectors().rightCols(rank).rowwise().reverse();
  for (Eigen::Index k = 0; k < rank; ++k) {
    Eigen::Index largest = 0;
    made.encoder.col(k).cwiseAbs().maxCoeff(&largest);
    if (made.encoder(largest, k) < 0) made.encoder.col(k) *= -1;  // a sign means nothing: always the same one
  }
  made.decoder = (made.encoder.transpose() * map).transpose();
  return made;
}

double explained(const MatrixD& data, const VectorD& decoder, const VectorD& encoder) {
  return data.squaredNorm() - (data - (data * decoder) * encoder.transpose()).squaredNorm();
}

void measure(const MatrixD& all, const std::vector<Marginal>& marginals, DemixedComponent& component) {
  const double total = all.squaredNorm();
  component.share = explained(all, component.decoder, component.encoder) / total;
  for (const Marginal& marginal : marginals)
    component.of.push_back(explained(marginal.part, component.decoder, component.encoder) / total);
}

void add_principal(const MatrixD& all, const std::vector<Marginal>& marginals, Demixed& made) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(Eigen::MatrixXd(product_over_points(all, all)));
  const auto count = std::min<Eigen::Index>(static_cast<Eigen::Index>(made.components.size()), all.cols());
  for (Eigen::Index k = 0; k < count; ++k) {
    DemixedComponent component;
    component.decoder = component.encoder = solver.eigenvectors().col(all.cols() - 1 - k);
    measure(all, marginals, component);
    component.marginal = static_cast<std::size_t>(std::max_element(component.of.begin(), component.of.end()) -
                                                  component.of.begin());
    made.principal.push_back(std::move(component));
  }
}

}  // namespace

void DemixedOptions::check() const {
  check_range("components", components, components >= 1 && components <= 100, "1 to 100");
  check_range("penalty", penalty, penalty >= 0 && penalty <= 1, "0 to 1");
}

MatrixD centred_averages(const Conditions& means) {
  const Eigen::Index steps = means.front().rows();
  MatrixD all(steps * static_cast<Eigen::Index>(means.size()), means.front().cols());
  for (std::size_t c = 0; c < means.size(); ++c)
    all.middleRows(static_cast<Eigen::Index>(c) * steps, steps) = means[c];
  all.rowwise() -= all.colwise().mean().eval();
  return all;
}

std::vector<Marginal> marginals_of(const Conditions& means, const Factors& factors) {
  if (factors.first < 2 || factors.second < 1 ||
      means.size() != static_cast<std::size_t>(factors.first) * static_cast<std::size_t>(factors.second))
    fail(ErrorKind::data, std::to_string(means.size()) + " conditions are no table of " +
                              std::to_string(factors.first) + " x " + std::to_string(factors.second));
  const MatrixD all = centred_averages(means);
  const Table table{all, means.front().rows(), factors};
  const MatrixD time = table.over_all();
  std::vector<Marginal> made{{"time", all}, {"first", all}};
  if (factors.second > 1) {
    made.push_back({"second", all});
    made.push_back({"interaction", all});
  }
  for (int a = 0; a < factors.first; ++a)
    for (int b = 0; b < factors.second; ++b) {
      const Eigen::Index from = (a * factors.second + b) * table.steps;
      const MatrixD of_a = table.of_first(a) - time;
      made[0].part.middleRows(from, table.steps) = time;
      made[1].part.middleRows(from, table.steps) = of_a;
      if (factors.second == 1) continue;
      const MatrixD of_b = table.of_second(b) - time;
      made[2].part.middleRows(from, table.steps) = of_b;
      made[3].part.middleRows(from, table.steps) = table.block(a, b) - time - of_a - of_b;
    }
  return made;
}

Demixed demixed_of(const Conditions& means, const Factors& factors, const DemixedOptions& options) {
  options.check();
  const std::vector<Marginal> marginals = marginals_of(means, factors);
  const MatrixD all = centred_averages(means);
  const double total = all.squaredNorm();
  if (!(total > 0)) fail(ErrorKind::data, "the averages don't vary: there is nothing to demix");
  Demixed made;
  for (std::size_t m = 0; m < marginals.size(); ++m) {
    made.names.push_back(marginals[m].name);
    made.variances.push_back(marginals[m].part.squaredNorm() / total);
    const LowRank maps = reconstruction(all, marginals[m].part, options);
    for (Eigen::Index k = 0; k < maps.encoder.cols(); ++k) {
      DemixedComponent component;
      component.marginal = m;
      component.encoder = maps.encoder.col(k);
      component.decoder = maps.decoder.col(k);
      measure(all, marginals, component);
      if (component.share > 1e-9) made.components.push_back(std::move(component));
    }
  }
  std::stable_sort(made.components.begin(), made.components.end(),
                   [](const DemixedComponent& a, const DemixedComponent& b) { return a.share > b.share; });
  add_principal(all, marginals, made);
  return made;
}

double demixing_error(const Conditions& train, const Conditions& test, const Factors& factors,
                      const DemixedOptions& options) {
  const std::vector<Marginal> marginals = marginals_of(train, factors);
  const MatrixD all = centred_averages(train), others = centred_averages(test);
  double error = 0;
  for (const Marginal& marginal : marginals) {
    const LowRank maps = reconstruction(all, marginal.part, options);
    error += (marginal.part - (others * maps.decoder) * maps.encoder.transpose()).squaredNorm();
  }
  return error / std::max(1e-300, all.squaredNorm());
}

}  // namespace rssviz::models
