// Maps of stages as films show them: parts with empty room around them moved together
// (embed/packing/stage_packing), each with a pale hull that goes along from stage to stage. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/options/option_table.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct PackedStages {
  std::vector<std::vector<std::int32_t>> part{};                // stage, point: -1 where it isn't there
  std::vector<std::vector<std::vector<render::Point>>> hull{};  // stage, part: corners, as many in each
  std::vector<std::vector<std::int32_t>> same{};  // passage, part: the part it becomes; -1: none
  std::size_t stages_in_parts{0};
  std::size_t most_parts{0};

  bool moves() const { return most_parts > 1; }
};

// Moves the places of the same points at each stage, unless --no-pack. one_size: draws each stage at one size
// (film_moments.h), whether packed or not.
PackedStages packed_stages(const Settings& settings, bool one_size,
                           std::vector<std::vector<render::Point>>& stages);

// The hulls at a moment: of parts that stay they go along, of others they come and go.
std::vector<render::Mark> hulls_at(const PackedStages& packed, const StageMoment& moment,
                                   const render::Style& style);
// The points and the hulls of all stages: what limits lie around.
std::vector<std::vector<render::Point>> with_hulls(const PackedStages& packed,
                                                   std::vector<std::vector<render::Point>> stages);
// The hulls of one stage, for a picture of it alone.
void add_hulls(const PackedStages& packed, std::size_t stage, const render::Style& style,
               render::Panel& panel);

// What captions say of it: "" or a sentence and a blank.
std::string packing_caption(const PackedStages& packed);

}  // namespace rssviz::cli
