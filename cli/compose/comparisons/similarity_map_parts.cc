#include "cli/compose/comparisons/similarity_map_parts.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/columns/palette_options.h"
#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

std::vector<Option> similarity_map_options() {
  return {palette_of_scales(),
          {"by", OptionType::text, "step", "what is compared", true, {"step", "stage", "layer"}},
          {"most",
           OptionType::integer,
           "200",
           "test sequences that are recorded, at most (4 to 5000)",
           true,
           {}}};
}

SimilarityMapOptions similarity_map_options_of(const Settings& settings) {
  SimilarityMapOptions options;
  const std::string by = settings.text("by");
  options.by = by == "step" ? MapBy::step : by == "stage" ? MapBy::stage : MapBy::layer;
  options.sequences = static_cast<int>(settings.integer("most"));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  return options;
}

std::string compared_word(const SimilarityMapOptions& options, const NetworkView& view) {
  if (options.by == MapBy::layer) return "layer";
  if (options.by == MapBy::step) return "step";
  return view.counted_by_epochs ? "epoch" : "stage";
}

render::Rectangles alignment_cells(const SimilarityMap& map, const std::string& palette) {
  render::Rectangles cells;
  cells.tiled = true;
  for (Eigen::Index i = 0; i < map.cka.rows(); ++i)
    for (Eigen::Index j = 0; j < map.cka.cols(); ++j) {
      if (std::isnan(map.cka(i, j))) continue;
      const auto x = static_cast<double>(j), y = static_cast<double>(i);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(render::sample_palette(palette, std::clamp(map.cka(i, j), 0., 1.)));
    }
  return cells;
}

void set_map_axes(const SimilarityMap& map, render::Panel& panel) {
  const auto set = [](const std::vector<std::string>& names, render::Axis& axis) {
    constexpr std::size_t kMostTicks = 8;
    const std::size_t pace = (names.size() + kMostTicks - 1) / kMostTicks;
    for (std::size_t k = 0; k < names.size(); k += pace)
      axis.ticks.push_back({static_cast<double>(k), names[k]});
    axis.low = -0.5;
    axis.high = static_cast<double>(names.size()) - 0.5;
  };
  set(map.columns, panel.x);
  set(map.rows, panel.y);
}

}  // namespace rssviz::cli
