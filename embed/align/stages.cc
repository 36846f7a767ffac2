#include "embed/align/stages.h"

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/error.h"
#include "embed/align/chain.h"
#include "embed/align/drift.h"
#include "embed/align/joint.h"
#include "embed/quality/quality.h"

namespace rssviz::embed {
namespace {

constexpr ProcrustesOptions kOnto{.reflection = true, .scale = false};
constexpr std::array<std::string_view, 2> kAlignments{"sequential", "joint"};

void measure_quality(const StageRows& rows, const std::vector<Matrix>& maps, const StagesOptions& options,
                     const Execution& execution, AlignedMaps& result) {
  execution.workers.for_each(maps.size(), [&](std::size_t s) {
    const QualityOptions quality{.k = options.umap.n_neighbors,
                                 .metric = options.umap.metric,
                                 .sample = options.sample ? quality_sample(rows.states[s].rows()) : 0,
                                 .seed = options.umap.seed};
    const MapQuality found = map_quality(rows.states[s], maps[s], quality, execution);
    result.trustworthiness[s] = found.trustworthiness;
    result.neighbors_kept[s] = found.neighbors_kept;
  });
}

// All stages' maps and their drift.
std::vector<Matrix> sequential_maps(const StageRows& rows, const std::vector<StageGraph>& graphs,
                                    const std::vector<std::size_t>& order, const StagesOptions& options,
                                    const Execution& execution, std::vector<StageDrift>& drift) {
  ChainedMaps chain = chained_maps(rows, graphs, order, options, execution);
  std::vector<Matrix>& maps = chain.maps;
  drift = measured_drift(rows, graphs, maps, order, options, execution);
  for (std::size_t i = 1; i < order.size() && options.null; ++i) {
    const std::size_t s = order[i];
    if (std::isnan(drift[s].movement)) continue;  // no point in common
    const Matrix& other = chain.nulls[s];
    drift[s].null_movement = mean_movement(procrustes(other, maps[s], kOnto).apply(other), maps[s]);
  }
  return std::move(maps);
}

std::vector<Matrix> joined_maps(const StageRows& rows, const std::vector<StageGraph>& graphs,
                                const std::vector<std::size_t>& order, const StagesOptions& options,
                                const Execution& execution, std::vector<StageDrift>& drift) {
  const Matrix start = common_start(rows, graphs, order, options.umap, execution).coords;
  const StageTies ties(rows, graphs, options, execution);
  std::vector<Matrix> maps = joint_maps(rows, graphs, ties, start, options, options.umap.seed, execution);
  drift = measured_drift(rows, graphs, maps, order, options, execution);
  if (!options.null) return maps;
  const std::vector<Matrix> others =
      joint_maps(rows, graphs, ties, start, options, options.umap.seed + 1, execution);
  for (std::size_t i = 1; i < order.size(); ++i)
    if (!std::isnan(drift[order[i]].movement))
      drift[order[i]].null_movement = movement_between(rows, order[i - 1], order[i], maps, others);
  return maps;
}

void check_positive(const char* field, double value, double most) {
  if (value > 0. && value <= most) return;
  fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(value) +
                             " must be above 0 and at most " + std::to_string(static_cast<long long>(most)));
}

void check_epochs(const char* field, int epochs) {
  if (epochs >= 1 && epochs <= 1000000) return;
  fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(epochs) + " must be 1 to 1000000");
}

}  // namespace

std::string_view name_of(Alignment alignment) { return kAlignments[static_cast<std::size_t>(alignment)]; }

Alignment alignment_named(std::string_view name) {
  for (std::size_t i = 0; i < kAlignments.size(); ++i)
    if (kAlignments[i] == name) return static_cast<Alignment>(i);
  fail(ErrorKind::usage, "there is no alignment '" + std::string(name) + "'; known: sequential, joint");
}

void StagesOptions::check() const {
  umap.check();
  if (!(mobility >= 0. && mobility <= 1000.)) {
    fail(ErrorKind::usage, "mobility = " + std::to_string(mobility) + " must be 0 to 1000");
  }
  check_epochs("stage_epochs", stage_epochs);
  check_epochs("joint_epochs", joint_epochs);
  check_positive("stage_learning_rate", stage_learning_rate, 100.);
  if (!(alignment_regularisation >= 0. && alignment_regularisation <= 1000.)) {
    fail(ErrorKind::usage,
         "alignment_regularisation = " + std::to_string(alignment_regularisation) + " must be 0 to 1000");
  }
  if (alignment_window_size < 1 || alignment_window_size > 20) {
    fail(ErrorKind::usage,
         "alignment_window_size = " + std::to_string(alignment_window_size) + " must be 1 to 20");
  }
}

AlignedMaps align_stages(std::span<const Matrix> stages, const StagesOptions& options,
                         const Execution& execution, std::span<const std::vector<std::int32_t>> identities) {
  options.check();
  AlignedMaps result;
  if (stages.empty()) return result;
  StageRows rows = stage_rows(stages, identities);
  if (rows.points() == 0) fail(ErrorKind::data, "maps need at least 1 point, got 0");
  result.alignment = options.alignment;
  result.drift.resize(stages.size());
  if (options.quality) {
    result.trustworthiness.resize(stages.size());
    result.neighbors_kept.resize(stages.size());
  }
  if (rows.points() == 1) {
    for (const Matrix& stage : stages)
      result.coords.emplace_back(Matrix::Zero(stage.rows(), options.umap.dims));
    result.distinct = std::move(rows.distinct);
    return result;
  }
  const std::vector<StageGraph> graphs = stage_graphs(rows, options.umap, execution);
  std::vector<std::size_t> order(stages.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = options.direction == Direction::forwards ? i : order.size() - 1 - i;
  const auto make = options.alignment == Alignment::joint ? joined_maps : sequential_maps;
  const std::vector<Matrix> maps = make(rows, graphs, order, options, execution, result.drift);
  if (options.quality) measure_quality(rows, maps, options, execution, result);
  for (std::size_t s = 0; s < maps.size(); ++s) result.coords.push_back(select_rows(maps[s], rows.row_of[s]));
  result.distinct = std::move(rows.distinct);
  return result;
}

}  // namespace rssviz::embed
