#include "cli/compose/parts/map_caption.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/formats/json.h"
#include "core/number_text.h"
#include "embed/quality/sampling_margin.h"

namespace rssviz::cli {

std::string alignment_caption(const embed::AlignedMaps& maps) {
  const std::string movement =
      "Movement: mean distance between the maps of neighbouring stages as a share of the map's size (root "
      "mean "
      "square distance from its centre); layout alone: ";
  if (maps.alignment == embed::Alignment::joint)
    return "All stages' maps start from one map of the mean of their neighbour graphs and are laid out "
           "together, each on its own neighbours; a state's places in neighbouring stages are tied, the more "
           "the "
           "less it moved. " +
           movement +
           "mean distance between the movements of a point under two series of random numbers, which is "
           "movement without learning. ";
  return "The chain begins with a map of the mean of all stages' neighbour graphs; every stage's map starts "
         "from the one before, is laid out on its own neighbours and turned onto it (Procrustes). " +
         movement +
         "the same stage laid out twice from the same start with different random numbers, which is movement "
         "without learning. ";
}

std::string stage_trust_caption(const embed::AlignedMaps& maps) {
  if (maps.trustworthiness.empty()) return "How far the maps can be trusted was not measured. ";
  const auto [low, high] = std::minmax_element(maps.trustworthiness.begin(), maps.trustworthiness.end());
  const auto [least, most] = std::minmax_element(maps.neighbors_kept.begin(), maps.neighbors_kept.end());
  return "Trustworthiness of the stages' maps " + decimals(*low, 3) + " to " + decimals(*high, 3) + "; " +
         percent(*least) + " to " + percent(*most) +
         " of a state's nearest neighbours are shown as neighbours. ";
}

std::string map_caption(const NetworkView& view) {
  const embed::EmbedOptions& options = view.embedding.options;
  const embed::MapQuality& quality = view.embedding.quality;
  std::string text = "Each dot is one of " + with_commas(view.trace.n_distinct) + " distinct states among " +
                     with_commas(static_cast<long long>(view.trace.points())) +
                     (view.task->every_step()
                          ? std::string(", the ")
                          : " (" + view.task->wording().sequences + " that begin alike share states), the ") +
                     view.states_name + " after each " + view.task->wording().step + " of " + view.sample +
                     ". Network: " + view.description + ", " + view.training + "; " +
                     view.task->description() + ". ";
  if (options.method == embed::Method::umap) {
    std::string min_dist = formats::Json(options.umap.min_dist).dump();
    text += "Map: UMAP of the unscaled states (" + std::to_string(options.umap.n_neighbors) +
            " neighbours, min_dist " + min_dist + ", " + std::string(embed::name_of(options.umap.metric)) +
            " distance, seed " + std::to_string(options.umap.seed) + "; one run). ";
  } else {
    text += "Map: the first two principal components of the states. ";
  }
  const double margin =
      embed::sampling_margin(quality.point_trust, static_cast<std::size_t>(view.trace.n_distinct));
  if (quality.k > 0)
    text += "Trustworthiness " + decimals(quality.trustworthiness, 3) +
            (margin > 0. ? " (95 % interval " + decimals(quality.trustworthiness - margin, 3) + " to " +
                               decimals(std::min(1., quality.trustworthiness + margin), 3) + ", on " +
                               with_commas(static_cast<long long>(quality.rows.size())) + " of the states)"
                         : "") +
            "; " + percent(quality.neighbors_kept) + " of each state's " + std::to_string(quality.k) +
            " nearest neighbours are shown as neighbours. ";
  return text + "The axes have no units; distances between clusters and their sizes carry no meaning.";
}

std::string map_caption(const NetworkView& view, const ShownMap& map) {
  return map_caption(view) + packing_caption(map.packing);
}

}  // namespace rssviz::cli
