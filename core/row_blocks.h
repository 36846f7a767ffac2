// A matrix of states that need not be in memory: whoever needs all of it goes over its rows by blocks.
// Implementations may be read from several threads at once.
#pragma once

#include <algorithm>
#include <span>

#include "core/matrix.h"

namespace rssviz {

class RowBlocks {
 public:
  RowBlocks() = default;
  RowBlocks(const RowBlocks&) = delete;
  RowBlocks& operator=(const RowBlocks&) = delete;
  virtual ~RowBlocks() = default;

  virtual Eigen::Index rows() const = 0;
  virtual Eigen::Index cols() const = 0;
  // Rows first .. first + count (within rows()). Valid as long as `room`, which may be used to hold them, and
  // this object are. Throws what reading the source throws.
  virtual MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix& room) const = 0;
};

// Rows that are in memory; the matrix must outlive this.
class MatrixRows final : public RowBlocks {
 public:
  explicit MatrixRows(const MatrixRef& matrix) : matrix_(matrix) {}
  Eigen::Index rows() const override { return matrix_.rows(); }
  Eigen::Index cols() const override { return matrix_.cols(); }
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix& room) const override;

 private:
  MatrixRef matrix_;
};

// The rows of another matrix whose numbers `chosen` names; both must outlive this.
class ChosenRows final : public RowBlocks {
 public:
  ChosenRows(const RowBlocks& from, std::span<const std::int32_t> chosen) : from_(from), chosen_(chosen) {}
  Eigen::Index rows() const override { return static_cast<Eigen::Index>(chosen_.size()); }
  Eigen::Index cols() const override { return from_.cols(); }
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix& room) const override;

 private:
  const RowBlocks& from_;
  std::span<const std::int32_t> chosen_;
};

constexpr Eigen::Index kRowsOfBlock = 512;  // sums over rows are done in blocks of so many

// block(first, rows of it) for one block after the other.
template <class Block>
void for_each_block(const RowBlocks& rows, const Block& block) {
  Matrix room;
  for (Eigen::Index first = 0; first < rows.rows(); first += kRowsOfBlock)
    block(first, rows.read(first, std::min(kRowsOfBlock, rows.rows() - first), room));
}

}  // namespace rssviz
