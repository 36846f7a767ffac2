#include "embed/umap/options.h"

#include <array>
#include <cmath>
#include <sstream>
#include <string>

#include "core/error.h"

namespace rssviz::embed {
namespace {

template <class Value>
void require(bool good, const char* field, Value value, const char* range) {
  if (good) return;
  std::ostringstream text;
  text << field << " = " << value << " must be " << range;
  fail(ErrorKind::usage, text.str());
}

constexpr std::array<std::string_view, 3> kStarts{"spectral", "pca", "random"};

}  // namespace

std::string_view name_of(Start start) { return kStarts[static_cast<std::size_t>(start)]; }

Start start_named(std::string_view name) {
  for (std::size_t i = 0; i < kStarts.size(); ++i) {
    if (kStarts[i] == name) return static_cast<Start>(i);
  }
  fail(ErrorKind::usage, "init = " + std::string(name) + " must be spectral, pca or random");
}

void UmapOptions::check() const {
  require(n_neighbors >= 2 && n_neighbors <= 10000, "n_neighbors", n_neighbors, "2 to 10000");
  require(std::isfinite(spread) && spread > 0., "spread", spread, "above 0");
  require(min_dist >= 0. && min_dist <= spread, "min_dist", min_dist, "from 0 to spread");
  require(dims >= 1 && dims <= 8, "dims", dims, "1 to 8");
  if (epochs) require(*epochs >= 0 && *epochs <= 1000000, "epochs", *epochs, "0 to 1000000");
  require(negative_samples >= 0 && negative_samples <= 100, "negative_samples", negative_samples, "0 to 100");
  require(std::isfinite(learning_rate) && learning_rate > 0., "learning_rate", learning_rate, "above 0");
  require(std::isfinite(repulsion) && repulsion >= 0., "repulsion", repulsion, "at least 0");
  require(set_op_mix >= 0. && set_op_mix <= 1., "set_op_mix", set_op_mix, "0 to 1");
  require(local_connectivity >= 0. && local_connectivity <= n_neighbors - 1, "local_connectivity",
          local_connectivity, "0 to n_neighbors - 1");
}

int UmapOptions::epochs_for(std::size_t points) const { return epochs.value_or(points <= 10000 ? 500 : 200); }

void check_enough_points(int n_neighbors, std::size_t distinct, std::size_t rows) {
  if (distinct > static_cast<std::size_t>(n_neighbors)) return;
  const bool coincide = distinct < rows;
  fail(ErrorKind::data, "n_neighbors = " + std::to_string(n_neighbors) + " needs at least " +
                            std::to_string(n_neighbors + 1) +
                            (coincide ? " distinct points, got " : " points, got ") +
                            std::to_string(distinct) + (coincide ? " among " + std::to_string(rows) : ""));
}

}  // namespace rssviz::embed
