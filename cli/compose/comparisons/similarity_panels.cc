#include "cli/compose/comparisons/similarity_panels.h"

#include <algorithm>
#include <cmath>

#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostNumbers = 12;  // networks, up to which cells have room for their number
constexpr int kColours = 96;              // of a scale
constexpr render::Color kChance{150, 150, 150, 1.0}, kSeeds{26, 26, 26, 1.0};

const char* title_of(Similarity measure) {
  if (measure == Similarity::cka) return "CKA (1: alike)";
  return measure == Similarity::procrustes ? "Procrustes (0: alike)" : "dynamics (0: alike)";
}

struct Scale {
  double low{0}, high{1};
  double place(double value) const { return std::clamp((value - low) / (high - low), 0., 1.); }
};

Scale scale_of(const SimilarityStudy& study, Similarity measure) {
  if (measure == Similarity::cka) return {0, 1};
  ValueRange range = chance_of(study, measure);
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == measure) range.take(pair.value);
  return {0, std::isnan(range.high) ? 1 : std::max(range.high, 1e-9)};
}

// A bar over a range of the scale, wide enough to be seen.
void add_range(const ValueRange& range, const Scale& scale, double y, render::Color color,
               render::Rectangles& bars) {
  if (std::isnan(range.low)) return;
  const double least = 0.006 * (scale.high - scale.low);
  const double low = std::clamp(range.low, scale.low, scale.high - least);
  const double high = std::clamp(range.high, low + least, scale.high);
  bars.boxes.push_back({low, y, high, y + 0.5});
  bars.colors.push_back(color);
}

}  // namespace

void ValueRange::take(double value) {
  if (std::isnan(value)) return;
  if (std::isnan(low) || value < low) low = value;
  if (std::isnan(high) || value > high) high = value;
}

ValueRange chance_of(const SimilarityStudy& study, Similarity measure) {
  ValueRange range;
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == measure) {
      range.take(pair.null_low);
      range.take(pair.null_high);
    }
  return range;
}

ValueRange seeds_of(const SimilarityStudy& study, Similarity measure,
                    const std::vector<std::string>& groups) {
  ValueRange range;
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == measure && !groups.empty() && groups[pair.a] == groups[pair.b])
      range.take(pair.value);
  return range;
}

render::Panel similarity_matrix(const SimilarityStudy& study, Similarity measure,
                                const std::vector<ComparedSubject>& subjects, const std::string& palette) {
  render::Panel panel;
  panel.title = title_of(measure);
  const Scale scale = scale_of(study, measure);
  render::Rectangles cells;
  cells.tiled = true;
  const auto count = static_cast<double>(study.order.size());
  for (std::size_t i = 0; i < study.order.size(); ++i)
    for (std::size_t j = 0; j < study.order.size(); ++j) {
      if (i == j) continue;  // a network with itself says nothing
      const auto x = static_cast<double>(j), y = count - 1 - static_cast<double>(i);
      const double value = study.value(measure, static_cast<std::size_t>(study.order[i]),
                                       static_cast<std::size_t>(study.order[j]));
      const double place = scale.place(value);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(render::sample_palette(palette, place));
      if (study.order.size() > kMostNumbers) continue;
      render::Label number;
      number.at = {x, y};
      number.text = decimals(value, 2);
      number.color = place > 0.55 ? render::Color{26, 26, 26, 1.0} : render::Color{255, 255, 255, 1.0};
      number.centred = true;
      panel.labels.push_back(std::move(number));
    }
  panel.marks.emplace_back(std::move(cells));
  for (std::size_t k = 0; k < study.order.size(); ++k) {
    const std::string& name = subjects[static_cast<std::size_t>(study.order[k])].name;
    panel.x.ticks.push_back({static_cast<double>(k), name});
    panel.y.ticks.push_back({count - 1 - static_cast<double>(k), name});
  }
  panel.x.low = panel.y.low = -0.5;
  panel.x.high = panel.y.high = count - 0.5;
  panel.x.slanted = true;
  return panel;
}

render::Panel similarity_scale(const SimilarityStudy& study, Similarity measure,
                               const std::vector<std::string>& groups, const std::string& palette) {
  const Scale scale = scale_of(study, measure);
  render::Panel panel;
  render::Rectangles colours, bars;
  colours.tiled = true;
  for (int k = 0; k < kColours; ++k) {
    const double from = scale.low + (scale.high - scale.low) * k / kColours;
    colours.boxes.push_back({from, 0, from + (scale.high - scale.low) / kColours, 1});
    colours.colors.push_back(render::sample_palette(palette, (k + 0.5) / kColours));
  }
  add_range(chance_of(study, measure), scale, 1.35, kChance, bars);
  add_range(seeds_of(study, measure, groups), scale, 2.2, kSeeds, bars);
  panel.marks.emplace_back(std::move(colours));
  if (!bars.boxes.empty()) panel.marks.emplace_back(std::move(bars));
  panel.x.low = scale.low;
  panel.x.high = scale.high;
  panel.y.low = 0;
  panel.y.high = groups.empty() ? 2 : 2.8;
  panel.y.ticks = {{1.6, "chance"}};
  if (!groups.empty()) panel.y.ticks.push_back({2.45, "seeds"});
  return panel;
}

}  // namespace rssviz::cli
