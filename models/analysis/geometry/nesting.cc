#include "models/analysis/geometry/nesting.h"

#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/linear_probe.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void check_rows(MatrixRef states, ClassSpan classes) {
  if (static_cast<std::size_t>(states.rows()) != classes.size())
    fail(ErrorKind::data, "classes for " + std::to_string(classes.size()) + " states, there are " +
                              std::to_string(states.rows()));
}

// Groups of rows numbered by the pairs (group so far, class).
std::vector<std::int32_t> refined(const std::vector<std::int32_t>& groups, ClassSpan classes) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> numbers;
  std::vector<std::int32_t> result;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto next = static_cast<std::int32_t>(numbers.size());
    result.push_back(numbers.emplace(std::pair{groups[i], classes[i]}, next).first->second);
  }
  return result;
}

struct GroupSums {
  MatrixD sums{};  // groups x units, of centred states
  std::vector<double> counts{};
};

GroupSums sums_of(const MatrixD& centred, const std::vector<std::int32_t>& groups) {
  std::int32_t count = 0;
  for (const std::int32_t group : groups) count = std::max(count, group + 1);
  GroupSums result{MatrixD::Zero(count, centred.cols()),
                   std::vector<double>(static_cast<std::size_t>(count))};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    result.sums.row(groups[i]) += centred.row(static_cast<Eigen::Index>(i));
    result.counts[static_cast<std::size_t>(groups[i])] += 1;
  }
  return result;
}

MatrixD centred_of(MatrixRef states) {
  MatrixD x = states.cast<double>();
  const VectorD mean = x.colwise().mean().transpose();
  x.rowwise() -= mean.transpose();
  return x;
}

// Sum over groups of (size * squared mean), by unit.
VectorD between(const MatrixD& centred, const std::vector<std::int32_t>& groups) {
  const GroupSums by_group = sums_of(centred, groups);
  VectorD result = VectorD::Zero(centred.cols());
  for (Eigen::Index g = 0; g < by_group.sums.rows(); ++g)
    result += by_group.sums.row(g).cwiseAbs2().transpose() / by_group.counts[static_cast<std::size_t>(g)];
  return result;
}

Matrix chosen_rows(MatrixRef states, const std::vector<std::size_t>& rows) {
  Matrix result(static_cast<Eigen::Index>(rows.size()), states.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = states.row(static_cast<Eigen::Index>(rows[i]));
  return result;
}

std::vector<std::int32_t> chosen(ClassSpan classes, const std::vector<std::size_t>& rows) {
  std::vector<std::int32_t> result;
  for (const std::size_t row : rows) result.push_back(classes[row]);
  return result;
}

struct Mean {
  double sum{0};
  double count{0};
  void add(double value) {
    if (std::isnan(value)) return;
    sum += value;
    count += 1;
  }
  double value() const { return count > 0 ? sum / count : kNone; }
};

double accuracy_of(MatrixRef states, ClassSpan inner, const std::vector<std::size_t>& train,
                   const std::vector<std::size_t>& test, int classes, double penalty) {
  if (train.size() < 2 || test.empty()) return kNone;
  return probe_accuracy(chosen_rows(states, train), chosen(inner, train), chosen_rows(states, test),
                        chosen(inner, test), classes, penalty);
}

}  // namespace

std::vector<double> nested_shares(MatrixRef states, const std::vector<ClassSpan>& levels) {
  const MatrixD x = centred_of(states);
  const double total = x.squaredNorm();
  std::vector<std::int32_t> groups(static_cast<std::size_t>(x.rows()), 0);
  std::vector<double> shares;
  double before = 0;
  for (const ClassSpan level : levels) {
    check_rows(states, level);
    groups = refined(groups, level);
    const double explained = between(x, groups).sum();
    shares.push_back(total > 0 ? (explained - before) / total : 0.0);
    before = explained;
  }
  return shares;
}

std::vector<double> explained_by(MatrixRef states, ClassSpan classes) {
  check_rows(states, classes);
  const MatrixD x = centred_of(states);
  const VectorD total = x.colwise().squaredNorm().transpose();
  const VectorD explained =
      between(x, refined(std::vector<std::int32_t>(static_cast<std::size_t>(x.rows()), 0), classes));
  std::vector<double> shares;
  for (Eigen::Index k = 0; k < x.cols(); ++k) shares.push_back(total(k) > 0 ? explained(k) / total(k) : 0.0);
  return shares;
}

double repeat_cosine(MatrixRef states, ClassSpan outer, ClassSpan inner) {
  check_rows(states, outer);
  check_rows(states, inner);
  std::map<std::int32_t, std::map<std::int32_t, std::pair<VectorD, double>>> cells;
  for (std::size_t i = 0; i < outer.size(); ++i) {
    if (outer[i] < 0 || inner[i] < 0) continue;
    auto& [sum, count] = cells[outer[i]].try_emplace(inner[i], VectorD::Zero(states.cols()), 0).first->second;
    sum += states.row(static_cast<Eigen::Index>(i)).transpose().cast<double>();
    count += 1;
  }
  Mean cosine;
  for (auto a = cells.begin(); a != cells.end(); ++a) {
    for (auto b = std::next(a); b != cells.end(); ++b) {
      // Patterns over the classes that both groups have.
      std::vector<std::pair<VectorD, VectorD>> means;
      VectorD mean_a = VectorD::Zero(states.cols()), mean_b = mean_a;
      for (const auto& [k, cell] : a->second) {
        const auto other = b->second.find(k);
        if (other == b->second.end()) continue;
        means.emplace_back(cell.first / cell.second, other->second.first / other->second.second);
        mean_a += means.back().first;
        mean_b += means.back().second;
      }
      if (means.size() < 2) continue;
      for (const auto& [one, two] : means) {
        const VectorD p = one - mean_a / static_cast<double>(means.size());
        const VectorD q = two - mean_b / static_cast<double>(means.size());
        const double lengths = p.norm() * q.norm();
        if (lengths > 0) cosine.add(p.dot(q) / lengths);
      }
    }
  }
  return cosine.value();
}

ProbeTransfer probe_transfer(MatrixRef states, ClassSpan outer, ClassSpan inner, ClassSpan sequence,
                             int inner_classes, double penalty) {
  check_rows(states, outer);
  check_rows(states, inner);
  check_rows(states, sequence);
  std::map<std::int32_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (outer[i] >= 0 && inner[i] >= 0) groups[outer[i]].push_back(i);
  Mean within, across;
  for (const auto& [group, rows] : groups) {
    std::vector<std::size_t> others, even, odd;
    for (const auto& [other, other_rows] : groups)
      if (other != group) others.insert(others.end(), other_rows.begin(), other_rows.end());
    for (const std::size_t row : rows) (sequence[row] % 2 == 0 ? even : odd).push_back(row);
    across.add(accuracy_of(states, inner, rows, others, inner_classes, penalty));
    within.add(accuracy_of(states, inner, even, odd, inner_classes, penalty));
    within.add(accuracy_of(states, inner, odd, even, inner_classes, penalty));
  }
  return {within.value(), across.value()};
}

std::vector<std::int32_t> permuted_within(ClassSpan classes, ClassSpan within, std::uint64_t seed,
                                          std::uint64_t draw) {
  std::map<std::int32_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < classes.size(); ++i) groups[within[i]].push_back(i);
  std::vector<std::int32_t> result(classes.begin(), classes.end());
  Rng rng(seed, "nesting null", draw);
  for (const auto& [group, rows] : groups) {
    std::vector<std::int32_t> values = chosen(classes, rows);
    rng.shuffle(std::span(values));
    for (std::size_t i = 0; i < rows.size(); ++i) result[rows[i]] = values[i];
  }
  return result;
}

}  // namespace rssviz::models
