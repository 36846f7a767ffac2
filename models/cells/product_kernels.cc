#include "models/cells/product_kernels.h"

#include <cmath>
#include <utility>

#include "models/cells/packed_product.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rssviz::models {
namespace {

// Calls the kernel of so many rows: Table::run<R, P>.
template <class Table, class Scalar, std::size_t... R>
void run_rows(std::size_t rows, std::size_t panels, const Tile<Scalar>& tile, std::index_sequence<R...>) {
  using Kernel = void (*)(const Tile<Scalar>&);
  static constexpr Kernel kOne[] = {&Table::template run<R + 1, 1>...};
  static constexpr Kernel kTwo[] = {&Table::template run<R + 1, 2>...};
  (panels == 2 ? kTwo : kOne)[rows - 1](tile);
}

template <class Scalar>
struct Plain {
  static constexpr std::size_t kRows = 4;
  template <std::size_t R, std::size_t P>
  static void run(const Tile<Scalar>& tile) {
    for (std::size_t p = 0; p < P; ++p) {
      const Scalar* const panel = p == 0 ? tile.first : tile.second;
      Scalar sums[R][kPanel];
      for (std::size_t r = 0; r < R; ++r)
        for (std::size_t j = 0; j < kPanel; ++j) sums[r][j] = tile.c[r * tile.c_stride + p * kPanel + j];
      for (std::size_t k = 0; k < tile.inner; ++k)
        for (std::size_t r = 0; r < R; ++r) {
          const Scalar a = tile.a[r * tile.row_stride + k * tile.inner_stride];
          for (std::size_t j = 0; j < kPanel; ++j)
            sums[r][j] = std::fma(a, panel[k * kPanel + j], sums[r][j]);
        }
      for (std::size_t r = 0; r < R; ++r)
        for (std::size_t j = 0; j < kPanel; ++j) tile.c[r * tile.c_stride + p * kPanel + j] = sums[r][j];
    }
  }
};

template <class Table, class Scalar>
void dispatch(std::size_t rows, std::size_t panels, const Tile<Scalar>& tile) {
  run_rows<Table>(rows, panels, tile, std::make_index_sequence<Table::kRows>{});
}

#if defined(__x86_64__)

struct Avx2 {
  static constexpr std::size_t kRows = 6;
  template <std::size_t R, std::size_t P>
  __attribute__((target("avx2,fma"))) static void run(const Tile<float>& tile) {
    for (std::size_t p = 0; p < P; ++p) {
      const float* panel = p == 0 ? tile.first : tile.second;
      float* const c = tile.c + p * kPanel;
      __m256 low[R], high[R];
      for (std::size_t r = 0; r < R; ++r) {
        low[r] = _mm256_loadu_ps(c + r * tile.c_stride);
        high[r] = _mm256_loadu_ps(c + r * tile.c_stride + 8);
      }
      const float* a = tile.a;
      for (std::size_t k = 0; k < tile.inner; ++k, panel += kPanel, a += tile.inner_stride) {
        const __m256 left = _mm256_loadu_ps(panel), right = _mm256_loadu_ps(panel + 8);
        for (std::size_t r = 0; r < R; ++r) {
          const __m256 value = _mm256_broadcast_ss(a + r * tile.row_stride);
          low[r] = _mm256_fmadd_ps(value, left, low[r]);
          high[r] = _mm256_fmadd_ps(value, right, high[r]);
        }
      }
      for (std::size_t r = 0; r < R; ++r) {
        _mm256_storeu_ps(c + r * tile.c_stride, low[r]);
        _mm256_storeu_ps(c + r * tile.c_stride + 8, high[r]);
      }
    }
  }
};

struct Avx512 {
  static constexpr std::size_t kRows = 13;
  template <std::size_t R, std::size_t P>
  __attribute__((target("avx512f"))) static void run(const Tile<float>& tile) {
    const float* first = tile.first;
    const float* second = tile.second;
    __m512 sums[R][P];
    for (std::size_t r = 0; r < R; ++r)
      for (std::size_t p = 0; p < P; ++p)
        sums[r][p] = _mm512_loadu_ps(tile.c + r * tile.c_stride + p * kPanel);
    const float* a = tile.a;
    for (std::size_t k = 0; k < tile.inner; ++k, a += tile.inner_stride) {
      const __m512 left = _mm512_loadu_ps(first + k * kPanel);
      __m512 right = left;
      if constexpr (P == 2) right = _mm512_loadu_ps(second + k * kPanel);
      for (std::size_t r = 0; r < R; ++r) {
        const __m512 value = _mm512_set1_ps(a[r * tile.row_stride]);
        sums[r][0] = _mm512_fmadd_ps(value, left, sums[r][0]);
        if constexpr (P == 2) sums[r][1] = _mm512_fmadd_ps(value, right, sums[r][1]);
      }
    }
    for (std::size_t r = 0; r < R; ++r)
      for (std::size_t p = 0; p < P; ++p)
        _mm512_storeu_ps(tile.c + r * tile.c_stride + p * kPanel, sums[r][p]);
  }
};

#endif

constexpr TileKernels<float> kPlainFloat{Plain<float>::kRows, &dispatch<Plain<float>, float>, "plain"};
constexpr TileKernels<double> kPlainDouble{Plain<double>::kRows, &dispatch<Plain<double>, double>, "plain"};
#if defined(__x86_64__)
constexpr TileKernels<float> kAvx2{Avx2::kRows, &dispatch<Avx2, float>, "AVX2"};
constexpr TileKernels<float> kAvx512{Avx512::kRows, &dispatch<Avx512, float>, "AVX-512"};
#endif

}  // namespace

const TileKernels<float>& tile_kernels_plain() { return kPlainFloat; }

const TileKernels<float>* tile_kernels_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kAvx2 : nullptr;
#else
  return nullptr;
#endif
}

const TileKernels<float>* tile_kernels_avx512() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") ? &kAvx512 : nullptr;
#else
  return nullptr;
#endif
}

template <>
const TileKernels<float>& tile_kernels<float>() {
  static const TileKernels<float>* const best = tile_kernels_avx512() != nullptr ? tile_kernels_avx512()
                                                : tile_kernels_avx2() != nullptr ? tile_kernels_avx2()
                                                                                 : &tile_kernels_plain();
  return *best;
}

template <>
const TileKernels<double>& tile_kernels<double>() {
  return kPlainDouble;
}

}  // namespace rssviz::models
