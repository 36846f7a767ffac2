#include "embed/quality/measured_points.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "core/error.h"
#include "embed/lanes.h"
#include "embed/neighbors/prepared.h"

namespace rssviz::embed {
namespace {

constexpr Eigen::Index kBlock = kRowsOfBlock;
constexpr int kDirections = 63;                  // and one for the rest: four vectors
constexpr Eigen::Index kRowsOfDirections = 500;  // good directions do; whichever they are, the bounds hold
constexpr Eigen::Index kFewUnits = 2 * kDirections;  // up to which all are as quick
constexpr Eigen::Index kFewPoints = 2000;            // for which directions are not worth looking for
constexpr double kLeastShare = .9;                   // of the variance: below it the bounds decide little
constexpr double kBytesOfPart = 32e6;

VectorD mean_of_rows(const RowBlocks& points) {
  VectorD sum = VectorD::Zero(points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) sum += block.row(i).transpose().cast<double>();
  });
  return sum / static_cast<double>(std::max<Eigen::Index>(points.rows(), 1));
}

float squared_length(const Matrix& centred, Eigen::Index row) {
  const std::vector<float> origin(static_cast<std::size_t>(centred.cols()), 0.F);
  return static_cast<float>(squared_distance(centred.row(row).data(), origin.data(), centred.cols()));
}

// The largest squared length of the rows from their mean.
float largest_norm(const RowBlocks& states, const Vector& mean, const Execution& execution) {
  const Eigen::Index blocks = (states.rows() + kBlock - 1) / kBlock;
  std::vector<float> largest(static_cast<std::size_t>(blocks), 0.F);
  execution.workers.for_each(largest.size(), [&](std::size_t piece) {
    const Eigen::Index from = static_cast<Eigen::Index>(piece) * kBlock;
    Matrix room;
    const Matrix centred =
        states.read(from, std::min(kBlock, states.rows() - from), room).rowwise() - mean.transpose();
    for (Eigen::Index i = 0; i < centred.rows(); ++i) {
      const float norm = squared_length(centred, i);
      largest[piece] = std::max(largest[piece], norm);
      if (norm < 1e36F) continue;
      fail(ErrorKind::data, "row " + std::to_string(from + i) + " (counted from 0) is " +
                                std::to_string(std::sqrt(norm)) +
                                " away from the mean: too far for single precision");
    }
  });
  return largest.empty() ? 0.F : *std::max_element(largest.begin(), largest.end());
}

Eigen::Index points_of_part(const MeasuredPoints& points) {
  const auto bytes = 4. * static_cast<double>(points.states.cols() + points.seen_units());
  const auto blocks = static_cast<Eigen::Index>(kBytesOfPart / bytes) / kBlock;
  return std::max<Eigen::Index>(blocks, 1) * kBlock;
}

}  // namespace

Eigen::Index MeasuredPoints::seen_units() const {
  return directions ? directions->basis.rows() + 1 : states.cols();
}

float MeasuredPoints::margin(float norm) const {
  // As many terms as units, and what rounding the coordinates and the rest adds.
  return estimate_margin(norm, largest_norm, seen_units() + (directions ? 40 : 0));
}

MeasuredPoints measured_points(const RowBlocks& states, MatrixRef coords, const Execution& execution) {
  MeasuredPoints points{.states = states, .map = MapPlaces(coords)};
  if (states.cols() > kFewUnits && states.rows() >= kFewPoints) {
    Subspace found = principal_subspace(states, kDirections, kRowsOfDirections);
    points.mean = found.mean.cast<float>();
    if (found.held >= kLeastShare) points.directions = std::move(found);
  } else {
    points.mean = mean_of_rows(states).cast<float>();
  }
  points.largest_norm = largest_norm(states, points.mean, execution);
  return points;
}

Outlines::Outlines(Eigen::Index points, Eigen::Index seen_units)
    : coords(points, seen_units),
      norms(static_cast<std::size_t>(points) + lanes::kLanes, std::numeric_limits<float>::infinity()),
      beyond(static_cast<std::size_t>(points), 0.F) {}

void Outlines::set(const MeasuredPoints& points, Eigen::Index at, const MatrixRef& rows) {
  if (!points.directions) {
    coords.middleRows(at, rows.rows()) = rows.rowwise() - points.mean.transpose();
  } else {
    const Subspace& along = *points.directions;
    const MatrixD centred = rows.cast<double>().rowwise() - along.mean.transpose();
    const MatrixD places = centred * along.basis.transpose();
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
      const double left = std::max(0., centred.row(i).squaredNorm() - places.row(i).squaredNorm());
      const auto rest = static_cast<float>(std::sqrt(left));
      coords.row(at + i).head(places.cols()) = places.row(i).cast<float>();
      coords(at + i, places.cols()) = rest;
      beyond[static_cast<std::size_t>(at + i)] = 2.F * rest;
    }
  }
  for (Eigen::Index i = at; i < at + rows.rows(); ++i)
    norms[static_cast<std::size_t>(i)] = squared_length(coords, i);
}

PointsPart::PointsPart(const MeasuredPoints& points, Eigen::Index from, const Execution& execution)
    : first(from),
      states(points.states.read(from, std::min(points_of_part(points), points.states.rows() - from), room)),
      outlines(states.rows(), points.seen_units()) {
  const Eigen::Index blocks = (states.rows() + kBlock - 1) / kBlock;
  execution.workers.for_each(static_cast<std::size_t>(blocks), [&](std::size_t piece) {
    const Eigen::Index begin = static_cast<Eigen::Index>(piece) * kBlock;
    outlines.set(points, begin, states.middleRows(begin, std::min(kBlock, states.rows() - begin)));
  });
}

float seen_distance(const float* a, const float* b, Eigen::Index seen_units) {
  lanes::Floats sum = lanes::all(0.F);
  Eigen::Index d = 0;
  for (; d + lanes::kLanes <= seen_units; d += lanes::kLanes) {
    lanes::Floats x, y;
    std::memcpy(&x, a + d, sizeof(x));
    std::memcpy(&y, b + d, sizeof(y));
    sum += (x - y) * (x - y);
  }
  float total = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
  for (; d < seen_units; ++d) total += (a[d] - b[d]) * (a[d] - b[d]);
  return total;
}

}  // namespace rssviz::embed
