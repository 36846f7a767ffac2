#include "embed/distinct.h"

#include <bit>
#include <string>
#include <unordered_map>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::embed {
namespace {

std::uint64_t hash_row(std::uint64_t hash, const float* row, Eigen::Index units) {
  for (Eigen::Index j = 0; j < units; ++j) {
    const float value = row[j] == 0.F ? 0.F : row[j];  // -0 and 0 are one number
    hash = mix64(hash ^ std::bit_cast<std::uint32_t>(value));
  }
  return hash;
}

bool same_row(std::span<const MatrixRef> stages, Eigen::Index a, Eigen::Index b) {
  for (const MatrixRef& stage : stages) {
    for (Eigen::Index j = 0; j < stage.cols(); ++j) {
      if (!(stage(a, j) == stage(b, j))) return false;
    }
  }
  return true;
}

DistinctPoints distinct_of(std::span<const MatrixRef> stages) {
  DistinctPoints distinct;
  if (stages.empty()) return distinct;
  std::unordered_multimap<std::uint64_t, std::int32_t> seen;
  const Eigen::Index rows = stages.front().rows();
  distinct.index.reserve(static_cast<std::size_t>(rows));
  for (Eigen::Index i = 0; i < rows; ++i) {
    std::uint64_t hash = 0;
    for (const MatrixRef& stage : stages) hash = hash_row(hash, stage.row(i).data(), stage.cols());
    std::int32_t found = -1;
    const auto [first, last] = seen.equal_range(hash);
    for (auto it = first; it != last && found < 0; ++it) {
      const auto point = static_cast<std::size_t>(it->second);
      if (same_row(stages, i, distinct.first_row[point])) found = it->second;
    }
    if (found < 0) {
      found = static_cast<std::int32_t>(distinct.first_row.size());
      distinct.first_row.push_back(static_cast<std::int32_t>(i));
      distinct.multiplicity.push_back(0);
      seen.emplace(hash, found);
    }
    ++distinct.multiplicity[static_cast<std::size_t>(found)];
    distinct.index.push_back(found);
  }
  return distinct;
}

}  // namespace

DistinctPoints distinct_points(MatrixRef rows) { return distinct_of(std::span(&rows, 1)); }

DistinctPoints distinct_points(std::span<const Matrix> stages) {
  std::vector<MatrixRef> views;
  views.reserve(stages.size());
  for (const Matrix& stage : stages) {
    if (stage.rows() != stages.front().rows()) {
      fail(ErrorKind::data, "stage " + std::to_string(views.size()) + " has " + std::to_string(stage.rows()) +
                                " points, the first has " + std::to_string(stages.front().rows()));
    }
    views.emplace_back(stage);
  }
  return distinct_of(views);
}

Matrix select_rows(MatrixRef matrix, std::span<const std::int32_t> rows) {
  Matrix selected(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    selected.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  }
  return selected;
}

}  // namespace rssviz::embed
