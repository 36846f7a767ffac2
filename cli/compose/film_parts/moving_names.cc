#include "cli/compose/film_parts/moving_names.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/film_parts/film_story.h"

namespace rssviz::cli {
namespace {

constexpr double kNameShare = 1. / 7;  // of the map's width that a name takes at most
constexpr int kChecks = 24;            // moments of a passage at which names must not touch

// Few kinds of strength: films keep a picture of each.
double in_steps(double strength) { return std::round(16 * strength) / 16; }

using Places = std::vector<std::optional<render::Point>>;

render::Point between(const render::Point& a, const render::Point& b, double share) {
  return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

// Where a name is at a moment of a passage: on its way, or where its only end is.
render::Point place(const std::optional<render::Point>& from, const std::optional<render::Point>& to,
                    double share) {
  if (from && to) return between(*from, *to, share);
  return from ? *from : *to;
}

// The part of the way on which a name touches none of those before it: of two that would, the later gives
// way.
MovingNames::Way free_way(const Places& from, const Places& to, std::size_t c, double width, double height,
                          const std::vector<MovingNames::Way>& before) {
  MovingNames::Way way;
  if (!from[c] && !to[c]) return {0, 1};
  if (!to[c]) way = {0.5, 1};
  if (!from[c]) way = {0, 0.5};
  for (int i = 0; i <= kChecks; ++i) {
    const double share = static_cast<double>(i) / kChecks;
    const render::Point own = place(from[c], to[c], share);
    for (std::size_t b = 0; b < c; ++b) {
      const bool seen = share <= before[b].until || share >= before[b].since;
      if ((!from[b] && !to[b]) || !seen) continue;
      const render::Point other = place(from[b], to[b], share);
      if (std::abs(own.x - other.x) >= width || std::abs(own.y - other.y) >= height) continue;
      way.until = std::min(way.until, std::max(0., share - 1. / kChecks));
      way.since = std::max(way.since, std::min(1., share + 1. / kChecks));
    }
  }
  return way;
}

// 1 where a name is seen all the way; else falling to 0 where it ends to be seen.
double strength_at(const MovingNames::Way& way, double share) {
  if (way.until >= 1 && way.since <= 0) return 1;
  if (share < way.until) return 1 - share / way.until;
  if (share > way.since) return (share - way.since) / (1 - way.since);
  return 0;
}

}  // namespace

void give_way(const MovingNames& names, const render::Point& word, std::vector<render::Label>& labels) {
  std::erase_if(labels, [&](render::Label& label) {
    // 1 where the names' boxes touch; the other word stands above its place by as much as a name is high.
    const double apart = std::max(std::abs(label.at.x - word.x) / names.width,
                                  std::abs(label.at.y - word.y) / (2 * names.height));
    label.color.alpha = in_steps(label.color.alpha * std::clamp(3 * (apart - 1), 0., 1.));
    return label.color.alpha <= 0;
  });
}

MovingNames moving_names(const std::vector<std::vector<render::Point>>& stages,
                         const std::vector<std::int32_t>& classes, const Classes& palette,
                         const Limits& limits, const render::Style& style, std::size_t first) {
  return moving_names(stages, std::vector<std::vector<std::int32_t>>(stages.size(), classes), palette, limits,
                      style, first);
}

MovingNames moving_names(const std::vector<std::vector<render::Point>>& stages,
                         const std::vector<std::vector<std::int32_t>>& classes, const Classes& palette,
                         const Limits& limits, const render::Style& style, std::size_t first) {
  MovingNames names;
  names.texts = palette.labels;
  names.color = style.ink;
  names.width = (limits.second.x - limits.first.x) * kNameShare;
  names.height = names.width / 4;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    Places& places = names.at.emplace_back(palette.labels.size());
    if (names.at.size() <= first) continue;
    for (const render::Label& name :
         names_of_classes(stages[s], classes[s], palette, names.width, names.height, style)) {
      const auto found = std::find(palette.labels.begin(), palette.labels.end(), name.text);
      places[static_cast<std::size_t>(found - palette.labels.begin())] = name.at;
    }
  }
  for (std::size_t s = 0; s + 1 < names.at.size(); ++s) {
    std::vector<MovingNames::Way>& ways = names.ways.emplace_back();
    for (std::size_t c = 0; c < names.texts.size(); ++c)
      ways.push_back(free_way(names.at[s], names.at[s + 1], c, names.width, names.height, ways));
  }
  return names;
}

std::vector<render::Label> names_at(const MovingNames& names, const StageMoment& moment) {
  std::vector<render::Label> labels;
  const auto k = static_cast<std::size_t>(moment.stage);
  for (std::size_t c = 0; c < names.texts.size(); ++c) {
    const bool moves = !moment.is_true() && k + 1 < names.at.size();
    const std::optional<render::Point>& from = names.at[k][c];
    const std::optional<render::Point>& to = moves ? names.at[k + 1][c] : from;
    if (!from && !to) continue;
    const double strength = moves ? strength_at(names.ways[k][c], moment.share) : 1;
    if (strength <= 0.02) continue;
    render::Label label;
    label.at = place(from, to, moment.share);
    label.text = names.texts[c];
    label.bold = true;
    label.color = names.color;
    label.color.alpha = in_steps(strength);
    label.size_pt = 34;
    label.clear_radius_pt = 0;
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace rssviz::cli
