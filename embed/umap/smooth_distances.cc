#include "embed/umap/smooth_distances.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "embed/lanes.h"

namespace rssviz::embed {
namespace {

// As in umap-learn.
constexpr int kBisections = 64;
constexpr double kTolerance = 1e-5;
constexpr double kMinScale = 1e-3;
constexpr std::size_t kRows = 256;  // of a piece of work

// The distance of the `local_connectivity`-th neighbour that is not at 0, interpolated between neighbours.
float nearest_distance(const float* distances, int k, double local_connectivity) {
  const float* const end = distances + k;
  const float* const first = std::find_if(distances, end, [](float d) { return d > 0.F; });
  const auto apart = static_cast<double>(end - first);
  if (apart == 0.) return 0.F;
  if (apart < local_connectivity) return *std::max_element(first, end);
  const auto whole = static_cast<std::ptrdiff_t>(local_connectivity);
  const auto part = static_cast<float>(local_connectivity - static_cast<double>(whole));
  if (whole == 0) return part * *first;
  const float rho = first[whole - 1];
  return part > kTolerance && first + whole < end ? rho + part * (first[whole] - rho) : rho;
}

// Sum of the memberships at scale sigma; `excess`: distances beyond rho, a multiple of eight, padded with
// infinity.
double membership_sum(const std::vector<float>& excess, double sigma) {
  const float factor = static_cast<float>(-1.4426950408889634 / sigma);
  lanes::Floats sum = lanes::all(0.F);
  for (std::size_t j = 0; j < excess.size(); j += lanes::kLanes) {
    lanes::Floats d;
    std::memcpy(&d, excess.data() + j, sizeof(d));
    sum += lanes::exp2(d * lanes::all(factor));
  }
  return static_cast<double>(((sum[0] + sum[4]) + (sum[1] + sum[5])) +
                             ((sum[2] + sum[6]) + (sum[3] + sum[7])));
}

double bisect(const std::vector<float>& excess, double target) {
  double low = 0.;
  double high = std::numeric_limits<double>::infinity();
  double middle = 1.;
  for (int i = 0; i < kBisections; ++i) {
    const double sum = membership_sum(excess, middle);
    if (std::abs(sum - target) < kTolerance) break;
    if (sum > target) {
      high = middle;
      middle = (low + high) / 2.;
    } else {
      low = middle;
      middle = std::isinf(high) ? middle * 2. : (low + high) / 2.;
    }
  }
  return middle;
}

double row_mean(const float* distances, int k) {
  double sum = 0.;
  for (int j = 0; j < k; ++j) sum += static_cast<double>(distances[j]);
  return sum / k;
}

}  // namespace

void smooth_row(const float* distances, int k, double local_connectivity, double mean_distance, float& rho,
                float& sigma) {
  rho = nearest_distance(distances, k, local_connectivity);
  // umap-learn skips the first column (the point itself; for queries the nearest reference).
  const auto padded = static_cast<std::size_t>((k - 1 + lanes::kLanes - 1) / lanes::kLanes * lanes::kLanes);
  std::vector<float> excess(padded, std::numeric_limits<float>::infinity());
  for (int j = 1; j < k; ++j) excess[static_cast<std::size_t>(j - 1)] = std::max(distances[j] - rho, 0.F);
  const double found = bisect(excess, std::log2(static_cast<double>(k)));
  const double floor = kMinScale * (rho > 0.F ? row_mean(distances, k) : mean_distance);
  sigma = static_cast<float>(std::max(found, floor));
}

SmoothDistances smooth_distances(const Neighbors& neighbors, double local_connectivity,
                                 const Execution& execution) {
  const auto points = static_cast<std::size_t>(neighbors.points());
  const int k = neighbors.k();
  SmoothDistances smooth{std::vector<float>(points), std::vector<float>(points)};
  double mean = 0.;
  for (std::size_t i = 0; i < points; ++i) {
    mean += row_mean(neighbors.distances.row(static_cast<Eigen::Index>(i)).data(), k);
  }
  if (points > 0) mean /= static_cast<double>(points);
  execution.workers.for_each((points + kRows - 1) / kRows, [&](std::size_t piece) {
    for (std::size_t i = piece * kRows; i < std::min(points, (piece + 1) * kRows); ++i) {
      smooth_row(neighbors.distances.row(static_cast<Eigen::Index>(i)).data(), k, local_connectivity, mean,
                 smooth.rho[i], smooth.sigma[i]);
    }
  });
  return smooth;
}

float membership(float distance, float rho, float sigma) {
  if (distance <= rho || sigma == 0.F) return 1.F;
  return std::exp(-(distance - rho) / sigma);
}

}  // namespace rssviz::embed
