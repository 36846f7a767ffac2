// States to map in one call, and the map as a value that can be kept in a file.
// The same bytes at any number of threads. Values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/array.h"
#include "core/parallel.h"
#include "embed/distinct.h"
#include "embed/pca/pca.h"
#include "embed/quality/quality.h"
#include "embed/scaling.h"
#include "embed/sequence_places.h"
#include "embed/umap/umap.h"

namespace rssviz::embed {

enum class Method { umap, pca };
std::string_view name_of(Method method);
Method method_named(std::string_view name);  // Error{usage} listing the names

enum class Measure { none, sample, full };
std::string_view name_of(Measure measure);
Measure measure_named(std::string_view name);  // Error{usage} listing the names

struct EmbedOptions {
  Method method{Method::umap};
  UmapOptions umap{};                // dims and metric are read for pca too
  Measure quality{Measure::sample};  // sample: quality_sample() rows at most
  int quality_k{15};
  Scale scale{Scale::none};     // of the units, before distances are taken
  int theiler{0};               // umap: no neighbours within so many steps of the same sequence
  bool count_multiples{false};  // umap: states that are there m times weigh 1 + ln m; otherwise 1
  int seeds{1};                 // umap: layouts from seed, seed + 1, ... to measure each point's spread over
  int snapshots{0};             // umap: how many steps of the forming layout are kept

  void check() const;  // Error{usage} naming field, value and range
};

struct Embedding {
  Matrix coords{};                    // points x dims: one row an input row, in input order
  std::vector<std::int32_t> index{};  // points: the distinct point that each row is
  EmbedOptions options{};             // how it was made
  MapQuality quality{};               // of the distinct points; rows are numbers of distinct points
  Scaling scaling{};                  // what states went through; transform does it too
  // With seeds > 1: root mean square distance of each row's places in the other seeds' layouts, turned onto
  // the first by Procrustes, from its place here, as a share of the map's size.
  std::vector<float> spread{};
  std::vector<Matrix> snapshots{};  // each points x dims, as the layout stood after
  std::vector<std::int32_t> snapshot_epochs{};
  UmapMap map{};  // method umap: what transform needs (reference: distinct points x units)
  Pca pca{};      // method pca
};

// states: points x units, one row an input point. Fitted on the distinct rows. Error{data} for no points,
// fewer distinct points than n_neighbors + 1 (one distinct point lands at 0), or a value that is not finite
// (naming row and column).
// places: where each row stands in its sequence, where that is known (theiler needs it).
Embedding embed(Matrix states, const EmbedOptions& options, const Execution& execution,
                const SequencePlaces& places = {});

// By principal components, of states that need not be in memory: they are
// read by blocks, several times. The same bytes as embed's. Memory: some 100 bytes a point, units^2, and
// what measuring quality takes.
Embedding embed_by_pca(const RowBlocks& states, const EmbedOptions& options, const Execution& execution);

// New states (points x units) in the map: points x dims.
Matrix transform(const Embedding& embedding, MatrixRef states, const Execution& execution);

// To and from a file's arrays. from_archive throws Error{data} naming `file` and what is missing, or a format
// version that this program doesn't know.
formats::Archive to_archive(const Embedding& embedding);
Embedding from_archive(const formats::Archive& archive, const std::string& file);

}  // namespace rssviz::embed
