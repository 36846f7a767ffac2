#include "models/cells/packed_product.h"

#include <array>
#include <cmath>

#include "models/cells/product_kernels.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kInnerBlock = 256;  // two panels of it stay in the first cache or near it
constexpr std::size_t kRowsOfBlock = 52;  // four tiles of the tallest kernel

// A block of the product: left factor by strides, so that it may be transposed.
template <class Scalar>
struct Left {
  const Scalar* values;
  std::size_t row_stride;
  std::size_t inner_stride;
  const Scalar* at(std::size_t row, std::size_t inner) const {
    return values + row * row_stride + inner * inner_stride;
  }
};

// One tile whose last panel isn't full goes through a copy.
template <class Scalar>
void edge_tile(const TileKernels<Scalar>& kernels, const Tile<Scalar>& tile, std::size_t rows,
               std::size_t columns) {
  std::array<Scalar, 16 * 2 * kPanel> copy{};
  for (std::size_t r = 0; r < rows; ++r)
    std::copy_n(tile.c + r * tile.c_stride, columns, copy.data() + r * 2 * kPanel);
  Tile<Scalar> inner = tile;
  inner.c = copy.data();
  inner.c_stride = 2 * kPanel;
  kernels.run(rows, columns > kPanel ? 2 : 1, inner);
  for (std::size_t r = 0; r < rows; ++r)
    std::copy_n(copy.data() + r * 2 * kPanel, columns, tile.c + r * tile.c_stride);
}

// Rows of c against one or two panels: `columns` of them hold something.
template <class Scalar>
void strip(const Left<Scalar>& a, std::size_t rows, std::size_t inner, const Scalar* panel,
           std::size_t panel_stride, std::size_t columns, Scalar* c, std::size_t c_stride) {
  const TileKernels<Scalar>& kernels = tile_kernels<Scalar>();
  const std::size_t panels = columns > kPanel ? 2 : 1;
  // Tiles of nearly equal height: a low one at the end would wait for its own few chains.
  const std::size_t tiles = (rows + kernels.rows - 1) / kernels.rows;
  for (std::size_t k = 0; k < tiles; ++k) {
    const std::size_t row = k * rows / tiles, count = (k + 1) * rows / tiles - row;
    const Tile<Scalar> tile{a.at(row, 0),         a.row_stride, a.inner_stride,     panel,
                            panel + panel_stride, inner,        c + row * c_stride, c_stride};
    if (columns == panels * kPanel)
      kernels.run(count, panels, tile);
    else
      edge_tile(kernels, tile, count, columns);
  }
}

// `count` columns of rows `stride` apart, as a panel.
template <class Scalar>
void copy_panel(const Scalar* from, std::size_t stride, std::size_t inner, std::size_t count, Scalar* to) {
  if (count == kPanel) {  // a loop and not copy_n, which would call memmove for each row
    for (std::size_t k = 0; k < inner; ++k) {
      const Scalar* __restrict const row = from + k * stride;
      Scalar* __restrict const panel = to + k * kPanel;
      for (std::size_t j = 0; j < kPanel; ++j) panel[j] = row[j];
    }
    return;
  }
  for (std::size_t k = 0; k < inner; ++k) {
    std::copy_n(from + k * stride, count, to + k * kPanel);
    std::fill(to + k * kPanel + count, to + (k + 1) * kPanel, Scalar(0));
  }
}

}  // namespace

template <class Scalar>
void PackedMatrix<Scalar>::resize(std::size_t inner, std::size_t columns) {
  inner_ = inner;
  columns_ = columns;
  values_.assign(panels() * inner * kPanel, Scalar(0));
}

template <class Scalar>
void PackedMatrix<Scalar>::pack(const Scalar* values, std::size_t inner, std::size_t columns) {
  resize(inner, columns);
  for (std::size_t p = 0; p < panels(); ++p) {
    copy_panel(values + p * kPanel, columns, inner, std::min(kPanel, columns - p * kPanel),
               values_.data() + p * inner * kPanel);
  }
}

template <class Scalar>
void PackedMatrix<Scalar>::pack_transposed(const Scalar* values, std::size_t columns, std::size_t inner) {
  resize(inner, columns);
  for (std::size_t j = 0; j < columns; ++j) {
    Scalar* const to = values_.data() + (j / kPanel) * inner * kPanel + j % kPanel;
    for (std::size_t k = 0; k < inner; ++k) to[k * kPanel] = values[j * inner + k];
  }
}

template <class Scalar>
void add_product(const Scalar* a, std::size_t a_stride, std::size_t rows, const PackedMatrix<Scalar>& b,
                 Scalar* c, std::size_t c_stride) {
  // Rows that lie a power of two apart would fight for a few lines of the first cache, so those at work are
  // copied side by side.
  std::array<Scalar, kInnerBlock * kRowsOfBlock> block;
  for (std::size_t row = 0; row < rows; row += kRowsOfBlock) {
    const std::size_t count = std::min(kRowsOfBlock, rows - row);
    for (std::size_t from = 0; from < b.inner(); from += kInnerBlock) {
      const std::size_t inner = std::min(kInnerBlock, b.inner() - from);
      for (std::size_t r = 0; r < count; ++r)
        std::copy_n(a + (row + r) * a_stride + from, inner, block.data() + r * kInnerBlock);
      const Left<Scalar> left{block.data(), kInnerBlock, 1};
      for (std::size_t p = 0; p < b.panels(); p += 2)
        strip(left, count, inner, b.panel(p) + from * kPanel, b.inner() * kPanel,
              std::min(2 * kPanel, b.columns() - p * kPanel), c + row * c_stride + p * kPanel, c_stride);
    }
  }
}

template <class Scalar>
void add_transposed_product(const TransposedProduct<Scalar>& product, std::size_t first, std::size_t last,
                            Scalar* c) {
  alignas(64) std::array<Scalar, kInnerBlock * 2 * kPanel> packed;
  for (std::size_t from = 0; from < product.inner; from += kInnerBlock) {
    const std::size_t inner = std::min(kInnerBlock, product.inner - from);
    const Left<Scalar> left{product.a + from * product.rows, 1, product.rows};
    for (std::size_t column = first; column < last; column += 2 * kPanel) {
      const std::size_t width = std::min(2 * kPanel, last - column);
      for (std::size_t half = 0; half * kPanel < width; ++half) {
        const std::size_t count = std::min(kPanel, width - half * kPanel);
        Scalar* const to = packed.data() + half * kInnerBlock * kPanel;
        const Scalar* const b = product.b + from * product.columns + column + half * kPanel;
        copy_panel(b, product.columns, inner, count, to);
      }
      strip(left, product.rows, inner, packed.data(), kInnerBlock * kPanel, width, c + column,
            product.columns);
    }
  }
}

template class PackedMatrix<float>;
template class PackedMatrix<double>;
template void add_product<float>(const float*, std::size_t, std::size_t, const PackedMatrix<float>&, float*,
                                 std::size_t);
template void add_product<double>(const double*, std::size_t, std::size_t, const PackedMatrix<double>&,
                                  double*, std::size_t);
template void add_transposed_product<float>(const TransposedProduct<float>&, std::size_t, std::size_t,
                                            float*);
template void add_transposed_product<double>(const TransposedProduct<double>&, std::size_t, std::size_t,
                                             double*);

}  // namespace rssviz::models
