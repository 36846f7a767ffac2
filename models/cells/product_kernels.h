// The innermost tiles of packed_product.h: rows x one or two panels, each element a chain of fused
// multiply-adds over the inner index. Of each width of vectors the chains are the same.
#pragma once

#include <cstddef>
#include <string_view>

namespace rssviz::models {

template <class Scalar>
struct Tile {
  const Scalar* a;  // element (row, k) at row * row_stride + k * inner_stride
  std::size_t row_stride;
  std::size_t inner_stride;
  const Scalar* first;   // inner x kPanel
  const Scalar* second;  // the panel beside it, where there are two
  std::size_t inner;
  Scalar* c;
  std::size_t c_stride;
};

template <class Scalar>
struct TileKernels {
  std::size_t rows;  // of a tile, at most
  void (*run)(std::size_t rows, std::size_t panels, const Tile<Scalar>& tile);
  std::string_view name;  // "AVX-512", "AVX2", "plain"
};

// The widest that the processor has.
template <class Scalar>
const TileKernels<Scalar>& tile_kernels();
// All that the processor has, for tests that hold them against each other.
const TileKernels<float>* tile_kernels_avx2();  // null where it hasn't, or the build has no such code
const TileKernels<float>* tile_kernels_avx512();
const TileKernels<float>& tile_kernels_plain();

}  // namespace rssviz::models
