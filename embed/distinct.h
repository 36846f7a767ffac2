// Which rows coincide. Recurrent networks reach bitwise equal states from equal prefixes; a map is fitted on
// distinct points, and every input row finds its place through `index`.
// Values; safe on any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/row_blocks.h"

namespace rssviz::embed {

struct DistinctPoints {
  std::vector<std::int32_t> index{};      // one an input row: its distinct point
  std::vector<std::int32_t> first_row{};  // one a distinct point: the first input row that is it, ascending
  std::vector<std::int32_t> multiplicity{};  // one a distinct point: how many rows are it

  std::size_t points() const { return first_row.size(); }
};

// Rows equal as numbers (0 and -0 are one) are one point. Distinct points are in order of first appearance.
DistinctPoints distinct_points(MatrixRef rows);
DistinctPoints distinct_points(const RowBlocks& rows);  // by blocks; 24 bytes of memory a row
// The same for a sequence of stages (each points x units): rows that coincide in every stage are one point.
// Error{data} where stages differ in rows.
DistinctPoints distinct_points(std::span<const Matrix> stages);

// rows[i] of `matrix`, one below the other.
Matrix select_rows(MatrixRef matrix, std::span<const std::int32_t> rows);

}  // namespace rssviz::embed
