// How films say where they are: a headline that changes once a stage and keeps its width, and maps that are
// drawn at one size whatever their units. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/film_parts/film_frame.h"

namespace rssviz::cli {

// "epoch 6 → 7" from the moment stage 6 is there until 7 is; the first and the last by their names. What two
// names begin with (up to a space) is said once.
std::string passage_text(const std::vector<std::string>& names, const StageMoment& moment);
// What a picture of a recorded stage alone is called, of the headline over it: "epoch 6".
std::string name_of_moment(const std::string& headline);
// The longest of them, for which room is kept.
std::string widest_passage(const std::vector<std::string>& names);
// The stage that a passage leads to, and the last at the end; 0 as long as the film rests at the first: that
// whose numbers are told beside the headline.
std::size_t told_stage(const StageMoment& moment, std::size_t stages);

// The slots of a still, those at the bottom moved to the top, with room left below all for a player's bar.
std::vector<render::TextSlot> above_players_bar(std::vector<render::TextSlot> slots);

// Moves each stage to the centre of its points and scales it so that 98 of 100 lie within 1 of it, as far as
// sizes of maps mean nothing. Points without a place (NaN) stay without. One map more than a few times the
// size of the others would take the room of all.
void to_one_size(std::vector<std::vector<render::Point>>& stages);

}  // namespace rssviz::cli
