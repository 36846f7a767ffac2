#include "embed/align/joint.h"

#include <memory>

#include "embed/umap/layout_descent.h"

namespace rssviz::embed {

std::vector<Matrix> joint_maps(const StageRows& rows, const std::vector<StageGraph>& graphs,
                               const StageTies& ties, const Matrix& start, const StagesOptions& options,
                               std::uint64_t seed, const Execution& execution) {
  std::vector<std::unique_ptr<LayoutDescent>> descents(graphs.size());
  std::vector<StagePositions> positions(graphs.size());
  LayoutOptions layout = layout_options(options.umap, rows.points());
  layout.epochs = options.joint_epochs;
  layout.seed = seed;
  execution.workers.for_each(graphs.size(), [&](std::size_t s) {
    descents[s] = std::make_unique<LayoutDescent>(pruned(graphs[s].graph, layout.epochs),
                                                  select_rows(start, rows.point[s]), layout);
    positions[s] = {descents[s]->positions(), descents[s]->slots().data()};
  });
  const int dims = static_cast<int>(start.cols());
  execution.progress.begin("laying out " + std::to_string(graphs.size()) + " stages together",
                           static_cast<std::size_t>(layout.epochs));
  for (int epoch = 0; epoch < layout.epochs; ++epoch) {
    execution.progress.check_stop();
    execution.workers.for_each(descents.size(),
                               [&](std::size_t s) { descents[s]->draw_epoch(epoch, execution); });
    const double step = layout.learning_rate * (1. - static_cast<double>(epoch) / layout.epochs);
    ties.pull(positions, dims, step, execution);
    execution.progress.advance(static_cast<std::size_t>(epoch) + 1);
  }
  std::vector<Matrix> maps;
  for (const auto& descent : descents) maps.emplace_back(descent->coords());
  return maps;
}

}  // namespace rssviz::embed
