#include "embed/neighbors/prepared.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::embed {

Matrix directions_or_points(MatrixRef points, Metric metric) {
  if (metric == Metric::euclidean) return points;
  // A row of zeros has no direction. It gets an axis of its own, at right angles to all others: its squared
  // distance from any direction is 2, which is the cosine distance of 1 asked for, and 0 from another zero
  // row.
  Matrix directions = Matrix::Zero(points.rows(), points.cols() + 1);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    double sum = 0.;
    for (Eigen::Index j = 0; j < points.cols(); ++j) {
      sum += static_cast<double>(points(i, j)) * static_cast<double>(points(i, j));
    }
    if (sum == 0.) {
      directions(i, points.cols()) = 1.F;
      continue;
    }
    const double length = std::sqrt(sum);
    for (Eigen::Index j = 0; j < points.cols(); ++j) {
      directions(i, j) = static_cast<float>(static_cast<double>(points(i, j)) / length);
    }
  }
  return directions;
}

Vector mean_row(MatrixRef points) {
  VectorD sum = VectorD::Zero(points.cols());
  for (Eigen::Index i = 0; i < points.rows(); ++i) sum += points.row(i).transpose().cast<double>();
  if (points.rows() > 0) sum /= static_cast<double>(points.rows());
  return sum.cast<float>();
}

Prepared prepare(MatrixRef points, const Vector& mean) {
  Prepared prepared;
  prepared.centred = points.rowwise() - mean.transpose();
  prepared.norms.resize(static_cast<std::size_t>(points.rows()));
  const std::vector<float> origin(static_cast<std::size_t>(points.cols()), 0.F);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const double norm = squared_distance(prepared.centred.row(i).data(), origin.data(), points.cols());
    prepared.norms[static_cast<std::size_t>(i)] = static_cast<float>(norm);
    if (!(norm < 1e36)) {
      fail(ErrorKind::data, "row " + std::to_string(i) + " (counted from 0) is " +
                                std::to_string(std::sqrt(norm)) +
                                " away from the mean: too far for single precision");
    }
    prepared.largest_norm = std::max(prepared.largest_norm, static_cast<float>(norm));
  }
  return prepared;
}

float estimate_margin(float query_norm, float largest_norm, Eigen::Index units) {
  // A dot product of length n is off by at most n u |q||r| with u = 2^-24 (Higham 2002, section 3.1);
  // centring moved both rows by at most u of their length before, and the final sum adds a few more
  // roundings.
  const double unit_roundoff = 0x1.0p-24;
  const double lengths =
      std::sqrt(static_cast<double>(query_norm)) + std::sqrt(static_cast<double>(largest_norm));
  return static_cast<float>(2. * (static_cast<double>(units) + 16.) * unit_roundoff * lengths * lengths);
}

namespace {

constexpr Eigen::Index kParts = 8;  // partial sums by column, so that the compiler may use vectors

// Several distances side by side: the sums of one alone would wait for each other.
template <std::size_t kCount>
inline std::array<double, kCount> distances_from(const float* a, const std::array<const float*, kCount>& b,
                                                 Eigen::Index units) {
  std::array<std::array<double, kParts>, kCount> parts{};
  Eigen::Index j = 0;
  for (; j + kParts <= units; j += kParts) {
    for (std::size_t i = 0; i < kCount; ++i) {
      for (Eigen::Index p = 0; p < kParts; ++p) {
        const double difference = static_cast<double>(a[j + p]) - static_cast<double>(b[i][j + p]);
        parts[i][static_cast<std::size_t>(p)] += difference * difference;
      }
    }
  }
  std::array<double, kCount> sums{};
  for (std::size_t i = 0; i < kCount; ++i) {
    for (Eigen::Index rest = j; rest < units; ++rest) {
      const double difference = static_cast<double>(a[rest]) - static_cast<double>(b[i][rest]);
      parts[i][static_cast<std::size_t>(rest % kParts)] += difference * difference;
    }
    const auto& of = parts[i];
    sums[i] = ((of[0] + of[4]) + (of[2] + of[6])) + ((of[1] + of[5]) + (of[3] + of[7]));
  }
  return sums;
}

}  // namespace

double squared_distance(const float* a, const float* b, Eigen::Index units) {
  return distances_from<1>(a, {b}, units)[0];
}

std::array<double, 4> squared_distances(const float* a, const std::array<const float*, 4>& b,
                                        Eigen::Index units) {
  return distances_from<4>(a, b, units);
}

float metric_distance(double squared, Metric metric) {
  return static_cast<float>(metric == Metric::euclidean ? std::sqrt(squared) : squared / 2.);
}

}  // namespace rssviz::embed
