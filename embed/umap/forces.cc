#include "embed/umap/forces.h"

#include "core/rng.h"

namespace rssviz::embed {

Forces::Forces(const LayoutOptions& options, std::size_t count)
    : a(static_cast<float>(options.curve.a)),
      b(static_cast<float>(options.curve.b)),
      attraction(static_cast<float>(2. * options.curve.a * options.curve.b)),
      repulsion(static_cast<float>(2. * options.repulsion * options.curve.b)),
      negative_samples(options.negative_samples),
      points(static_cast<std::int32_t>(count)),
      rounds_to_wrap((points + 14) / points),
      seed_key(stream_key(options.seed, "umap layout")) {}

void Forces::begin_epoch(int number, const LayoutOptions& options) {
  epoch = static_cast<float>(number);
  learning_rate =
      static_cast<float>(options.learning_rate * (1. - static_cast<double>(number) / options.epochs));
  epoch_key = static_cast<std::uint32_t>(mix64(seed_key + static_cast<std::uint64_t>(number)) >> 32);
}

}  // namespace rssviz::embed
