// Products of matrices for cells that run over many sequences at once. Each element is one chain of fused
// multiply-adds in the order of the inner index, from what stands there: the same bytes whatever the width of
// the vectors, the blocks, and the threads between which rows or columns are divided. On processors with
// AVX-512 a kernel twice as wide does the same chains. Functions may be called from any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace rssviz::models {

inline constexpr std::size_t kPanel = 16;  // columns

// The right factor of a product: inner x columns, kept in panels of kPanel columns one after another, the
// last filled up with zeros.
template <class Scalar>
class PackedMatrix {
 public:
  // `values`: inner x columns, row-major.
  void pack(const Scalar* values, std::size_t inner, std::size_t columns);
  // `values`: columns x inner, row-major; what is kept is its transpose.
  void pack_transposed(const Scalar* values, std::size_t columns, std::size_t inner);

  std::size_t inner() const { return inner_; }
  std::size_t columns() const { return columns_; }
  std::size_t panels() const { return (columns_ + kPanel - 1) / kPanel; }
  const Scalar* panel(std::size_t index) const { return values_.data() + index * inner_ * kPanel; }

 private:
  void resize(std::size_t inner, std::size_t columns);

  std::size_t inner_{0}, columns_{0};
  std::vector<Scalar> values_;
};

// c += a b; a: rows x b.inner(), c: rows x b.columns(), row-major with rows `a_stride` and `c_stride` apart.
template <class Scalar>
void add_product(const Scalar* a, std::size_t a_stride, std::size_t rows, const PackedMatrix<Scalar>& b,
                 Scalar* c, std::size_t c_stride);

// Two matrices with as many rows: a (inner x rows), b (inner x columns), row-major without gaps.
template <class Scalar>
struct TransposedProduct {
  const Scalar* a;
  std::size_t rows;
  const Scalar* b;
  std::size_t columns;
  std::size_t inner;
};
// Columns first .. last-1 of c += a' b; c: rows x columns, row-major without gaps.
template <class Scalar>
void add_transposed_product(const TransposedProduct<Scalar>& product, std::size_t first, std::size_t last,
                            Scalar* c);

}  // namespace rssviz::models
