// The product of states with the recurrent weights, which is what a step of a reservoir costs: W in panels
// (packed_product.h), or by its entries where few of them are not zero. Both sum an element in the order of
// the units, so that a state has the same bytes alone and among others, and however W is kept.
// Values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "models/cells/packed_product.h"

namespace rssviz::models {

template <class Scalar>
class RecurrentProduct {
 public:
  // At most this share of entries that are not zero: they are gone through one by one.
  static constexpr double kSparse = 0.2;

  // `w`: units x units, row-major; row i holds what unit i takes from all.
  explicit RecurrentProduct(Eigen::Ref<const MatrixOf<Scalar>> w);

  bool sparse() const { return !row_start_.empty(); }
  // result = states W'; both rows x units.
  void multiply(Eigen::Ref<const MatrixOf<Scalar>> states, Eigen::Ref<MatrixOf<Scalar>> result) const;

 private:
  void keep_entries(Eigen::Ref<const MatrixOf<Scalar>> w);
  template <std::size_t Lanes>
  void few_rows(const Scalar* by_unit, Eigen::Index rows, Eigen::Ref<MatrixOf<Scalar>> result) const;

  Eigen::Index units_{0};
  PackedMatrix<Scalar> panels_{};
  std::vector<std::size_t> row_start_{};  // units + 1 offsets into the entries of W, by row
  std::vector<std::int32_t> column_{};
  std::vector<Scalar> value_{};
};

}  // namespace rssviz::models
