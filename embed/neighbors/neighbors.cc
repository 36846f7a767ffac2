#include "embed/neighbors/neighbors.h"

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

void check_finite(MatrixRef points, std::string_view what) {
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    for (Eigen::Index j = 0; j < points.cols(); ++j) {
      if (std::isfinite(points(i, j))) continue;
      fail(ErrorKind::data, std::string(what) + " hold " + std::to_string(points(i, j)) + " in row " +
                                std::to_string(i) + ", column " + std::to_string(j) +
                                " (counted from 0); all values must be finite");
    }
  }
}

}  // namespace rssviz::embed
