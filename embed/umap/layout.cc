#include "embed/umap/layout.h"

#include <string>
#include <utility>

#include "core/error.h"
#include "embed/umap/layout_descent.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {

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
  return lay_out(FuzzyGraph(graph), start, options, execution, mobility, watch);
}

Matrix lay_out(FuzzyGraph&& graph, const Matrix& start, const LayoutOptions& options,
               const Execution& execution, std::span<const float> mobility, const LayoutWatcher& watch) {
  LayoutDescent descent(std::move(graph), start, options, mobility);
  if (watch) watch(0, start);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    if (epoch % 16 == 0) execution.progress.check_stop();
    descent.draw_epoch(epoch, execution);
    if (watch) watch(epoch + 1, descent.coords());
  }
  return descent.coords();
}

}  // namespace rssviz::embed
