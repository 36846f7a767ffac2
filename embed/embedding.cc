#include "embed/embedding.h"

#include <algorithm>
#include <array>

#include "core/error.h"

namespace rssviz::embed {
namespace {

constexpr int kSample = 2000;  // rows that Measure::sample measures

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

MapQuality measure(MatrixRef states, MatrixRef coords, const EmbedOptions& options,
                   const Execution& execution) {
  if (options.quality == Measure::none) return {};
  return map_quality(states, coords,
                     {.k = options.quality_k,
                      .metric = options.umap.metric,
                      .sample = options.quality == Measure::full ? 0 : kSample,
                      .seed = options.umap.seed},
                     execution);
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
}

Embedding embed(MatrixRef states, const EmbedOptions& options, const Execution& execution) {
  options.check();
  if (states.rows() == 0) fail(ErrorKind::data, "a map needs at least 1 point, got 0");
  check_finite(states, "states");
  const DistinctPoints distinct = distinct_points(states);
  const Matrix points = select_rows(states, distinct.first_row);
  Embedding embedding;
  embedding.options = options;
  embedding.index = distinct.index;
  if (options.method == Method::pca) {
    embedding.pca = fit_pca(states, options.umap.dims);
    const Matrix coords = embedding.pca.project(points);
    embedding.quality = measure(points, coords, options, execution);
    embedding.coords = select_rows(coords, distinct.index);
    return embedding;
  }
  if (distinct.points() > 1) {
    check_enough_points(options.umap.n_neighbors, distinct.points(), distinct.index.size());
  }
  embedding.map = fit_umap(points, options.umap, execution);
  embedding.quality = measure(points, embedding.map.coords, options, execution);
  embedding.coords = select_rows(embedding.map.coords, distinct.index);
  return embedding;
}

Matrix transform(const Embedding& embedding, MatrixRef states, const Execution& execution) {
  check_finite(states, "states");
  if (embedding.options.method == Method::pca) return embedding.pca.project(states);
  return transform(embedding.map, states, execution);
}

}  // namespace rssviz::embed
