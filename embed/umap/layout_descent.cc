#include "embed/umap/layout_descent.h"

#include <cmath>
#include <string>

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

LayoutDescent::LayoutDescent(const FuzzyGraph& graph, const Matrix& start, const LayoutOptions& options,
                             std::span<const float> mobility)
    : options_((check_layout(graph, start, options, mobility), options)),
      schedule_(layout_schedule(graph, options.seed)),
      forces_(options, graph.points()),
      draw_(draw_edges_for(static_cast<int>(start.cols()))),
      dims_(static_cast<int>(start.cols())),
      positions_(start.data(), start.data() + start.size()) {
  if (!mobility.empty()) forces_.mobility = mobility.data();
}

void LayoutDescent::draw_epoch(int epoch, const Execution& execution) {
  forces_.begin_epoch(epoch, options_);
  for (auto& round : schedule_.rounds) {
    const bool alone = schedule_.rounds.size() == 1;
    if (!alone) copy_ = positions_;
    const float* const seen = alone ? positions_.data() : copy_.data();
    execution.workers.for_each(round.size(),
                               [&](std::size_t p) { draw_(round[p], forces_, seen, positions_.data()); });
  }
  if (epoch % kChecked == kChecked - 1 || epoch + 1 == options_.epochs)
    check_finite_layout(positions_, epoch);
}

Eigen::Map<const Matrix> LayoutDescent::coords() const {
  return {positions_.data(), static_cast<Eigen::Index>(positions_.size()) / dims_, dims_};
}

}  // namespace rssviz::embed
