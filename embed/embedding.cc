#include "embed/embedding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "embed/align/procrustes.h"
#include "embed/distinct.h"
#include "embed/large_maps.h"

namespace rssviz::embed {
namespace {

constexpr std::array<std::string_view, 2> kMethods{"umap", "pca"};
constexpr std::array<std::string_view, 3> kMeasures{"none", "sample", "full"};

template <class Value, std::size_t kCount>
Value value_named(const std::array<std::string_view, kCount>& names, std::string_view field,
                  std::string_view name) {
  std::string all;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<Value>(i);
    all += (i == 0 ? "" : i + 1 == kCount ? " or " : ", ") + std::string(names[i]);
  }
  fail(ErrorKind::usage, std::string(field) + " = " + std::string(name) + " must be " + all);
}

MapQuality measure(const RowBlocks& states, MatrixRef coords, const EmbedOptions& options,
                   const Execution& execution) {
  if (options.quality == Measure::none) return {};
  return map_quality(states, coords,
                     {.k = options.quality_k,
                      .metric = options.umap.metric,
                      .sample = options.quality == Measure::full ? 0 : quality_sample(states.rows()),
                      .seed = options.umap.seed},
                     execution);
}

// Keeps `count` evenly spaced steps of a layout of `epochs` epochs, the start and the end among them.
LayoutWatcher keep_snapshots(int count, int epochs, std::vector<Matrix>& kept,
                             std::vector<std::int32_t>& at) {
  if (count == 0) return {};
  return [=, &kept, &at](int done, const Matrix& coords) {
    const auto next = static_cast<std::int64_t>(kept.size());
    const std::int64_t due = count == 1 ? epochs : next * epochs / (count - 1);
    if (next >= count || done < due) return;
    kept.push_back(coords);
    at.push_back(done);
  };
}

std::vector<float> spread_of(const Matrix& map, const std::vector<Matrix>& others) {
  if (others.empty()) return {};
  std::vector<double> squares(static_cast<std::size_t>(map.rows()), 0.);
  for (const Matrix& other : others) {
    const Matrix onto = procrustes(other, map, {.reflection = true, .scale = true}).apply(other);
    for (Eigen::Index i = 0; i < map.rows(); ++i)
      squares[static_cast<std::size_t>(i)] += (onto.row(i) - map.row(i)).cast<double>().squaredNorm();
  }
  const double size = map_size(map);
  std::vector<float> spread(squares.size(), 0.F);
  for (std::size_t i = 0; i < squares.size() && size > 0.; ++i)
    spread[i] = static_cast<float>(std::sqrt(squares[i] / static_cast<double>(others.size())) / size);
  return spread;
}

std::vector<float> weights_of(const DistinctPoints& distinct) {
  std::vector<float> weights;
  for (const std::int32_t times : distinct.multiplicity)
    weights.push_back(1.F + std::log(static_cast<float>(times)));
  return weights;
}

// In place, as states may be most of the memory: `rows` ascend.
void keep_rows(Matrix& states, const std::vector<std::int32_t>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (rows[i] != row) states.row(row) = states.row(rows[i]);
  }
  states.conservativeResize(static_cast<Eigen::Index>(rows.size()), Eigen::NoChange);
}

void fit_map(Matrix points, const DistinctPoints& distinct, SequencePlaces places, Embedding& embedding,
             const Execution& execution, const ReadAgain& read) {
  const EmbedOptions& options = embedding.options;
  FitNotes notes;
  notes.places = std::move(places);
  notes.theiler = options.theiler;
  if (options.count_multiples) notes.weights = weights_of(distinct);
  notes.watch = keep_snapshots(options.snapshots, options.umap.epochs_for(distinct.points()),
                               embedding.snapshots, embedding.snapshot_epochs);
  for (int s = 1; s < options.seeds; ++s)
    notes.seeds.push_back(options.umap.seed + static_cast<std::uint64_t>(s));
  std::vector<Matrix> further;
  notes.further = &further;
  embedding.map = fit_umap(std::move(points), options.umap, execution, notes, read);
  const std::vector<float> spread = spread_of(embedding.map.coords, further);
  for (const std::int32_t i : distinct.index) {
    if (!spread.empty()) embedding.spread.push_back(spread[static_cast<std::size_t>(i)]);
  }
  for (Matrix& snapshot : embedding.snapshots) snapshot = select_rows(snapshot, distinct.index);
}

}  // namespace

std::string_view name_of(Method method) { return kMethods[static_cast<std::size_t>(method)]; }
Method method_named(std::string_view name) { return value_named<Method>(kMethods, "method", name); }
std::string_view name_of(Measure measure) { return kMeasures[static_cast<std::size_t>(measure)]; }
Measure measure_named(std::string_view name) { return value_named<Measure>(kMeasures, "quality", name); }

void EmbedOptions::check() const {
  umap.check();
  if (quality_k < 1)
    fail(ErrorKind::usage, "quality_k = " + std::to_string(quality_k) + " must be at least 1");
  if (theiler < 0 || theiler > 1000)
    fail(ErrorKind::usage, "theiler = " + std::to_string(theiler) + " must be 0 to 1000");
  if (seeds < 1 || seeds > 100)
    fail(ErrorKind::usage, "seeds = " + std::to_string(seeds) + " must be 1 to 100");
  if (snapshots < 0 || snapshots > 10000)
    fail(ErrorKind::usage, "snapshots = " + std::to_string(snapshots) + " must be 0 to 10000");
}

Embedding embed_by_pca(const RowBlocks& states, const EmbedOptions& options, const Execution& execution) {
  options.check();
  if (states.rows() == 0) fail(ErrorKind::data, "a map needs at least 1 point, got 0");
  check_finite(states, "states");
  Embedding embedding;
  embedding.options = options;
  embedding.scaling = fit_scaling(states, options.scale);
  const ScaledRows scaled(states, embedding.scaling);
  const DistinctPoints distinct = distinct_points(scaled);
  embedding.pca = fit_pca(scaled, options.umap.dims);
  const ChosenRows points(scaled, distinct.first_row);
  const Matrix coords = embedding.pca.project(points);
  embedding.quality = measure(points, coords, options, execution);
  embedding.coords = select_rows(coords, distinct.index);
  embedding.index = distinct.index;
  return embedding;
}

Embedding embed(Matrix states, const EmbedOptions& options, const Execution& execution,
                const SequencePlaces& places) {
  return embed(std::move(states), options, execution, places, {});
}

Embedding embed(Matrix states, const EmbedOptions& options, const Execution& execution,
                const SequencePlaces& places, const ReadAgain& read) {
  options.check();
  if (states.rows() == 0) fail(ErrorKind::data, "a map needs at least 1 point, got 0");
  check_finite(states, "states");
  places.check(static_cast<std::size_t>(states.rows()));
  if (options.method == Method::pca) return embed_by_pca(MatrixRows(states), options, execution);
  const Eigen::Index rows_read = states.rows(), units_read = states.cols();
  Embedding embedding;
  embedding.options = options;
  embedding.scaling = fit_scaling(MatrixRows(states), options.scale);
  if (options.scale != Scale::none) states = embedding.scaling.apply(states);
  DistinctPoints distinct = distinct_points(states);
  embedding.index = distinct.index;
  if (distinct.points() > 1) {
    check_enough_points(options.umap.n_neighbors, distinct.points(), distinct.index.size());
  }
  if (distinct.points() < distinct.index.size()) keep_rows(states, distinct.first_row);
  const ReadAgain read_distinct = [&] {
    Matrix again = read();
    if (again.rows() != rows_read || again.cols() != units_read)
      fail(ErrorKind::data, "the states changed while they were laid out: " + std::to_string(again.rows()) +
                                " x " + std::to_string(again.cols()) + ", " + std::to_string(rows_read) +
                                " x " + std::to_string(units_read) + " before");
    if (options.scale != Scale::none) again = embedding.scaling.apply(again);
    if (distinct.points() < distinct.index.size()) keep_rows(again, distinct.first_row);
    return again;
  };
  fit_map(std::move(states), distinct, places.of(distinct.first_row), embedding, execution,
          read ? read_distinct : ReadAgain{});
  embedding.quality = measure(MatrixRows(embedding.map.reference), embedding.map.coords, options, execution);
  embedding.coords = select_rows(embedding.map.coords, distinct.index);
  return embedding;
}

Matrix transform(const Embedding& embedding, MatrixRef states, const Execution& execution) {
  check_finite(states, "states");
  const Matrix scaled = embedding.scaling.apply(states);
  if (embedding.options.method == Method::pca) return embedding.pca.project(scaled);
  return transform(embedding.map, scaled, execution);
}

}  // namespace rssviz::embed
