#include "embed/neighbors/neighbors.h"

#include <array>
#include <cmath>
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

void check_finite(const RowBlocks& points, std::string_view what) {
  for_each_block(points, [&](Eigen::Index first, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) {
      for (Eigen::Index j = 0; j < block.cols(); ++j) {
        if (std::isfinite(block(i, j))) continue;
        fail(ErrorKind::data, std::string(what) + " hold " + std::to_string(block(i, j)) + " in row " +
                                  std::to_string(first + i) + ", column " + std::to_string(j) +
                                  " (counted from 0); all values must be finite");
      }
    }
  });
}

}  // namespace rssviz::embed
