#include "cli/compose/film_parts/packed_stages.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/parts/maps/hull_marks.h"
#include "embed/packing/stage_packing.h"

namespace rssviz::cli {
namespace {

constexpr double kFilmLine = 1.2;  // a pixel of a stage's 1920
constexpr double kPaperLine = 0.35;

// Few strengths of what fades, so that a hull comes in steps too fine to be seen.
double faded(double share) { return std::round(16 * share) / 16; }

std::vector<render::Point> between(const std::vector<render::Point>& from,
                                   const std::vector<render::Point>& to, double share) {
  std::vector<render::Point> corners;
  for (std::size_t i = 0; i < from.size(); ++i)
    corners.push_back({from[i].x + share * (to[i].x - from[i].x), from[i].y + share * (to[i].y - from[i].y)});
  return corners;
}

// A map of one part has no hull.
double strength_at(const PackedStages& packed, std::size_t stage) {
  return packed.hull[stage].size() > 1 ? 1 : 0;
}

}  // namespace

PackedStages packed_stages(const Settings& settings, bool one_size,
                           std::vector<std::vector<render::Point>>& stages) {
  PackedStages packed;
  const embed::StagePacking packing =
      settings.flag("no-pack") ? embed::StagePacking{} : embed::pack_stages(stages);
  if (one_size) to_one_size(stages);
  if (!packing.moves()) return packed;
  packed.most_parts = packing.most_parts();
  packed.part = packing.part;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    packed.stages_in_parts += packing.move[s].size() > 1 ? 1 : 0;
    packed.hull.push_back(embed::steady_hulls(stages[s], packing.part[s]));
    if (s > 0) packed.same.push_back(embed::same_parts(packing.part[s - 1], packing.part[s]));
  }
  return packed;
}

std::vector<render::Mark> hulls_at(const PackedStages& packed, const StageMoment& moment,
                                   const render::Style& style) {
  std::vector<render::Mark> marks;
  if (!packed.moves()) return marks;
  const auto s = static_cast<std::size_t>(moment.stage);
  const std::vector<std::vector<render::Point>>& here = packed.hull[s];
  const double strength = strength_at(packed, s);
  if (moment.is_true() || s + 1 >= packed.hull.size()) {
    for (const std::vector<render::Point>& hull : here) add_hull(hull, style, kFilmLine, strength, marks);
    return marks;
  }
  const std::vector<std::vector<render::Point>>& next = packed.hull[s + 1];
  const double then = strength_at(packed, s + 1);
  std::vector<char> comes(next.size(), 1);
  for (std::size_t k = 0; k < here.size(); ++k) {
    const std::int32_t to = packed.same[s][k];
    if (to < 0) {
      add_hull(here[k], style, kFilmLine, faded(strength * (1 - moment.share)), marks);
      continue;
    }
    comes[static_cast<std::size_t>(to)] = 0;
    add_hull(between(here[k], next[static_cast<std::size_t>(to)], moment.share), style, kFilmLine,
             faded(strength + moment.share * (then - strength)), marks);
  }
  for (std::size_t k = 0; k < next.size(); ++k)
    if (comes[k] != 0) add_hull(next[k], style, kFilmLine, faded(then * moment.share), marks);
  return marks;
}

std::vector<std::vector<render::Point>> with_hulls(const PackedStages& packed,
                                                   std::vector<std::vector<render::Point>> stages) {
  for (std::size_t s = 0; s < packed.hull.size(); ++s)
    for (const std::vector<render::Point>& hull : packed.hull[s])
      stages[s].insert(stages[s].end(), hull.begin(), hull.end());
  return stages;
}

void add_hulls(const PackedStages& packed, std::size_t stage, const render::Style& style,
               render::Panel& panel) {
  if (!packed.moves()) return;
  std::vector<render::Mark> marks;
  for (const std::vector<render::Point>& hull : packed.hull[stage])
    add_hull(hull, style, kPaperLine, strength_at(packed, stage), marks);
  panel.marks.insert(panel.marks.begin(), marks.begin(), marks.end());
}

std::string packing_caption(const PackedStages& packed) {
  if (!packed.moves()) return "";
  return "At " + std::to_string(packed.stages_in_parts) + " of the " + std::to_string(packed.hull.size()) +
         " stages the map falls into parts with empty room around them (pale hulls; up to " +
         std::to_string(packed.most_parts) +
         "): no chain of dots with steps shorter than 4 % of its longer side joins two of them. They were "
         "moved together, each as a whole and to the side on which the layout has it; gaps between them mean "
         "nothing (--no-pack leaves them where the layout put them). ";
}

}  // namespace rssviz::cli
