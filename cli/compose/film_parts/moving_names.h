// Names that move with what the colours gather: solved at the stages of a film, and moved between them with
// the points, so that none flickers and no two ever touch. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/map_panels.h"

namespace rssviz::cli {

struct MovingNames {
  // How much of a passage a name is seen: from its beginning up to `until`, and from `since` to its end.
  struct Way {
    double until{1};
    double since{0};
  };
  std::vector<std::string> texts{};                             // by class
  std::vector<std::vector<std::optional<render::Point>>> at{};  // stage, class: none where it is not gathered
  std::vector<std::vector<Way>> ways{};                         // passage, class
  double width{0}, height{0};                                   // what a name takes at most, in data units
  render::Color color{};
};

// stages: the places of the same points; classes: one a point, -1 for none. limits: of the map. No names
// before the stage `first`.
MovingNames moving_names(const std::vector<std::vector<render::Point>>& stages,
                         const std::vector<std::int32_t>& classes, const Classes& palette,
                         const Limits& limits, const render::Style& style, std::size_t first = 0);
// The same of stages that each have points of their own, with a class each.
MovingNames moving_names(const std::vector<std::vector<render::Point>>& stages,
                         const std::vector<std::vector<std::int32_t>>& classes, const Classes& palette,
                         const Limits& limits, const render::Style& style, std::size_t first = 0);

// The names at a moment. A name that isn't seen all the way fades.
std::vector<render::Label> names_at(const MovingNames& names, const StageMoment& moment);
// Fades those that come near another word at this place, and leaves out those that would touch it.
void give_way(const MovingNames& names, const render::Point& word, std::vector<render::Label>& labels);

}  // namespace rssviz::cli
