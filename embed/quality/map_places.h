// The places on a map, for rows that ask what is near them there. Float32 sums propose, distances in double
// decide: exact. Inside the room; safe to read from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::embed {

class MapPlaces {
 public:
  explicit MapPlaces(MatrixRef coords);  // points x dims, which must outlive this

  double squared_distance(std::int32_t a, std::int32_t b) const {
    double sum = 0.;
    for (Eigen::Index d = 0; d < coords_.cols(); ++d) {
      const double apart = static_cast<double>(coords_(a, d)) - static_cast<double>(coords_(b, d));
      sum += apart * apart;
    }
    return sum;
  }
  // The k nearest others, ties to the smaller number. Needs k < points.
  std::vector<std::int32_t> nearest(std::int32_t row, int k) const;
  // How many others are nearer to the row than each of these is.
  std::vector<std::int64_t> nearer_than(std::int32_t row, std::span<const std::int32_t> others) const;

 private:
  // Calls found(other, estimate) for those whose estimated squared distance is no more than `most`.
  template <class Found>
  void scan_around(std::int32_t row, float most, const Found& found) const;

  MatrixRef coords_;
  std::vector<std::vector<float>> columns_{};  // dims x points, and some to spare
};

}  // namespace rssviz::embed
