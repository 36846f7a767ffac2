#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/rng.h"
#include "embed/umap/forces.h"
#include "embed/umap/umap.h"

namespace rssviz::embed {
namespace {

constexpr int kEpochs = 100;
constexpr std::size_t kRows = 64;  // of a piece of work

// A new point's ties to the reference.
struct Tie {
  std::int32_t reference;
  float weight;
  float period;  // in epochs
  float due;
};

// The same for equal states, whatever else is in the batch.
std::uint32_t content_key(MatrixRef points, Eigen::Index row, std::uint64_t seed) {
  std::uint64_t key = stream_key(seed, "umap transform");
  for (Eigen::Index j = 0; j < points.cols(); ++j) {
    const float value = points(row, j) == 0.F ? 0.F : points(row, j);
    key = mix64(key ^ std::bit_cast<std::uint32_t>(value));
  }
  return static_cast<std::uint32_t>(key >> 32);
}

std::vector<Tie> ties_of(const Neighbors& neighbors, Eigen::Index row, const UmapOptions& options,
                         int epochs) {
  const float* const distances = neighbors.distances.row(row).data();
  const int k = neighbors.k();
  double mean = 0.;
  for (int j = 0; j < k; ++j) mean += static_cast<double>(distances[j]) / k;
  float rho = 0.F;
  float sigma = 0.F;
  smooth_row(distances, k, std::max(0., options.local_connectivity - 1.), mean, rho, sigma);
  std::vector<Tie> ties;
  float largest = 0.F;
  for (int j = 0; j < k; ++j) {
    const float weight = membership(distances[j], rho, sigma);
    largest = std::max(largest, weight);
    ties.push_back({neighbors.indices(row, j), weight, 0.F, 0.F});
  }
  std::erase_if(ties, [&](const Tie& tie) { return tie.weight < largest / static_cast<float>(epochs); });
  for (Tie& tie : ties) tie.period = tie.due = largest / tie.weight;
  return ties;
}

// One new point on its way through the map, which stands still.
class Newcomer {
 public:
  Newcomer(const UmapMap& map, std::uint32_t key)
      : map_(map), dims_(static_cast<int>(map.coords.cols())), key_(key) {}

  void start_at_mean(const std::vector<Tie>& ties) {
    double total = 0.;
    std::array<double, 8> sum{};
    for (const Tie& tie : ties) {
      total += static_cast<double>(tie.weight);
      for (int d = 0; d < dims_; ++d) {
        sum[static_cast<std::size_t>(d)] +=
            static_cast<double>(tie.weight) * static_cast<double>(map_.coords(tie.reference, d));
      }
    }
    for (std::size_t d = 0; d < sum.size(); ++d) place_[d] = static_cast<float>(sum[d] / total);
  }

  void attract(std::int32_t reference, const Forces& forces) {
    const lanes::Floats factor = forces.pull(lanes::all(std::max(squared_to(reference), kLeastSquare)));
    for (int d = 0; d < dims_; ++d) {
      const float gradient = factor[0] * (at(d) - map_.coords(reference, d));
      at(d) += std::clamp(gradient, -4.F, 4.F) * forces.learning_rate;
    }
  }

  // `group`: up to eight negative samples, all seen from one place.
  void repel(int group, int count, std::int32_t reference, const Forces& forces) {
    const auto salt = static_cast<std::uint32_t>(reference) * 0x9E3779B1U + static_cast<std::uint32_t>(group);
    const lanes::Words lane{0, 1, 2, 3, 4, 5, 6, 7};
    const lanes::Ints ids =
        forces.draw(lanes::hash(lanes::hash(lane + lanes::all(salt)) + lanes::all(key_ ^ forces.epoch_key)));
    lanes::Floats squared = lanes::all(0.F);
    for (int n = 0; n < lanes::kLanes; ++n) squared[n] = std::max(squared_to(ids[n]), kLeastSquare);
    const lanes::Floats factor = forces.push(squared);
    std::array<float, 8> move{};
    for (int n = 0; n < count; ++n) {
      for (int d = 0; d < dims_; ++d) {
        const float gradient = factor[n] * (at(d) - map_.coords(ids[n], d));
        move[static_cast<std::size_t>(d)] += std::clamp(gradient, -4.F, 4.F) * forces.learning_rate;
      }
    }
    for (int d = 0; d < dims_; ++d) at(d) += move[static_cast<std::size_t>(d)];
  }

  float place(int d) const { return place_[static_cast<std::size_t>(d)]; }

 private:
  float& at(int d) { return place_[static_cast<std::size_t>(d)]; }
  float squared_to(std::int32_t reference) const {
    float sum = 0.F;
    for (int d = 0; d < dims_; ++d) {
      const float difference = place(d) - map_.coords(reference, d);
      sum += difference * difference;
    }
    return sum;
  }

  const UmapMap& map_;
  int dims_;
  std::uint32_t key_;
  std::array<float, 8> place_{};
};

LayoutOptions transform_layout(const UmapMap& map) {
  LayoutOptions layout = layout_options(map.options, static_cast<std::size_t>(map.reference.rows()));
  layout.epochs = map.options.epochs ? *map.options.epochs / 3 : kEpochs;
  layout.learning_rate /= 4.;  // as umap-learn: the start is near its end
  layout.curve = map.curve;
  return layout;
}

Newcomer place_newcomer(const UmapMap& map, std::vector<Tie> ties, std::uint32_t key,
                        const LayoutOptions& layout) {
  Newcomer newcomer(map, key);
  newcomer.start_at_mean(ties);
  Forces forces(layout, static_cast<std::size_t>(map.reference.rows()));
  for (int epoch = 0; epoch < layout.epochs; ++epoch) {
    forces.begin_epoch(epoch, layout);
    for (Tie& tie : ties) {
      if (tie.due > forces.epoch) continue;
      tie.due += tie.period;
      newcomer.attract(tie.reference, forces);
      for (int n = 0; n < forces.negative_samples; n += lanes::kLanes) {
        newcomer.repel(n, std::min(lanes::kLanes, forces.negative_samples - n), tie.reference, forces);
      }
    }
  }
  return newcomer;
}

}  // namespace

Matrix transform(const UmapMap& map, MatrixRef points, const Execution& execution) {
  const Eigen::Index references = map.reference.rows();
  const int k = static_cast<int>(std::min<Eigen::Index>(map.options.n_neighbors, references));
  const Neighbors neighbors = nearest_references(points, map.reference, k, map.options.metric, execution);
  const LayoutOptions layout = transform_layout(map);
  Matrix coords(points.rows(), map.coords.cols());
  const auto count = static_cast<std::size_t>(points.rows());
  execution.workers.for_each((count + kRows - 1) / kRows, [&](std::size_t piece) {
    execution.progress.check_stop();
    for (std::size_t i = piece * kRows; i < std::min(count, (piece + 1) * kRows); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      if (neighbors.distances(row, 0) == 0.F) {  // a state of the map's own
        coords.row(row) = map.coords.row(neighbors.indices(row, 0));
        continue;
      }
      const Newcomer newcomer =
          place_newcomer(map, ties_of(neighbors, row, map.options, std::max(layout.epochs, 1)),
                         content_key(points, row, map.options.seed), layout);
      for (int d = 0; d < static_cast<int>(map.coords.cols()); ++d) coords(row, d) = newcomer.place(d);
    }
  });
  return coords;
}

}  // namespace rssviz::embed
