#include "embed/umap/layout_descent.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/error.h"

namespace rssviz::embed {
namespace {

constexpr int kChecked = 64;  // epochs between looks at whether all coordinates are finite

void check_finite_layout(const std::vector<float>& positions, int epoch) {
  for (const float x : positions) {
    if (std::isfinite(x)) continue;
    fail(ErrorKind::numeric, "the layout left the finite numbers in epoch " + std::to_string(epoch) +
                                 "; a smaller learning_rate may help");
  }
}

void check_layout(const FuzzyGraph& graph, const Matrix& start, const LayoutOptions& options,
                  std::span<const float> mobility) {
  options.check();
  if (start.rows() != static_cast<Eigen::Index>(graph.points())) {
    fail(ErrorKind::data, "the start has " + std::to_string(start.rows()) + " points, the graph " +
                              std::to_string(graph.points()));
  }
  if (!mobility.empty() && mobility.size() != graph.points()) {
    fail(ErrorKind::data, "mobility is given for " + std::to_string(mobility.size()) +
                              " points, the graph has " + std::to_string(graph.points()));
  }
}

}  // namespace

LayoutDescent::LayoutDescent(FuzzyGraph graph, const Matrix& start, const LayoutOptions& options,
                             std::span<const float> mobility)
    : options_((check_layout(graph, start, options, mobility), options)),
      schedule_(layout_schedule(std::move(graph), options.seed)),
      forces_(options, static_cast<std::size_t>(start.rows())),
      draw_(draw_edges_for(static_cast<int>(start.cols()))),
      dims_(static_cast<std::size_t>(start.cols())),
      positions_(static_cast<std::size_t>(start.size())),
      mobility_(mobility.size()) {
  for (std::size_t i = 0; i < slots().size(); ++i) {
    const auto slot = static_cast<std::size_t>(slots()[i]);
    std::copy_n(start.row(static_cast<Eigen::Index>(i)).data(), dims_, positions_.data() + slot * dims_);
    if (!mobility.empty()) mobility_[slot] = mobility[i];
  }
  if (!mobility.empty()) forces_.mobility = mobility_.data();
  for (auto& seen : seen_) seen.resize((slots().size() + kSeenAgain) * dims_);
}

// All positions, as they are, to the samples of the first round.
void LayoutDescent::show_all() {
  std::vector<float>& seen = seen_[0];
  std::copy(positions_.begin(), positions_.end(), seen.begin());
  for (std::size_t i = positions_.size(); i < seen.size(); ++i) seen[i] = seen[i - positions_.size()];
}

void LayoutDescent::draw_round(std::size_t round, const Execution& execution) {
  // From epoch to epoch another round is the first: what is drawn last would count for more.
  auto& batches = schedule_.rounds[(round + forces_.epoch_key) % schedule_.rounds.size()];
  const std::vector<float>& seen = seen_[round % 2];
  std::vector<float>& next = seen_[1 - round % 2];
  const bool last = round + 1 == schedule_.rounds.size();
  execution.workers.for_each(batches.size(), [&](std::size_t p) {
    draw_(batches[p], forces_, seen.data(), positions_.data());
    for (const std::size_t block : batches[p].blocks) {  // all blocks, over the batches
      if (last) continue;
      const auto begin = static_cast<std::ptrdiff_t>(schedule_.begin_of(block) * dims_);
      const auto end = static_cast<std::ptrdiff_t>(schedule_.begin_of(block + 1) * dims_);
      std::copy(positions_.begin() + begin, positions_.begin() + end, next.begin() + begin);
      if (block == 0)
        std::copy_n(positions_.begin(), kSeenAgain * dims_,
                    next.begin() + static_cast<std::ptrdiff_t>(positions_.size()));
    }
  });
}

void LayoutDescent::draw_epoch(int epoch, const Execution& execution) {
  forces_.begin_epoch(epoch, options_);
  show_all();
  for (std::size_t round = 0; round < schedule_.rounds.size(); ++round) draw_round(round, execution);
  if (epoch % kChecked == kChecked - 1 || epoch + 1 == options_.epochs)
    check_finite_layout(positions_, epoch);
}

Matrix LayoutDescent::coords() const {
  Matrix coords(static_cast<Eigen::Index>(slots().size()), static_cast<Eigen::Index>(dims_));
  for (std::size_t i = 0; i < slots().size(); ++i)
    std::copy_n(positions_.data() + static_cast<std::size_t>(slots()[i]) * dims_, dims_,
                coords.row(static_cast<Eigen::Index>(i)).data());
  return coords;
}

}  // namespace rssviz::embed
