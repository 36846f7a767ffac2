#include "embed/align/ties.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "embed/lanes.h"
#include "embed/umap/layout_schedule.h"

namespace rssviz::embed {
namespace {

using lanes::Pairs;  // four points at once, in double: ties differ by many orders
constexpr std::size_t kFour = 4;
constexpr std::size_t kPiece = 16;  // fours of points to a piece of work
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
    : rows_(&rows),
      window_(static_cast<std::size_t>(options.alignment_window_size)),
      order_(rows.points()),
      place_(layout_slots(rows.points())) {
  for (std::size_t point = 0; point < place_.size(); ++point)
    order_[static_cast<std::size_t>(place_[point])] = static_cast<std::int32_t>(point);
  ties_.resize((rows.points() + kFour - 1) / kFour * kFour * rows.stages() * window_);
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
      const auto place = static_cast<std::size_t>(place_[static_cast<std::size_t>(rows.point[stage][row])]);
      ties_[index(place, stage, offset)] = static_cast<float>(base * drawn * (similarity + still));
    }
  }
}

std::size_t StageTies::index(std::size_t place, std::size_t stage, std::size_t offset) const {
  return ((place / kFour * rows_->stages() + stage) * window_ + offset) * kFour + place % kFour;
}

void StageTies::pull(const std::vector<StagePositions>& positions, int dims, double step,
                     const Execution& execution) const {
  const std::size_t fours = (rows_->points() + kFour - 1) / kFour;
  const auto width = static_cast<std::size_t>(dims);
  const bool usual = window_ == 3 && dims == 2;
  execution.workers.for_each((fours + kPiece - 1) / kPiece, [&](std::size_t piece) {
    std::vector<Pairs> room;
    for (std::size_t four = piece * kPiece; four < std::min(fours, (piece + 1) * kPiece); ++four) {
      if (usual)
        pull_four<3, 2>(four, positions, width, step, room);
      else
        pull_four<0, 0>(four, positions, width, step, room);
    }
  });
}

template <std::size_t kWindow, std::size_t kDims>
void StageTies::pull_four(std::size_t four, const std::vector<StagePositions>& positions, std::size_t dims,
                          double step, std::vector<Pairs>& room) const {
  const std::size_t stages = rows_->stages();
  const std::size_t band = (kWindow > 0 ? kWindow : window_) + 1;
  const std::size_t width = kDims > 0 ? kDims : dims;
  const std::size_t count = std::min(kFour, rows_->points() - four * kFour);
  const std::int32_t* const point = order_.data() + four * kFour;
  // Row s of the matrix from its diagonal on, and its right sides; a window more of stages than there are.
  room.assign((stages + band) * (band + width), all(0.));
  Pairs* const matrix = room.data();
  Pairs* const places = room.data() + (stages + band) * band;
  for (std::size_t s = 0; s < stages; ++s) {
    matrix[s * band] += all(1.);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::int32_t row = rows_->row[s][static_cast<std::size_t>(point[lane])];
      if (row < 0) continue;
      const float* const place = positions[s].at(row, width);
      for (std::size_t d = 0; d < width; ++d) places[s * width + d][lane] = static_cast<double>(place[d]);
    }
    const float* const ties = ties_.data() + (four * stages + s) * (band - 1) * kFour;
    for (std::size_t o = 1; o < band; ++o) {
      using Singles = float __attribute__((vector_size(16)));
      Singles tie;
      std::memcpy(&tie, ties + (o - 1) * kFour, sizeof(tie));
      const Pairs strength = all(step) * __builtin_convertvector(tie, Pairs);
      matrix[s * band + o] = -strength;
      matrix[s * band] += strength;
      matrix[(s + o) * band] += strength;
    }
  }
  for (std::size_t s = 0; s < stages; ++s) {  // elimination downwards; the diagonal becomes its inverse ...
    const Pairs inverse = all(1.) / matrix[s * band];
    matrix[s * band] = inverse;
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
      places[s * width + d] = sum * matrix[s * band];
    }
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::int32_t row = rows_->row[s][static_cast<std::size_t>(point[lane])];
      if (row < 0) continue;
      float* const place = positions[s].at(row, width);
      for (std::size_t d = 0; d < width; ++d) place[d] = static_cast<float>(places[s * width + d][lane]);
    }
  }
}

}  // namespace rssviz::embed
