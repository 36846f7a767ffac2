// What is written inside panels: corner notes, words of rules, and labels placed without overlaps. Pure.
#pragma once

#include <optional>
#include <vector>

#include "render/layout/ink_map.h"
#include "render/layout/placed.h"

namespace rssviz::render {

// Small multiples read better when their notes stand in the same corner: where at least three panels have
// notes, all in one and the same corner, that corner becomes the one with the least ink over all of them.
// True where it did so. `inks`: by panel, empty where nothing is written.
bool share_note_corner(PlacedFigure& placed, const TextMetrics& metrics,
                       const std::vector<std::optional<InkMap>>& inks);
// Adds the notes and rule words of one panel to the figure's texts. Notes leave their corner for an emptier
// one unless `stay`. A rule's word that finds no free place is dropped and counted.
void place_notes(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, const InkMap& ink,
                 bool stay);
// Small multiples read better when their notes stand in the same corner: where at least three panels all have
// notes in one and the same corner, that corner becomes the one with the least ink over all of them, and
// stays.
void share_note_corner(PlacedFigure& placed, const TextMetrics& metrics, const std::vector<InkMap>& inks);

// Adds the labels of one panel: 64 candidates each (16 directions x 4 distances), least ink below, greedy by
// priority, then coordinate descent. Two labels never overlap, nor a label and a note; what finds no room is
// dropped and counted in placed.dropped_labels.
void place_labels(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, InkMap& ink);

}  // namespace rssviz::render
