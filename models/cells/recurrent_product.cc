#include "models/cells/recurrent_product.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#endif

namespace rssviz::models {

template <class Scalar>
RecurrentProduct<Scalar>::RecurrentProduct(Eigen::Ref<const MatrixOf<Scalar>> w) : units_(w.rows()) {
  const auto size = static_cast<double>(w.size());
  if (static_cast<double>((w.array() != Scalar(0)).count()) <= kSparse * size) {
    keep_entries(w);
    return;
  }
  const MatrixOf<Scalar> rows = w;  // without gaps
  panels_.pack_transposed(rows.data(), static_cast<std::size_t>(units_), static_cast<std::size_t>(units_));
}

template <class Scalar>
void RecurrentProduct<Scalar>::keep_entries(Eigen::Ref<const MatrixOf<Scalar>> w) {
  row_start_.push_back(0);
  for (Eigen::Index row = 0; row < units_; ++row) {
    for (Eigen::Index column = 0; column < units_; ++column) {
      if (w(row, column) == Scalar(0)) continue;
      column_.push_back(static_cast<std::int32_t>(column));
      value_.push_back(w(row, column));
    }
    row_start_.push_back(value_.size());
  }
}

namespace {

// sums += value states, each fused.
template <std::size_t Lanes, class Scalar>
inline void add_fused(Scalar value, const Scalar* states, Scalar* sums) {
  for (std::size_t lane = 0; lane < Lanes; ++lane) sums[lane] = std::fma(value, states[lane], sums[lane]);
}

// The chain of one unit over its entries, in so many lanes.
template <std::size_t Lanes, class Scalar>
inline void chain(const Scalar* values, const std::int32_t* columns, std::size_t count, const Scalar* by_unit,
                  Scalar* sums) {
#if defined(__AVX2__) && defined(__FMA__)
  if constexpr (std::is_same_v<Scalar, float> &&
                Lanes % 8 == 0) {  // left to itself, GCC keeps sums in memory
    __m256 kept[Lanes / 8];
    for (__m256& some : kept) some = _mm256_setzero_ps();
    for (std::size_t k = 0; k < count; ++k) {
      const __m256 value = _mm256_broadcast_ss(values + k);
      const float* const states = by_unit + static_cast<std::size_t>(columns[k]) * Lanes;
      for (std::size_t i = 0; i < Lanes / 8; ++i)
        kept[i] = _mm256_fmadd_ps(value, _mm256_loadu_ps(states + 8 * i), kept[i]);
    }
    for (std::size_t i = 0; i < Lanes / 8; ++i) _mm256_storeu_ps(sums + 8 * i, kept[i]);
    return;
  }
#endif
  std::fill_n(sums, Lanes, Scalar(0));
  for (std::size_t k = 0; k < count; ++k)
    add_fused<Lanes>(values[k], by_unit + static_cast<std::size_t>(columns[k]) * Lanes, sums);
}

}  // namespace

// `by_unit`: units x Lanes. A term of a zero of W would change no sum, so chains are those of the panels.
template <class Scalar>
template <std::size_t Lanes>
void RecurrentProduct<Scalar>::few_rows(const Scalar* by_unit, Eigen::Index rows,
                                        Eigen::Ref<MatrixOf<Scalar>> result) const {
  Scalar sums[Lanes];
  for (Eigen::Index unit = 0; unit < units_; ++unit) {
    const auto at = static_cast<std::size_t>(unit);
    chain<Lanes>(value_.data() + row_start_[at], column_.data() + row_start_[at],
                 row_start_[at + 1] - row_start_[at], by_unit, sums);
    for (Eigen::Index row = 0; row < rows; ++row) result(row, unit) = sums[row];
  }
}

template <class Scalar>
void RecurrentProduct<Scalar>::multiply(Eigen::Ref<const MatrixOf<Scalar>> states,
                                        Eigen::Ref<MatrixOf<Scalar>> result) const {
  if (!sparse()) {
    result.setZero();
    add_product(states.data(), static_cast<std::size_t>(states.outerStride()),
                static_cast<std::size_t>(states.rows()), panels_, result.data(),
                static_cast<std::size_t>(result.outerStride()));
    return;
  }
  constexpr Eigen::Index kLanes = 32;
  MatrixOf<Scalar> by_unit;
  for (Eigen::Index row = 0; row < states.rows(); row += kLanes) {
    const Eigen::Index count = std::min(kLanes, states.rows() - row);
    if (count == 1) {
      few_rows<1>(states.row(row).data(), 1, result.middleRows(row, 1));
      continue;
    }
    by_unit.setZero(units_, kLanes);
    by_unit.leftCols(count) = states.middleRows(row, count).transpose();
    few_rows<kLanes>(by_unit.data(), count, result.middleRows(row, count));
  }
}

template class RecurrentProduct<float>;
template class RecurrentProduct<double>;

}  // namespace rssviz::models
