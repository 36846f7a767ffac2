#include "cli/compose/conditions/condition_map.h"

#include <algorithm>

#include "core/number_text.h"
#include "embed/embedding.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

ConditionMap umap_of(const ConditionMeans& means, int dims, std::uint64_t seed, const Execution& execution) {
  const Eigen::Index steps = means.means.front().rows();
  Matrix stacked(steps * static_cast<Eigen::Index>(means.means.size()), means.means.front().cols());
  for (std::size_t c = 0; c < means.means.size(); ++c)
    stacked.middleRows(static_cast<Eigen::Index>(c) * steps, steps) = means.means[c].cast<float>();
  embed::EmbedOptions options;
  options.umap.dims = dims;
  options.umap.seed = seed;
  options.count_multiples = true;
  const embed::Embedding map = embed::embed(std::move(stacked), options, execution);
  ConditionMap made;
  for (std::size_t c = 0; c < means.means.size(); ++c)
    made.at.emplace_back(map.coords.middleRows(static_cast<Eigen::Index>(c) * steps, steps).cast<double>());
  made.sentence = "Map: one UMAP of all means (15 neighbours, seed " + std::to_string(seed) +
                  "), which keeps " + percent(map.quality.neighbors_kept) +
                  " of each one's 15 nearest; distances between far paths say little. ";
  return made;
}

void add_time_paths(const std::vector<Projected>& paths, const std::string& palette,
                    const render::Style& style, double width_pt, std::vector<render::Mark>& marks) {
  const auto color_at = [&](const Projected& path, std::size_t t) {
    const double last = std::max<double>(1, static_cast<double>(path.at.size()) - 1);
    return render::sample_palette(palette, static_cast<double>(t) / last);
  };
  for (const Projected& path : paths)
    for (std::size_t t = 0; t + 1 < path.at.size(); ++t) {
      const double depth = (path.depth[t] + path.depth[t + 1]) / 2;
      render::Line line;
      line.at = {path.at[t], path.at[t + 1]};
      line.color = render::mix(style.paper, color_at(path, t), 0.35 + 0.65 * depth);
      line.width_pt = width_pt * (0.6 + 0.4 * depth);
      marks.emplace_back(std::move(line));
    }
  render::Points starts, ends;
  for (const Projected& path : paths) {
    starts.at.push_back(path.at.front());
    ends.at.push_back(path.at.back());
  }
  starts.colors = {render::sample_palette(palette, 0)};
  ends.colors = {render::sample_palette(palette, 1)};
  starts.radius_pt = ends.radius_pt = 1.9 * width_pt;
  ends.shape = render::MarkerShape::ring;
  marks.emplace_back(std::move(starts));
  marks.emplace_back(std::move(ends));
}

render::ColorBar time_bar(const std::vector<std::int32_t>& steps, const std::string& palette) {
  render::ColorBar bar;
  bar.title = "step";
  bar.palette = palette;
  bar.low = steps.front();
  bar.high = steps.back();
  bar.side = render::Side::bottom;
  bar.panels = {0};
  return bar;
}

}  // namespace rssviz::cli
