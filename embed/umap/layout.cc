#include "embed/umap/layout.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/rng.h"
#include "embed/umap/layout_kernel.h"

namespace rssviz::embed {
namespace {

// Fewer points are laid out in one block: a round would cost more to hand out than it saves.
constexpr std::size_t kBlocksFrom = 6000;
constexpr std::size_t kBlocks = 8;

// Edges that may be drawn together: those among one block, or between two. The rounds of a tournament: within
// a round no block occurs twice.
struct Schedule {
  std::vector<std::vector<EdgeBatch>> rounds{};
};

// Round r of the circle method pairs block kBlocks - 1 with r, and (r + i) with (r - i), modulo kBlocks - 1.
std::size_t round_of(std::size_t a, std::size_t b) {
  constexpr std::size_t kCircle = kBlocks - 1;
  if (a == b) return 0;  // edges within a block: with their block's pair of the first round
  if (a == kCircle) return b;
  if (b == kCircle) return a;
  // a + b = 2 r modulo an odd number: r = (a + b) / 2.
  const std::size_t sum = (a + b) % kCircle;
  return sum % 2 == 0 ? sum / 2 : (sum + kCircle) / 2;
}

// The block that meets `block` in `round`.
std::size_t partner(std::size_t block, std::size_t round) {
  constexpr std::size_t kCircle = kBlocks - 1;
  if (block == kCircle) return round;
  if (block == round) return kCircle;
  return (2 * round + kCircle - block) % kCircle;
}

Schedule make_schedule(const FuzzyGraph& graph, std::uint64_t seed) {
  const std::size_t points = graph.points();
  const std::size_t blocks = points >= kBlocksFrom ? kBlocks : 1;
  const auto block_of = [&](std::size_t point) {
    return point * blocks / points;
  };  // ranges: no shared cache lines
  Schedule schedule;
  schedule.rounds.resize(blocks == 1 ? 1 : blocks - 1);
  for (auto& round : schedule.rounds) round.resize(blocks);  // by the smaller block of the pair
  if (graph.weights.empty()) return schedule;
  const float largest = *std::max_element(graph.weights.begin(), graph.weights.end());
  for (std::size_t i = 0; i < points; ++i) {
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
      const auto j = static_cast<std::size_t>(graph.neighbors[e]);
      std::size_t round = 0;
      std::size_t pair = 0;
      if (blocks > 1) {
        round = round_of(block_of(i), block_of(j));
        const std::size_t other = block_of(i) == block_of(j) ? partner(block_of(i), round) : block_of(j);
        pair = std::min(block_of(i), other);
      }
      schedule.rounds[round][pair].edges.push_back(
          {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), largest / graph.weights[e]});
    }
  }
  for (std::size_t r = 0; r < schedule.rounds.size(); ++r) {
    auto& round = schedule.rounds[r];
    std::erase_if(round, [](const EdgeBatch& batch) { return batch.edges.empty(); });
    for (std::size_t p = 0; p < round.size(); ++p) {
      // Neighbouring edges share their head; shuffled, eight that are moved at once rarely do.
      Rng rng(seed, "umap edge order", r * kBlocks + p);
      rng.shuffle(std::span(round[p].edges));
      round[p].prepare();
    }
  }
  return schedule;
}

void check_finite_layout(const std::vector<float>& positions, int epoch) {
  for (const float x : positions) {
    if (std::isfinite(x)) continue;
    fail(ErrorKind::numeric, "the layout left the finite numbers in epoch " + std::to_string(epoch) +
                                 "; a smaller learning_rate may help");
  }
}

}  // namespace

void LayoutOptions::check() const {
  if (epochs < 0) fail(ErrorKind::usage, "epochs = " + std::to_string(epochs) + " must be at least 0");
  if (negative_samples < 0) {
    fail(ErrorKind::usage, "negative_samples = " + std::to_string(negative_samples) + " must be at least 0");
  }
  if (!(learning_rate > 0.)) {
    fail(ErrorKind::usage, "learning_rate = " + std::to_string(learning_rate) + " must be above 0");
  }
  if (!(repulsion >= 0.))
    fail(ErrorKind::usage, "repulsion = " + std::to_string(repulsion) + " must be at least 0");
  if (!(curve.a > 0. && curve.b > 0.)) fail(ErrorKind::usage, "the curve's a and b must be above 0");
}

LayoutOptions layout_options(const UmapOptions& options, std::size_t points) {
  return {.epochs = options.epochs_for(points),
          .negative_samples = options.negative_samples,
          .learning_rate = options.learning_rate,
          .repulsion = options.repulsion,
          .curve = fit_curve(options.spread, options.min_dist),
          .seed = options.seed};
}

Matrix lay_out(const FuzzyGraph& graph, const Matrix& start, const LayoutOptions& options,
               const Execution& execution, std::span<const float> mobility, const LayoutWatcher& watch) {
  options.check();
  if (start.rows() != static_cast<Eigen::Index>(graph.points())) {
    fail(ErrorKind::data, "the start has " + std::to_string(start.rows()) + " points, the graph " +
                              std::to_string(graph.points()));
  }
  if (!mobility.empty() && mobility.size() != graph.points()) {
    fail(ErrorKind::data, "mobility is given for " + std::to_string(mobility.size()) +
                              " points, the graph has " + std::to_string(graph.points()));
  }
  Schedule schedule = make_schedule(graph, options.seed);
  const auto dims = static_cast<int>(start.cols());
  std::vector<float> positions(start.data(), start.data() + start.size());
  std::vector<float> copy;  // what negative samples read while several pieces write
  const DrawEdges draw = draw_edges_for(dims);
  Forces forces(options, graph.points());
  if (!mobility.empty()) forces.mobility = mobility.data();
  const auto coords = [&] { return Eigen::Map<const Matrix>(positions.data(), start.rows(), start.cols()); };
  if (watch) watch(0, start);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    if (epoch % 16 == 0) execution.progress.check_stop();
    forces.begin_epoch(epoch, options);
    for (auto& round : schedule.rounds) {
      const bool alone = schedule.rounds.size() == 1;
      if (!alone) copy = positions;
      const float* const seen = alone ? positions.data() : copy.data();
      execution.workers.for_each(round.size(),
                                 [&](std::size_t p) { draw(round[p], forces, seen, positions.data()); });
    }
    if (epoch % 64 == 63 || epoch + 1 == options.epochs) check_finite_layout(positions, epoch);
    if (watch) watch(epoch + 1, coords());
  }
  return coords();
}

}  // namespace rssviz::embed
