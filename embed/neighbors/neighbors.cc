#include "embed/neighbors/neighbors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "core/error.h"

namespace rssviz::embed {

std::string_view name_of(Metric metric) { return metric == Metric::euclidean ? "euclidean" : "cosine"; }

Metric metric_named(std::string_view name) {
  if (name == "euclidean") return Metric::euclidean;
  if (name == "cosine") return Metric::cosine;
  fail(ErrorKind::usage, "metric = " + std::string(name) + " must be euclidean or cosine");
}

namespace {
constexpr std::array<std::string_view, 3> kMethods{"auto", "exact", "approximate"};
}  // namespace

std::string_view name_of(NeighborsMethod method) { return kMethods[static_cast<std::size_t>(method)]; }

NeighborsMethod neighbors_method_named(std::string_view name) {
  for (std::size_t i = 0; i < kMethods.size(); ++i) {
    if (kMethods[i] == name) return static_cast<NeighborsMethod>(i);
  }
  fail(ErrorKind::usage, "neighbors_method = " + std::string(name) + " must be auto, exact or approximate");
}

void check_finite(MatrixRef points, std::string_view what) { check_finite(MatrixRows(points), what); }

namespace {

// Whether all are finite: no exponent is all ones.
bool all_finite(const float* values, Eigen::Index count) {
  std::uint32_t largest = 0;
  for (Eigen::Index i = 0; i < count; ++i)
    largest = std::max(largest, std::bit_cast<std::uint32_t>(values[i]) & 0x7F800000U);
  return largest != 0x7F800000U;
}

}  // namespace

void check_finite(const RowBlocks& points, std::string_view what) {
  for_each_block(points, [&](Eigen::Index first, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) {
      if (all_finite(block.row(i).data(), block.cols())) continue;
      Eigen::Index j = 0;
      while (std::isfinite(block(i, j))) ++j;
      fail(ErrorKind::data, std::string(what) + " hold " + std::to_string(block(i, j)) + " in row " +
                                std::to_string(first + i) + ", column " + std::to_string(j) +
                                " (counted from 0); all values must be finite");
    }
  });
}

}  // namespace rssviz::embed
