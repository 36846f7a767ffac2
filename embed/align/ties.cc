#include "embed/align/ties.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "embed/lanes.h"

namespace rssviz::embed {
namespace {

using lanes::Pairs;  // four points at once, in double: ties differ by many orders
constexpr std::size_t kFour = 4;
constexpr std::size_t kPiece = 64;  // points to a piece of work
constexpr double kStillest = 1e5;   // how much stronger than umap-learn's the tie of an unchanged state is

Pairs all(double x) { return Pairs{x, x, x, x}; }

// How often an epoch draws each point: as the head of an edge, and with each negative sample.
std::vector<float> draws_of(const FuzzyGraph& graph, int negative_samples) {
  std::vector<float> draws(graph.points(), 0.F);
  if (graph.weights.empty()) return draws;
  const float largest = *std::max_element(graph.weights.begin(), graph.weights.end());
  for (std::size_t i = 0; i < graph.points(); ++i) {
    float sum = 0.F;
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e)
      sum += graph.weights[e];
    draws[i] = sum / largest * static_cast<float>(1 + negative_samples);
  }
  return draws;
}

double squared_change(const Matrix& a, Eigen::Index row_a, const Matrix& b, Eigen::Index row_b,
                      Metric metric) {
  const auto x = a.row(row_a).cast<double>();
  const auto y = b.row(row_b).cast<double>();
  if (metric == Metric::euclidean) return (x - y).squaredNorm();
  const double lengths = x.norm() * y.norm();
  return lengths > 0. ? 2. - 2. * x.dot(y) / lengths : (x.norm() == y.norm() ? 0. : 2.);
}

// The square of the distance from a row to the last of its neighbours, in the units of squared_change.
double squared_reach(const StageGraph& stage, std::int32_t row, Metric metric) {
  const Matrix& distances = stage.neighbors.distances;
  const auto last = static_cast<double>(distances(row, distances.cols() - 1));
  return metric == Metric::euclidean ? last * last : 2. * last;
}

}  // namespace

StageTies::StageTies(const StageRows& rows, const std::vector<StageGraph>& graphs,
                     const StagesOptions& options, const Execution& execution)
    : rows_(&rows), window_(static_cast<std::size_t>(options.alignment_window_size)) {
  ties_.resize(rows.points() * rows.stages() * window_);
  execution.workers.for_each(rows.stages(), [&](std::size_t s) { set_ties(s, graphs, options); });
}

void StageTies::set_ties(std::size_t stage, const std::vector<StageGraph>& graphs,
                         const StagesOptions& options) {
  const StageRows& rows = *rows_;
  const std::vector<float> draws = draws_of(graphs[stage].graph, options.umap.negative_samples);
  for (std::size_t offset = 0; offset < window_ && stage + 1 + offset < rows.stages(); ++offset) {
    const std::size_t other = stage + 1 + offset;
    const SharedRows shared = shared_rows(rows, stage, other);
    const std::vector<float> changed =
        edge_changes(graph_among(graphs, rows, other, stage), graphs[stage].graph);
    const std::vector<float> other_draws = draws_of(graphs[other].graph, options.umap.negative_samples);
    const double base = options.alignment_regularisation * std::exp(-static_cast<double>(offset));
    for (std::size_t i = 0; i < shared.now.size(); ++i) {
      const auto row = static_cast<std::size_t>(shared.before[i]);
      const double similarity = 1. - static_cast<double>(changed[row]);
      const double change = squared_change(rows.states[stage], shared.before[i], rows.states[other],
                                           shared.now[i], options.umap.metric);
      const double reach = .5 * (squared_reach(graphs[stage], shared.before[i], options.umap.metric) +
                                 squared_reach(graphs[other], shared.now[i], options.umap.metric));
      const double still = change > 0. ? std::clamp(reach / change - 1., 0., kStillest) : kStillest;
      const double drawn =
          .5 * static_cast<double>(draws[row] + other_draws[static_cast<std::size_t>(shared.now[i])]);
      const auto point = static_cast<std::size_t>(rows.point[stage][row]);
      ties_[(point * rows.stages() + stage) * window_ + offset] =
          static_cast<float>(base * drawn * (similarity + still));
    }
  }
}

void StageTies::pull(const std::vector<StagePositions>& positions, int dims, double step,
                     const Execution& execution) const {
  const std::size_t points = rows_->points();
  execution.workers.for_each((points + kPiece - 1) / kPiece, [&](std::size_t piece) {
    const std::size_t end = std::min(points, (piece + 1) * kPiece);
    for (std::size_t first = piece * kPiece; first < end; first += kFour)
      pull_points(first, positions, dims, step);
  });
}

void StageTies::pull_points(std::size_t first, const std::vector<StagePositions>& positions, int dims,
                            double step) const {
  const std::size_t stages = rows_->stages();
  const std::size_t band = window_ + 1;
  const auto width = static_cast<std::size_t>(dims);
  const std::size_t count = std::min(kFour, rows_->points() - first);
  // Row s of the matrix from its diagonal on, and its right sides; a stage more than a window needs.
  std::vector<Pairs> matrix((stages + band) * band, all(0.));
  std::vector<Pairs> places((stages + band) * width, all(0.));
  for (std::size_t s = 0; s < stages; ++s) {
    matrix[s * band] += all(1.);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::int32_t row = rows_->row[s][first + lane];
      if (row < 0) continue;
      const float* const place = positions[s].at(row, width);
      for (std::size_t d = 0; d < width; ++d) places[s * width + d][lane] = static_cast<double>(place[d]);
      for (std::size_t o = 1; o < band; ++o)
        matrix[s * band + o][lane] =
            -step * static_cast<double>(ties_[((first + lane) * stages + s) * window_ + o - 1]);
    }
    for (std::size_t o = 1; o < band; ++o) {
      matrix[s * band] -= matrix[s * band + o];
      matrix[(s + o) * band] -= matrix[s * band + o];
    }
  }
  for (std::size_t s = 0; s < stages; ++s) {  // elimination downwards ...
    const Pairs inverse = all(1.) / matrix[s * band];
    for (std::size_t i = 1; i < band; ++i) {
      const Pairs share = matrix[s * band + i] * inverse;
      for (std::size_t j = i; j < band; ++j) matrix[(s + i) * band + j - i] -= share * matrix[s * band + j];
      for (std::size_t d = 0; d < width; ++d) places[(s + i) * width + d] -= share * places[s * width + d];
    }
  }
  for (std::size_t s = stages; s-- > 0;) {  // ... and back
    for (std::size_t d = 0; d < width; ++d) {
      Pairs sum = places[s * width + d];
      for (std::size_t i = 1; i < band; ++i) sum -= matrix[s * band + i] * places[(s + i) * width + d];
      places[s * width + d] = sum / matrix[s * band];
    }
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::int32_t row = rows_->row[s][first + lane];
      if (row < 0) continue;
      float* const place = positions[s].at(row, width);
      for (std::size_t d = 0; d < width; ++d) place[d] = static_cast<float>(places[s * width + d][lane]);
    }
  }
}

}  // namespace rssviz::embed
