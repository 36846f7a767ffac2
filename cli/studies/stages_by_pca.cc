#include "cli/studies/stages_by_pca.h"

#include <cmath>

#include "cli/studies/followed_sentence.h"
#include "embed/pca/pca.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

double size_of(const std::vector<Point>& points) {
  const auto count = static_cast<double>(points.size());
  Point mean{};
  for (const Point& p : points) {
    mean.x += p.x / count;
    mean.y += p.y / count;
  }
  double squares = 0;
  for (const Point& p : points) squares += std::pow(p.x - mean.x, 2) + std::pow(p.y - mean.y, 2);
  return std::sqrt(squares / count);
}

double movement_between(const std::vector<Point>& from, const std::vector<Point>& to) {
  double way = 0;
  for (std::size_t i = 0; i < from.size(); ++i) way += std::hypot(to[i].x - from[i].x, to[i].y - from[i].y);
  const double size = size_of(to);
  return size > 0 ? way / static_cast<double>(from.size()) / size : 0;
}

}  // namespace

PcaStages stages_by_pca(const NetworkView& view, const Execution& execution) {
  const std::vector<models::Tokens> sentences = sentences_behind(view.stage_trace);
  std::vector<Matrix> states;
  for (int stage = 0; stage < view.stages; ++stage) {
    execution.progress.check_stop();
    states.push_back(models::distinct_states(
        view.record(*view.network_at(stage), sentences, view.stage_trace.what, execution)));
  }
  const Eigen::Index rows = states.front().rows();
  Matrix all(rows * static_cast<Eigen::Index>(states.size()), states.front().cols());
  for (std::size_t k = 0; k < states.size(); ++k)
    all.middleRows(rows * static_cast<Eigen::Index>(k), rows) = states[k];
  const embed::Pca pca = embed::fit_pca(all, 2);
  PcaStages result;
  if (pca.total_variance > 0) {
    result.first_share = pca.variances[0] / pca.total_variance;
    result.second_share = pca.variances[1] / pca.total_variance;
  }
  for (const Matrix& stage : states) {
    const Matrix placed = pca.project(stage);
    std::vector<Point>& at = result.at.emplace_back();
    for (Eigen::Index i = 0; i < placed.rows(); ++i) at.push_back({placed(i, 0), placed(i, 1)});
    const std::size_t k = result.at.size() - 1;
    result.movement.push_back(k == 0 ? 0 : movement_between(result.at[k - 1], at));
  }
  return result;
}

}  // namespace rssviz::cli
