#include "embed/distinct.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::embed {
namespace {

// Four numbers at a time, each mixed with its own share of the hash, so that none waits for the one before.
std::uint64_t hash_row(std::uint64_t hash, const float* row, Eigen::Index units) {
  const auto bits = [&](Eigen::Index j) {
    const float value = row[j] == 0.F ? 0.F : row[j];  // -0 and 0 are one number
    return std::uint64_t{std::bit_cast<std::uint32_t>(value)};
  };
  std::uint64_t shares[] = {hash, 1, 2, 3};
  Eigen::Index j = 0;
  for (; j + 8 <= units; j += 8) {
    for (Eigen::Index s = 0; s < 4; ++s) shares[s] = mix64(shares[s] ^ (bits(j + s) | bits(j + 4 + s) << 32));
  }
  for (; j < units; ++j) shares[0] = mix64(shares[0] ^ bits(j));
  return mix64(mix64(mix64(shares[0]) + shares[1]) + shares[2]) + shares[3];
}

using Stages = std::span<const RowBlocks* const>;

bool same_row(Stages stages, Eigen::Index a, Eigen::Index b) {
  Matrix room_a, room_b;
  for (const RowBlocks* const stage : stages) {
    const MatrixRef row_a = stage->read(a, 1, room_a);
    const MatrixRef row_b = stage->read(b, 1, room_b);
    for (Eigen::Index j = 0; j < stage->cols(); ++j) {
      if (!(row_a(0, j) == row_b(0, j))) return false;
    }
  }
  return true;
}

std::vector<std::uint64_t> hashes_of(Stages stages) {
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(stages.front()->rows()), 0);
  for (const RowBlocks* const stage : stages) {
    for_each_block(*stage, [&](Eigen::Index first, const MatrixRef& block) {
      for (Eigen::Index i = 0; i < block.rows(); ++i) {
        std::uint64_t& hash = hashes[static_cast<std::size_t>(first + i)];
        hash = hash_row(hash, block.row(i).data(), block.cols());
      }
    });
  }
  return hashes;
}

// The first row that is equal, one a row. Rows are only compared where their hashes are the same.
std::vector<std::int32_t> first_equals(Stages stages) {
  const std::vector<std::uint64_t> hashes = hashes_of(stages);
  const auto hash_of = [&](std::int32_t row) { return hashes[static_cast<std::size_t>(row)]; };
  std::vector<std::int32_t> order(hashes.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return hash_of(a) < hash_of(b) || (hash_of(a) == hash_of(b) && a < b);
  });
  std::vector<std::int32_t> equals(hashes.size());
  std::vector<std::int32_t> unlike;  // rows of one hash that differ: one, but for chance
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::int32_t row = order[i];
    if (i == 0 || hash_of(row) != hash_of(order[i - 1])) unlike.clear();
    const auto found = std::find_if(unlike.begin(), unlike.end(),
                                    [&](std::int32_t other) { return same_row(stages, row, other); });
    equals[static_cast<std::size_t>(row)] = found == unlike.end() ? row : *found;
    if (found == unlike.end()) unlike.push_back(row);
  }
  return equals;
}

DistinctPoints distinct_of(Stages stages) {
  DistinctPoints distinct;
  if (stages.empty()) return distinct;
  const std::vector<std::int32_t> equals = first_equals(stages);
  distinct.index.reserve(equals.size());
  for (std::size_t i = 0; i < equals.size(); ++i) {
    const auto first = static_cast<std::size_t>(equals[i]);
    if (first == i) {
      distinct.index.push_back(static_cast<std::int32_t>(distinct.first_row.size()));
      distinct.first_row.push_back(static_cast<std::int32_t>(i));
      distinct.multiplicity.push_back(0);
    } else {
      distinct.index.push_back(distinct.index[first]);
    }
    ++distinct.multiplicity[static_cast<std::size_t>(distinct.index[i])];
  }
  return distinct;
}

}  // namespace

DistinctPoints distinct_points(MatrixRef rows) { return distinct_points(MatrixRows(rows)); }

DistinctPoints distinct_points(const RowBlocks& rows) {
  const RowBlocks* const only = &rows;
  return distinct_of(std::span(&only, 1));
}

DistinctPoints distinct_points(std::span<const Matrix> stages) {
  std::deque<MatrixRows> views;
  std::vector<const RowBlocks*> blocks;
  for (const Matrix& stage : stages) {
    if (stage.rows() != stages.front().rows()) {
      fail(ErrorKind::data, "stage " + std::to_string(views.size()) + " has " + std::to_string(stage.rows()) +
                                " points, the first has " + std::to_string(stages.front().rows()));
    }
    blocks.push_back(&views.emplace_back(stage));
  }
  return distinct_of(blocks);
}

Matrix select_rows(MatrixRef matrix, std::span<const std::int32_t> rows) {
  Matrix selected(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    selected.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  }
  return selected;
}

}  // namespace rssviz::embed
